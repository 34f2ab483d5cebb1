// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/rules.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "impl.hpp"

namespace ecrify::rules {
namespace {

constexpr std::string_view docker_hub_other_needle = "registry.hub.docker.com";

std::string describe(const Origin& origin) {
  if (origin.line == 0) return origin.file;
  return origin.file + ":" + std::to_string(origin.line) + ":" + std::to_string(origin.column);
}

// The key that two rules share when they are about the same source; a `from` that is none is compared as it
// is, so that build() gets to see it.
std::string source_key(const Rule& rule) {
  const Result<HostPath> place = read_place("from", rule.from, Placeholders::refuse);
  return place.ok() ? place->name : rule.from;
}

// Says where the rule stands: by file and offset when there is an offset, else in the message.
Failure about(const Rule& rule, Failure failure) {
  if (rule.origin.offset != no_offset) {
    failure.file = rule.origin.file;
    failure.offset = rule.origin.offset;
  } else if (!rule.origin.file.empty()) {
    failure.message = describe(rule.origin) + ": " + failure.message;
  }
  return failure;
}

// Of the hosts' names, those that a text holds whichever of a host's names it uses.
std::vector<std::string> as_needles(const std::unordered_set<std::string>& hosts) {
  std::vector<std::string> needles(hosts.begin(), hosts.end());
  // index.docker.io and registry-1.docker.io hold docker.io.
  if (hosts.contains(std::string(docker_hub))) needles.emplace_back(docker_hub_other_needle);
  std::sort(needles.begin(), needles.end());
  return needles;
}

}  // namespace

std::string describe(const Rule& rule) {
  std::string text = rule.from;
  switch (rule.kind) {
    case RuleKind::prefix:
      text += " -> prefix " + (rule.to.empty() ? "ROOT" : rule.to);
      break;
    case RuleKind::target:
      text += " -> " + rule.to;
      break;
    case RuleKind::keep:
      text += " kept";
      break;
  }
  return rule.origin.file.empty() ? text : text + " (" + describe(rule.origin) + ")";
}

Rule default_rule() { return {"ghcr.io", RuleKind::prefix, "ghcr", {}, {"default", 0, 0, no_offset}}; }

std::vector<Rule> merge(std::vector<Rule> file, std::vector<Rule> flags) {
  std::set<std::string> replaced;
  for (const Rule& rule : flags) replaced.insert(source_key(rule));
  std::vector<Rule> rules = std::move(file);
  std::erase_if(rules, [&replaced](const Rule& rule) { return replaced.contains(source_key(rule)); });
  std::move(flags.begin(), flags.end(), std::back_inserter(rules));
  const Rule standard = default_rule();
  const bool needless = std::any_of(rules.begin(), rules.end(), [&standard](const Rule& rule) {
    return maps(rule) || source_key(rule) == standard.from;
  });
  if (!needless) rules.insert(rules.begin(), standard);
  return rules;
}

RuleSet::RuleSet(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<RuleSet> RuleSet::build(std::vector<Rule> rules, const std::string& registry_host) {
  auto impl = std::make_shared<Impl>();
  impl->rules = std::move(rules);
  if (!registry_host.empty()) {
    Result<HostPath> registry = read_registry(registry_host);
    if (!registry.ok()) return registry.failure();
    impl->registry = std::move(registry).value();
    impl->target_hosts.insert(impl->registry.name);
  }
  for (const Rule& rule : impl->rules) {
    Result<CompiledRule> compiled = compile(rule, impl->registry);
    if (!compiled.ok()) return about(rule, compiled.failure());
    compiled->described = describe(rule);
    impl->compiled.push_back(std::move(compiled).value());
  }
  if (auto conflict = enter(impl->rules, impl->compiled, impl->table)) {
    Failure failure = problem(std::move(conflict->message), std::move(conflict->remedy));
    const Origin& origin = impl->rules[conflict->rule].origin;
    if (origin.offset != no_offset) {
      failure.file = origin.file;
      failure.offset = origin.offset;
    }
    return failure;
  }
  for (std::size_t i = 0; i < impl->rules.size(); ++i) {
    const Rule& rule = impl->rules[i];
    const CompiledRule& compiled = impl->compiled[i];
    if (!maps(rule)) continue;
    impl->source_hosts.insert(compiled.source().substr(0, compiled.source().find('/')));
    for (const std::string& alias : compiled.aliases)
      impl->source_hosts.insert(alias.substr(0, alias.find('/')));
    if (compiled.target_host_size > 0)
      impl->target_hosts.insert(compiled.target.substr(0, compiled.target_host_size));
    if (rule.kind == RuleKind::prefix)
      impl->prefixes[compiled.target.substr(compiled.target_host_size)].target = i;
  }
  impl->prefixes.seal();
  return RuleSet(std::move(impl));
}

std::vector<RuleNames> rule_names(const RuleSet& rules) {
  HostPath registry;
  if (!rules.registry_host().empty()) registry = read_registry(rules.registry_host()).value();
  std::vector<RuleNames> all;
  for (const Rule& rule : rules.rules()) {
    CompiledRule compiled = compile(rule, registry).value();
    if (auto official = official_name(rule, compiled)) compiled.sources.push_back(*std::move(official));
    all.push_back(std::move(compiled));
  }
  return all;
}

Decision RuleSet::decide(std::string_view text, ShortNames short_names) const {
  Decision decision = impl_->decide(read_subject(text), short_names);
  if (decision.verdict != Verdict::unmapped || !text.starts_with("${")) return decision;
  // `${IMAGE:-ghcr.io/org/app}:v1`: the default is an image of ours, and what takes its place may be one.
  const std::string filled = reference::with_default(text);
  if (filled.empty()) return decision;
  const Decision of_default = impl_->decide(read_subject(filled), ShortNames::ignore);
  const bool is_ours = of_default.verdict == Verdict::rewrite || of_default.verdict == Verdict::refuse ||
                       of_default.verdict == Verdict::unresolved;
  if (!is_ours) return decision;
  return {Verdict::unresolved, of_default.rule, {}, std::string(begins_with_placeholder)};
}

Decision RuleSet::decide_reverse(std::string_view text, ReverseScope scope) const {
  return impl_->decide_reverse(read_subject(text), scope);
}

std::vector<std::string> RuleSet::needles() const { return as_needles(impl_->source_hosts); }

std::vector<std::string> RuleSet::reverse_needles(ReverseScope scope) const {
  std::unordered_set<std::string> hosts;
  bool prefix_rules = false;
  for (std::size_t i = 0; i < impl_->rules.size(); ++i) {
    const CompiledRule& compiled = impl_->compiled[i];
    prefix_rules = prefix_rules || impl_->rules[i].kind == RuleKind::prefix;
    if (compiled.target_host_size > 0) hosts.insert(compiled.target.substr(0, compiled.target_host_size));
  }
  if (scope == ReverseScope::any_kind && prefix_rules) {
    for (std::string& word : target_host_words()) hosts.insert(std::move(word));
  }
  return as_needles(hosts);
}

bool RuleSet::maps_short_names() const { return impl_->source_hosts.contains(std::string(docker_hub)); }

bool RuleSet::is_source_host(std::string_view host) const {
  return impl_->source_hosts.contains(canonical_host(host));
}

const std::vector<Rule>& RuleSet::rules() const { return impl_->rules; }

const std::string& RuleSet::registry_host() const { return impl_->registry.text; }

}  // namespace ecrify::rules
