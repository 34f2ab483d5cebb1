// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/verify.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/aws/import.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "fields.hpp"
#include "verifier.hpp"

namespace ecrify::aws {
namespace {

InputFinding finding_of(FindingId id, std::string message, std::string help) {
  InputFinding result;
  result.finding.id = id;
  result.finding.severity = findings::row_of(id).severity;
  result.finding.message = std::move(message);
  result.finding.help = std::move(help);
  return result;
}

}  // namespace

bool is_below(const std::string& path, const std::string& prefix) {
  return prefix.empty() || path == prefix || (path.starts_with(prefix) && path[prefix.size()] == '/');
}

namespace {

// The host in lower case, that of Docker Hub as docker.io.
std::string canonical(const std::string& from) {
  const std::size_t slash = std::min(from.find('/'), from.size());
  std::string name = upstream_host(from.substr(0, slash)) + from.substr(slash);
  if (name.ends_with('/')) name.pop_back();
  return name;
}

}  // namespace

std::vector<WantedPrefix> wanted_prefixes(const std::vector<rules::Rule>& all) {
  std::vector<WantedPrefix> wanted;
  for (const rules::Rule& rule : all) {
    if (rule.kind == rules::RuleKind::keep) continue;
    WantedPrefix one;
    one.rule = &rule;
    one.from = canonical(rule.from);
    one.prefix = rule.to == "ROOT" ? "" : rule.to;
    if (rule.kind == rules::RuleKind::target) {
      const std::size_t path = std::min(rule.to.find('/'), rule.to.size());
      one.owner = owner_of_host(rule.to.substr(0, path));
      if (!one.owner) continue;
      one.prefix = path == rule.to.size() ? "" : rule.to.substr(path + 1);
    }
    wanted.push_back(std::move(one));
  }
  return wanted;
}

void Verification::add(FindingId id, const Place& place, std::string message, std::string help) {
  InputFinding result = finding_of(id, std::move(message), std::move(help));
  result.file = place.file;
  result.finding.path = place.address;
  findings.push_back(std::move(result));
}

void Verification::add(FindingId id, const rules::Rule& rule, std::string message, std::string help) {
  InputFinding result = finding_of(id, std::move(message), std::move(help));
  result.in_config = rule.origin.offset != no_offset;
  if (result.in_config) {
    result.file = rule.origin.file;
    result.finding.span = {rule.origin.offset, rule.origin.offset};
  } else if (!cache.rules.empty()) {
    result.file = cache.rules.front().place.file;
  }
  result.finding.reference = rule.from;
  findings.push_back(std::move(result));
}

bool Verification::in_scope(const Owner& owner) const {
  const bool of_config =
      std::any_of(registries.begin(), registries.end(), [&](const Owner& one) { return may_be(one, owner); });
  return of_config || std::any_of(wanted.begin(), wanted.end(), [&](const WantedPrefix& one) {
           return one.owner && may_be(*one.owner, owner);
         });
}

std::vector<std::string> not_held(const CacheRules& cache, const std::vector<Owner>& registries) {
  std::vector<std::string> lines;
  for (const CacheRule& rule : cache.rules) {
    if (prefix_of(rule.prefix)) continue;
    lines.push_back("not looked at: the cache rule " + rule.place.address + " (" + rule.place.file +
                    "), whose prefix is not known yet");
  }
  std::vector<std::string> without;
  for (const Owner& registry : registries) {
    const bool has_rule = std::any_of(cache.rules.begin(), cache.rules.end(),
                                      [&](const CacheRule& rule) { return may_be(rule.owner, registry); });
    if (!has_rule) without.push_back(owner_text(registry));
  }
  if (without.size() == registries.size()) return lines;  // then each rule is said to be missing
  sort_unique(without);
  for (const std::string& registry : without)
    lines.push_back("not looked at: the registry " + registry + ", of which the inputs have no cache rule");
  return lines;
}

std::vector<InputFinding> verify(const CacheRules& cache, const std::vector<rules::Rule>& rules,
                                 const std::vector<Owner>& registries) {
  Verification verification{cache, wanted_prefixes(rules), registries, {}};
  for (const rules::Rule& rule : rules) verification.mapped.push_back(canonical(rule.from));
  verify_rules(verification);
  verify_inputs(verification);
  verify_templates(verification);
  verify_policies(verification);
  return std::move(verification.findings);
}

}  // namespace ecrify::aws
