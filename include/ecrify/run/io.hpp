// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ecrify::run {

// The descriptors of a process; tests pass their own.
struct Io {
  int in = 0;
  int out = 1;
  int err = 2;
};

enum ExitStatus : int {
  exit_clean = 0,
  exit_findings = 1,  // check: findings; diff: differences
  exit_failure = 2,   // usage, configuration, unreadable or unparsable input, a refusal, I/O; outranks 1
};

}  // namespace ecrify::run
