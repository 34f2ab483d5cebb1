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

// The source and its aliases.
std::vector<const std::string*> names_of(const CompiledRule& compiled) {
  std::vector<const std::string*> names = {&compiled.source()};
  for (const std::string& alias : compiled.aliases) names.push_back(&alias);
  return names;
}

Conflict same_source(const std::vector<Rule>& rules, const std::vector<CompiledRule>& compiled,
                     std::size_t first, std::size_t second, const std::string& name) {
  const bool by_alias = name != compiled[first].source() || name != compiled[second].source();
  return {second,
          describe(rules[first]) + " and " + describe(rules[second]) + " are " +
              (by_alias ? "both about " + name : "about the same source"),
          by_alias ? "a host belongs to one rule: take it out of the other" : "remove one of the two"};
}

Conflict same_alias(const Rule& rule, std::size_t index, const std::string& name) {
  return {index, describe(rule) + " has the alias " + name + " twice", "remove one of the two"};
}

Conflict alias_in_target(const std::vector<Rule>& rules, std::size_t outer, std::size_t inner,
                         const std::string& name) {
  return {std::max(outer, inner),
          describe(rules[outer]) + " maps onto what holds " + name + ", an alias of " +
              describe(rules[inner]) + ", so that a second run would map its results again",
          "remove the alias, or choose another target"};
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
Conflict source_in_target(const std::vector<Rule>& rules, const std::vector<CompiledRule>& compiled,
                          std::size_t outer, std::size_t inner) {
  const bool equal = compiled[outer].target == compiled[inner].source();
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

Result<CompiledRule> compile(const Rule& rule, const HostPath& registry) {
  Result<HostPath> source = read_place("from", rule.from, Placeholders::refuse);
  if (!source.ok()) return source.failure();
  CompiledRule compiled;
  compiled.rule = &rule;
  compiled.sources.push_back(std::move(source->name));
  for (const std::string& text : rule.aliases) {
    Result<HostPath> alias = read_place("alias", text, Placeholders::refuse);
    if (!alias.ok()) return alias.failure();
    if (alias->name != compiled.source()) compiled.aliases.push_back(std::move(alias->name));
  }
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
      Result<HostPath> target = read_place("target", rule.to, Placeholders::allow);
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

std::optional<std::string> official_name(const Rule& rule, const CompiledRule& compiled) {
  constexpr std::string_view host = "docker.io/";
  const std::string_view source = compiled.source();
  if (maps(rule) || !source.starts_with(host) || source.find('/', host.size()) != std::string_view::npos)
    return std::nullopt;
  return "docker.io/library/" + std::string(source.substr(host.size()));
}

std::optional<Conflict> enter(const std::vector<Rule>& rules, std::vector<CompiledRule>& compiled,
                              PrefixTable& table) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const std::string* name : names_of(compiled[i])) {
      PrefixTable::Slot& entry = table[*name];
      if (entry.source == i) return same_alias(rules[i], i, *name);
      if (entry.source != PrefixTable::none) return same_source(rules, compiled, entry.source, i, *name);
      entry.source = i;
    }
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto official = official_name(rules[i], compiled[i]);
    if (!official) continue;
    PrefixTable::Slot& entry = table[*official];
    if (entry.source == PrefixTable::none) entry.source = i;
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!maps(rules[i])) continue;
    PrefixTable::Slot& entry = table[compiled[i].target];
    if (entry.target != PrefixTable::none) return same_target(rules, entry.target, i);
    entry.target = i;
  }
  table.seal();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!maps(rules[i])) continue;
    for (const std::string* name : names_of(compiled[i])) {
      const std::size_t outer = table.longest(*name).target;
      if (outer == PrefixTable::none) continue;
      return name == &compiled[i].source() ? source_in_target(rules, compiled, outer, i)
                                           : alias_in_target(rules, outer, i, *name);
    }
    compiled[i].has_inner_targets = table.any_below(compiled[i].target + "/");
  }
  return std::nullopt;
}

}  // namespace ecrify::rules
