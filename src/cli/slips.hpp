// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/cli/options.hpp"

namespace ecrify::cli {

// A line for each source host of a rule, and each region of a target, that is one slip of the finger away
// from a known one: with it a gate is green that should not be.
[[nodiscard]] std::vector<std::string> slip_lines(const Options& options);

// Says that a file with nearly the configuration's name (`.ecrify.yml`, `ecrify.yaml`) is not read; empty
// where none is used instead of one.
[[nodiscard]] std::string misnamed_config(const Flags& flags, const Environment& environment);

}  // namespace ecrify::cli
