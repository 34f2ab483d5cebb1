// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "ecrify/generate/outputs.hpp"
#include "escape.hpp"
#include "mapping_rows.hpp"
#include "template.hpp"

namespace ecrify::generate {

std::string renovate(std::span<const rules::RuleSet> all) {
  std::vector<MappingRow> rows;
  std::set<std::string> names;
  for (const rules::RuleSet& rules : all) {
    for (MappingRow& row : mapping_rows(rules)) {
      if (names.insert(row.to).second) rows.push_back(std::move(row));
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const MappingRow& a, const MappingRow& b) { return a.to.size() > b.to.size(); });
  mustache::list aliases;
  for (const MappingRow& row : rows) {
    mustache::data alias;
    alias.set("name", row.to);
    alias.set("source", row.from);
    alias.set("comma", &row != &rows.back());
    aliases.push_back(std::move(alias));
  }
  mustache::data data;
  data.set("aliases", std::move(aliases));
  return render("renovate", data, json_text);
}

}  // namespace ecrify::generate
