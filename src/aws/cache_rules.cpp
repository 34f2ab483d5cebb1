// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/cache_rules.hpp"

#include "ecrify/rules/ecr.hpp"

namespace ecrify::aws {

std::optional<std::string> prefix_of(const Setting& prefix) {
  if (!prefix.known()) return std::nullopt;
  if (prefix.text == "ROOT") return "";
  return prefix.text.ends_with('/') ? prefix.text.substr(0, prefix.text.size() - 1) : prefix.text;
}

std::optional<std::string> source_of(const CacheRule& rule) {
  if (!rule.upstream.known() || rule.upstream_prefix.state == Setting::State::unknown) return std::nullopt;
  const std::string prefix = prefix_of(rule.upstream_prefix).value_or("");
  return prefix.empty() ? rule.upstream.text : rule.upstream.text + "/" + prefix;
}

std::optional<Owner> owner_of_host(const std::string& host) {
  const auto owner = rules::ecr_owner(host);
  if (!owner) return std::nullopt;
  const std::size_t slash = owner->find('/');
  return Owner{{Setting::State::known, owner->substr(0, slash)},
               {Setting::State::known, owner->substr(slash + 1)}};
}

bool may_be(const Setting& a, const Setting& b) { return !a.known() || !b.known() || a.text == b.text; }

bool may_be(const Owner& a, const Owner& b) {
  return may_be(a.account, b.account) && may_be(a.region, b.region);
}

}  // namespace ecrify::aws
