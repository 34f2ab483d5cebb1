// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/run/options.hpp"

namespace ecrify::options {

// A line for each source host of a rule, and each region of a target, that is one slip of the finger away
// from a known one: with it a gate is green that should not be.
[[nodiscard]] std::vector<std::string> slip_lines(const run::Options& options);

}  // namespace ecrify::options
