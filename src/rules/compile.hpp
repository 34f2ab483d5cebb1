// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/rules/name.hpp"
#include "ecrify/rules/rules.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "lookup.hpp"

namespace ecrify::rules {

[[nodiscard]] inline bool maps(const Rule& rule) { return rule.kind != RuleKind::keep; }

// A rule made ready: what it compares and what it prints. Its only source is the canonical name of `from`.
struct CompiledRule : RuleNames {
  bool templated_path = false;     // the target's path holds a placeholder, so lengths are not known
  bool has_inner_targets = false;  // another rule's target may lie below this one's
  std::string described;           // the rule in words

  [[nodiscard]] const std::string& source() const { return sources.front(); }
};

// A rule by itself. `registry` is empty when it is unknown. The failure is about no file yet.
Result<CompiledRule> compile(const Rule& rule, const HostPath& registry);

// The other name of an exception for docker.io/nginx, a single component: docker.io/library/nginx. It gives
// way to a rule of that name.
[[nodiscard]] std::optional<std::string> official_name(const Rule& rule, const CompiledRule& compiled);

// Why two rules don't fit together, with the index of the one to blame.
struct Conflict {
  std::size_t rule = 0;
  std::string message;
  std::string remedy;
};

// Fills the table with the sources and targets of all rules, in linear time, and checks that they fit
// together.
[[nodiscard]] std::optional<Conflict> enter(const std::vector<Rule>& rules,
                                            std::vector<CompiledRule>& compiled, PrefixTable& table);

}  // namespace ecrify::rules
