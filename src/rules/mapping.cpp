// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/mapping.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/rules/target_kinds.hpp"

namespace ecrify::rules {
namespace {

// A host as a reference must have it to be no name of Docker Hub: a dot or a port in it, or localhost.
bool can_be_registry(std::string_view host) {
  if (host == "localhost") return true;
  const std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) {
    return colon > 0 && colon + 1 < host.size() &&
           host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  }
  return host.find('.') != std::string_view::npos;
}

}  // namespace

Mapping::Mapping(RuleSet rules, Direction direction, RegistryScope scope)
    : rules_(std::move(rules)), direction_(direction), scope_(scope) {
  needles_ = is_forward() ? rules_.needles() : rules_.reverse_needles(reverse_scope());
  host_needles_ = scope == RegistryScope::any ? Needles({".", ":", "localhost"}) : Needles(needles_);
  if (!is_forward()) reverse_hosts_.insert(needles_.begin(), needles_.end());
  add_target(rules_.registry_host());
  for (const Rule& rule : rules_.rules()) {
    if (rule.kind == RuleKind::target) add_target(rule.to);
  }
}

void Mapping::add_target(const std::string& target) {
  if (target.empty()) return;
  longest_target_ = std::max(longest_target_, target.size());
  targets_.insert(target);
}

bool Mapping::names(std::string_view host) const {
  if (scope_ == RegistryScope::any) return can_be_registry(host);
  if (is_forward()) return rules_.is_source_host(host);
  const bool any = direction_ == Direction::reverse_any && kind_of_host(host) != nullptr;
  return any || reverse_hosts_.contains(lower_case(host));
}

bool Mapping::is_target(std::string_view name) const {
  if (kind_of_templated_host(name.substr(0, name.find('/'))) != nullptr) return true;
  for (std::size_t slash = name.find('/'); slash <= longest_target_; slash = name.find('/', slash + 1)) {
    if (targets_.contains(name.substr(0, slash))) return true;
  }
  return false;
}

bool Mapping::stands_for_registry(std::string_view name) const {
  if (is_forward()) return false;
  constexpr std::string_view path = "/a/b";
  const Decision back = rules_.decide_reverse(std::string(name).append(path), reverse_scope());
  return back.verdict == Verdict::rewrite && back.text.find('/') + path.size() == back.text.size();
}

}  // namespace ecrify::rules
