// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/rules/rules.hpp"
#include "ecrify/rules/target_kinds.hpp"

// The rules as names that can be compared without this program: for what carries the matching elsewhere, such
// as the policies of an API server. RuleSet::decide() is what these names must lead to there.
namespace ecrify::rules {

// Canonical names have their host in lower case, and docker.io for the other hosts of Docker Hub.
struct RuleNames {
  const Rule* rule = nullptr;        // owned by the rules
  std::vector<std::string> sources;  // canonical: what the rule is about, the one that `from` names first
  std::vector<std::string> aliases;  // canonical: what is below them is read as what is below sources.front()
  std::string base;                  // printed in the place of the source; empty for keep
  std::string target;                // canonical name of `base`
  std::size_t target_host_size = 0;  // of `target`
  const TargetKind* kind = nullptr;  // of the target; nullptr for keep
};

// The names of each rule, in the order of the rules. Precondition: no rule needs a registry that is not
// known.
[[nodiscard]] std::vector<RuleNames> rule_names(const RuleSet& rules);

// The canonical form of a registry host in a rule or a flag; "" for "".
[[nodiscard]] std::string canonical_name(std::string_view registry_host);

// The other hosts of docker.io, lower case.
[[nodiscard]] std::vector<std::string> docker_hub_hosts();

}  // namespace ecrify::rules
