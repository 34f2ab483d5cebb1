// SPDX-License-Identifier: Apache-2.0
#include "compile.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/rules/ecr.hpp"

namespace ecrify::rules {
namespace {

std::string below(const std::string& host, const std::string& path) {
  return path.empty() ? host : host + "/" + path;
}

bool maps(const Rule& rule) { return rule.kind != RuleKind::keep; }

Conflict same_source(const std::vector<Rule>& rules, std::size_t first, std::size_t second) {
  return {second, describe(rules[first]) + " and " + describe(rules[second]) + " are about the same source",
          "remove one of the two"};
}

Conflict same_target(const std::vector<Rule>& rules, std::size_t first, std::size_t second) {
  return {second,
          describe(rules[first]) + " and " + describe(rules[second]) +
              " have one target, where images of the "
              "same name would collide",
          "give each source a target of its own"};
}

// The source of `rules[inner]` is, or lies in, the target of `rules[outer]`: a second run would map what the
// first one has written.
Conflict source_in_target(const std::vector<Rule>& rules, const std::vector<Compiled>& compiled,
                          std::size_t outer, std::size_t inner) {
  const bool equal = compiled[outer].target == compiled[inner].source;
  if (outer == inner) {
    return {inner,
            describe(rules[inner]) + (equal ? " maps onto itself" : " maps its source to a path above it"),
            equal ? "use keep to leave images alone" : "choose a target that does not hold the source"};
  }
  return {std::max(outer, inner),
          describe(rules[outer]) +
              (equal ? " maps onto the source of " : " maps onto what holds the source of ") +
              describe(rules[inner]) + ", so that a second run would map its results again",
          "map each source straight to where its images end up"};
}

}  // namespace

Result<Compiled> compile(const Rule& rule, const Place& registry) {
  Result<Place> source = read_place("from", rule.from, Placeholders::refuse);
  if (!source.ok()) return source.failure();
  Compiled compiled;
  compiled.source = std::move(source->name);
  switch (rule.kind) {
    case RuleKind::keep:
      break;
    case RuleKind::prefix: {
      Result<std::string> prefix = rule.to.empty() ? std::string() : ecr_prefix(rule.to);
      if (!prefix.ok()) return prefix.failure();
      if (!registry.text.empty()) compiled.base = below(registry.text, *prefix);
      compiled.target = below(registry.name, *prefix);
      if (registry.text.empty() && !prefix->empty()) compiled.target = "/" + *prefix;
      compiled.target_host_size = registry.name.size();
      compiled.kind = &target_kind(registry.text);
      break;
    }
    case RuleKind::target: {
      Result<Place> target = read_place("target", rule.to, Placeholders::allow);
      if (!target.ok()) return target.failure();
      const std::string_view host = std::string_view(target->text).substr(0, target->host_size);
      compiled.target_host_size = canonical_host(host).size();
      compiled.kind = &target_kind(host);
      compiled.templated_path =
          reference::mask_placeholders(target->text).touches({target->host_size, target->text.size()});
      compiled.base = std::move(target->text);
      compiled.target = std::move(target->name);
      break;
    }
  }
  return compiled;
}

std::optional<Conflict> enter(const std::vector<Rule>& rules, std::vector<Compiled>& compiled,
                              PrefixTable& table) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    PrefixTable::Entry& entry = table[compiled[i].source];
    if (entry.source != PrefixTable::none) return same_source(rules, entry.source, i);
    entry.source = i;
  }
  // docker.io/nginx, a single component, is docker.io/library/nginx as well.
  for (std::size_t i = 0; i < rules.size(); ++i) {
    constexpr std::string_view host = "docker.io/";
    const std::string_view source = compiled[i].source;
    if (maps(rules[i]) || !source.starts_with(host) || source.find('/', host.size()) != std::string_view::npos) continue;
    PrefixTable::Entry& entry = table["docker.io/library/" + std::string(source.substr(host.size()))];
    if (entry.source == PrefixTable::none) entry.source = i;
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!maps(rules[i])) continue;
    PrefixTable::Entry& entry = table[compiled[i].target];
    if (entry.target != PrefixTable::none) return same_target(rules, entry.target, i);
    entry.target = i;
  }
  table.seal();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!maps(rules[i])) continue;
    const std::size_t outer = table.longest(compiled[i].source).target;
    if (outer != PrefixTable::none) return source_in_target(rules, compiled, outer, i);
    compiled[i].has_inner_targets = table.any_below(compiled[i].target + "/");
  }
  return std::nullopt;
}

}  // namespace ecrify::rules
