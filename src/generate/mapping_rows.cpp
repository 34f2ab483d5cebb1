// SPDX-License-Identifier: Apache-2.0
#include "mapping_rows.hpp"

namespace ecrify::generate {

std::vector<MappingRow> mapping_rows(const rules::RuleSet& rules) {
  std::vector<MappingRow> rows;
  for (const rules::Rule& rule : rules.rules()) {
    if (rule.kind == rules::RuleKind::keep) continue;
    std::string to = rule.to;
    if (rule.kind == rules::RuleKind::prefix) to = rules.registry_host() + (rule.to.empty() ? "" : "/" + rule.to);
    rows.push_back({rule.from, to});
  }
  return rows;
}

}  // namespace ecrify::generate
