// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/verify.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/aws/cache_rules.hpp"
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

std::vector<WantedPrefix> wanted_prefixes(const std::vector<rules::Rule>& all) {
  std::vector<WantedPrefix> wanted;
  for (const rules::Rule& rule : all) {
    if (rule.kind == rules::RuleKind::keep) continue;
    WantedPrefix one;
    one.rule = &rule;
    const std::size_t slash = std::min(rule.from.find('/'), rule.from.size());
    one.from = upstream_host(rule.from.substr(0, slash)) + rule.from.substr(slash);
    if (one.from.ends_with('/')) one.from.pop_back();
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

std::vector<InputFinding> verify(const CacheRules& cache, const std::vector<rules::Rule>& rules,
                                 const std::vector<Owner>& registries) {
  Verification verification{cache, wanted_prefixes(rules), registries};
  verify_rules(verification);
  verify_inputs(verification);
  verify_templates(verification);
  verify_policies(verification);
  return std::move(verification.findings);
}

}  // namespace ecrify::aws
