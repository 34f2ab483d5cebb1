// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/options/invocation.hpp"

namespace ecrify::cli {

// Where a flag is given twice the last one counts (so that a script can append to a default), but --rule and
// --keep add up. Fails on an unknown command or flag (with the nearest known one), a value that is missing or
// too much.
Result<options::Invocation> parse_arguments(const std::vector<std::string>& arguments);

}  // namespace ecrify::cli
