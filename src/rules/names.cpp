// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/names.hpp"

#include <utility>

#include "compile.hpp"

namespace ecrify::rules {

std::vector<RuleNames> rule_names(const RuleSet& rules) {
  HostPath registry;
  if (!rules.registry_host().empty()) registry = read_registry(rules.registry_host()).value();
  std::vector<RuleNames> all;
  for (const Rule& rule : rules.rules()) {
    CompiledRule compiled = compile(rule, registry).value();
    RuleNames names{&rule,
                    {compiled.source},
                    std::move(compiled.aliases),
                    std::move(compiled.base),
                    std::move(compiled.target),
                    compiled.target_host_size,
                    compiled.kind};
    if (auto official = official_name(rule, compiled)) names.sources.push_back(*std::move(official));
    all.push_back(std::move(names));
  }
  return all;
}

std::string canonical_name(std::string_view registry_host) { return canonical_host(registry_host); }

}  // namespace ecrify::rules
