// SPDX-License-Identifier: Apache-2.0
#include "mapping_rows.hpp"

#include <algorithm>
#include <string_view>

#include "ecrify/reference/reference.hpp"

namespace ecrify::generate {
namespace {

using rules::Rule;
using rules::RuleKind;

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

bool is_below(std::string_view name, std::string_view above) {
  return name.starts_with(above) && (name.size() == above.size() || name[above.size()] == '/');
}

void add(std::vector<MappingRow>& rows, MappingRow row) {
  const bool is_there = std::any_of(rows.begin(), rows.end(), [&](const MappingRow& other) { return other.from == row.from; });
  if (!is_there) rows.push_back(std::move(row));
}

}  // namespace

std::vector<MappingRow> mapping_rows(const rules::RuleSet& rules) {
  std::vector<MappingRow> rows;
  for (const Rule& rule : rules.rules()) {
    if (rule.kind != RuleKind::keep) rows.push_back({canonical(rule.from), to_of(rule, rules)});
  }
  return rows;
}

std::vector<MappingRow> whole_mapping(const rules::RuleSet& rules) {
  std::vector<MappingRow> rows;
  for (const Rule& rule : rules.rules()) add(rows, {canonical(rule.from), to_of(rule, rules)});
  for (const Rule& rule : rules.rules()) {
    const std::string from = canonical(rule.from);
    for (const std::string& alias : rule.aliases) {
      for (const Rule& other : rules.rules()) {
        const std::string below = canonical(other.from);
        if (!is_below(below, from)) continue;
        const std::string name = canonical(alias) + below.substr(from.size());
        add(rows, {name, other.kind == RuleKind::keep ? name : to_of(other, rules)});
      }
    }
  }
  const std::vector<MappingRow> mapped = rows;
  for (const MappingRow& row : mapped) {
    const bool is_source = std::any_of(mapped.begin(), mapped.end(), [&](const MappingRow& other) { return is_below(row.to, other.from); });
    if (is_source) add(rows, {row.to, row.to});
  }
  return rows;
}

}  // namespace ecrify::generate
