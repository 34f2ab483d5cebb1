// SPDX-License-Identifier: Apache-2.0
#include "mapping_rows.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/name.hpp"

namespace ecrify::generate {
namespace {

using rules::Rule;
using rules::RuleKind;
using rules::RuleNames;

std::string canonical(const std::string& name) {
  const std::size_t slash = std::min(name.find('/'), name.size());
  const reference::NormalizeResult read = reference::normalize(name.substr(0, slash) + "/x");
  return (read.value.registry.empty() ? name.substr(0, slash) : read.value.registry) + name.substr(slash);
}

std::string to_of(const Rule& rule, const rules::RuleSet& rules) {
  if (rule.kind == RuleKind::keep) return canonical(rule.from);
  if (rule.kind == RuleKind::target) return rule.to;
  return rules.registry_host() + (rule.to.empty() ? "" : "/" + rule.to);
}

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
  for (const Rule& rule : rules.rules()) {
    if (rule.kind != RuleKind::keep) rows.push_back({canonical(rule.from), to_of(rule, rules)});
  }
  return rows;
}

std::vector<MappingRow> whole_mapping(const rules::RuleSet& rules) {
  const std::vector<RuleNames> all = rules::rule_names(rules);
  const auto row = [&](const RuleNames& names, const std::string& name) {
    return MappingRow{name, names.rule->kind == RuleKind::keep ? name : to_of(*names.rule, rules)};
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
