// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "ecrify/aws/needed.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/rules/rules.hpp"

// The outputs of `generate` that are one text, a function each. Longer ones have a header of their own.
namespace ecrify::generate {

struct TerraformSettings {
  std::optional<std::string> account;  // of the registry, where both are known; else whoever applies decides
  std::optional<std::string> region;
  bool monitoring = false;
};

// A root module of Terraform, as `terraform fmt` writes it, with all that these cache rules need.
// Precondition: there is one at least.
[[nodiscard]] std::string terraform(std::span<const aws::NeededCacheRule> rules,
                                    const TerraformSettings& settings);

// A configuration of Renovate with registryAliases from the new names to their sources, of each of the rule
// sets. Renovate takes the first alias that fits, so the longest come first (renovate,
// lib/modules/manager/dockerfile/extract.ts).
[[nodiscard]] std::string renovate(std::span<const rules::RuleSet> all);

// The rules as a registries.conf, version 2, of the container libraries (containers-registries.conf(5)): of
// the prefixes that fit the longest counts, as of rules. What an alias stands in front of, what is kept, and
// what is in a target already, is there as well. Fails on a registry with placeholders. Precondition: the
// registry is known.
Result<std::string> registries_conf(const rules::RuleSet& rules);

}  // namespace ecrify::generate
