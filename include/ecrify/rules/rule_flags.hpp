// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::rules {

// One `--rule FROM=PREFIX` or `--rule FROM=//HOST/PATH`, one `--keep FROM`.
Result<Rule> parse_rule_flag(std::string_view text);
Result<Rule> parse_keep_flag(std::string_view text);

}  // namespace ecrify::rules
