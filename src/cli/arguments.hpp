// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/options/invocation.hpp"

namespace ecrify::cli {

// Parses the command line. Of a flag given twice the last counts (so that a script can append to a default),
// but --rule and --keep add up. Fails on an unknown command or flag (with the nearest known one), a missing
// value, and a value too many.
Result<options::Invocation> parse_arguments(const std::vector<std::string>& arguments);

}  // namespace ecrify::cli
