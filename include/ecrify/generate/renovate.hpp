// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "ecrify/rules/rules.hpp"

namespace ecrify::generate {

// A configuration of Renovate with registryAliases from the new names to their sources, of each of the rule
// sets. Renovate takes the first alias that fits, so the longest come first (renovate,
// lib/modules/manager/dockerfile/extract.ts).
[[nodiscard]] std::string renovate(std::span<const rules::RuleSet> all);

}  // namespace ecrify::generate
