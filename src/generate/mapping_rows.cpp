// SPDX-License-Identifier: Apache-2.0
#include "mapping_rows.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "ecrify/rules/name.hpp"

namespace ecrify::generate {
namespace {

using rules::RuleKind;
using rules::RuleNames;

bool is_at_or_below(std::string_view name, std::string_view above) {
  return name.starts_with(above) && (name.size() == above.size() || name[above.size()] == '/');
}

// Rows in their order, the first for each name.
class Rows {
 public:
  void add(MappingRow row) {
    if (names_.insert(row.from).second) rows_.push_back(std::move(row));
  }
  // True if a name, or what is above it on whole components, has a row.
  [[nodiscard]] bool covers(std::string name) const {
    for (;;) {
      if (names_.contains(name)) return true;
      const std::size_t slash = name.rfind('/');
      if (slash == std::string::npos) return false;
      name.resize(slash);
    }
  }
  [[nodiscard]] const std::vector<MappingRow>& all() const { return rows_; }

 private:
  std::vector<MappingRow> rows_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<MappingRow> mapping_rows(const rules::RuleSet& rules) {
  std::vector<MappingRow> rows;
  for (const RuleNames& names : rules::rule_names(rules)) {
    if (names.rule->kind != RuleKind::keep) rows.push_back({names.sources.front(), names.base});
  }
  return rows;
}

std::vector<MappingRow> whole_mapping(const rules::RuleSet& rules) {
  const std::vector<RuleNames> all = rules::rule_names(rules);
  const auto row = [](const RuleNames& names, const std::string& name) {
    return MappingRow{name, names.rule->kind == RuleKind::keep ? name : names.base};
  };
  Rows rows;
  for (const RuleNames& names : all) rows.add(row(names, names.sources.front()));
  // The other name of an exception gives way to a rule of that name.
  for (const RuleNames& names : all) {
    for (const std::string& source : names.sources) rows.add(row(names, source));
  }
  for (const RuleNames& names : all) {
    for (const std::string& alias : names.aliases) {
      for (const RuleNames& other : all) {
        for (const std::string& below : other.sources) {
          if (is_at_or_below(below, names.sources.front()))
            rows.add(row(other, alias + below.substr(names.sources.front().size())));
        }
      }
    }
  }
  const std::vector<MappingRow> of_hub = rows.all();
  for (const MappingRow& one : of_hub) {
    if (!is_at_or_below(one.from, rules::docker_hub)) continue;
    for (const std::string& host : rules::docker_hub_hosts()) {
      const std::string name = host + one.from.substr(rules::docker_hub.size());
      rows.add({name, one.to == one.from ? name : one.to});
    }
  }
  const std::vector<MappingRow> mapped = rows.all();
  for (const MappingRow& one : mapped) {
    if (rows.covers(one.to)) rows.add({one.to, one.to});
  }
  return rows.all();
}

}  // namespace ecrify::generate
