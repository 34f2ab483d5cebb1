// SPDX-License-Identifier: Apache-2.0
#include "flow.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "ecrify/rules/ecr.hpp"

namespace ecrify {
namespace {

std::vector<std::string> needles_of(const Settings& settings) {
  switch (settings.direction) {
    case Direction::forward:
      return settings.rules->needles();
    case Direction::reverse:
      return settings.rules->reverse_needles(rules::ReverseScope::configured_target);
    case Direction::reverse_any:
      return settings.rules->reverse_needles(rules::ReverseScope::any_ecr);
  }
  return {};
}

// A host as an image reference must have it to be told from a name of Docker Hub: a dot or a port in it, or localhost.
bool can_be_registry(std::string_view host) {
  if (host == "localhost") return true;
  const std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) {
    return colon > 0 && colon + 1 < host.size() && host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  }
  return host.find('.') != std::string_view::npos;
}

// Where rules put names: the configured registry, those that they name themselves, and any of ECR.
class Targets {
 public:
  explicit Targets(const rules::RuleSet& rules) {
    add(rules.registry_host());
    for (const rules::Rule& rule : rules.rules()) {
      if (rule.kind == rules::RuleKind::target) add(rule.to);
    }
  }

  [[nodiscard]] bool hold(std::string_view name) const {
    if (rules::looks_like_ecr_host(name.substr(0, name.find('/')))) return true;
    for (std::size_t slash = name.find('/'); slash <= longest_; slash = name.find('/', slash + 1)) {
      if (texts_.contains(name.substr(0, slash))) return true;
    }
    return false;
  }

 private:
  void add(const std::string& target) {
    if (target.empty()) return;
    longest_ = std::max(longest_, target.size());
    texts_.insert(target);
  }

  std::set<std::string, std::less<>> texts_;
  std::size_t longest_ = 0;  // bytes of a target
};

// Whether it is the target of a rule that maps a registry as a whole: what is below it goes back to what is below that.
bool stands_for_registry(const rules::RuleSet& rules, rules::ReverseScope scope, std::string_view name) {
  constexpr std::string_view path = "/a/b";
  const rules::Decision back = rules.decide_reverse(std::string(name).append(path), scope);
  return back.verdict == rules::Verdict::rewrite && back.text.find('/') + path.size() == back.text.size();
}

locate::Registries registries_of(const Settings& settings, RegistryScope scope) {
  if (scope == RegistryScope::any) return {Needles({".", ":", "localhost"}), can_be_registry};
  const std::vector<std::string> needles = needles_of(settings);
  locate::Registries registries{Needles(needles), {}};
  registries.in_target = [targets = Targets(*settings.rules)](std::string_view name) { return targets.hold(name); };
  if (settings.direction == Direction::forward) {
    registries.names_registry = [rules = settings.rules](std::string_view host) { return rules->is_source_host(host); };
  } else {
    const auto reverse = settings.direction == Direction::reverse_any ? rules::ReverseScope::any_ecr : rules::ReverseScope::configured_target;
    registries.stands_for_registry = [rules = settings.rules, reverse](std::string_view name) {
      return stands_for_registry(*rules, reverse, name);
    };
    registries.names_registry = [any = settings.direction == Direction::reverse_any,
                                 hosts = std::unordered_set<std::string>(needles.begin(), needles.end())](std::string_view host) {
      std::string small(host);
      for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      return (any && rules::is_ecr_host(host)) || hosts.contains(small);
    };
  }
  return registries;
}

}  // namespace

Flow::Flow(const Settings& s)
    : settings(s),
      watched(s, needles_of(s)),
      prefilter(needles_of(s), watched.words),
      registries(registries_of(s, s.scope)),
      sources(s.kept == KeptRulings::all ? registries_of(s, RegistryScope::mapped) : locate::Registries{Needles(std::vector<std::string>()), {}}) {}

rules::Decision Flow::decide(std::string_view text, locate::ShortNames short_names) const {
  switch (settings.direction) {
    case Direction::reverse:
      return settings.rules->decide_reverse(text, rules::ReverseScope::configured_target);
    case Direction::reverse_any:
      return settings.rules->decide_reverse(text, rules::ReverseScope::any_ecr);
    default:
      return settings.rules->decide(text, short_names == locate::ShortNames::yes ? rules::ShortNames::count
                                                                                      : rules::ShortNames::ignore);
  }
}

}  // namespace ecrify
