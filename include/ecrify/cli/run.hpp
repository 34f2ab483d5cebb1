// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/cli/environment.hpp"

namespace ecrify::cli {

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

[[nodiscard]] std::string version();  // of ecrify: 0.1.0

// The whole program: arguments (without the program's name) to exit status. Never calls exit(). Relative
// paths are those of the process's working folder; `environment.folder` is where the search for a
// configuration begins.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const Io& io,
                      const Environment& environment = process_environment());

}  // namespace ecrify::cli
