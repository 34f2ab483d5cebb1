// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/import.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::aws {
namespace {

// More rules than any registry has; below it rules can be tried one by one.
constexpr std::size_t most_to_try = 500;

bool is_chosen(const Owner& owner, const config::RegistrySetting& choice) {
  const auto fits = [](const Setting& setting, const std::optional<std::string>& wanted) {
    return !wanted || !setting.known() || setting.text == *wanted;
  };
  return fits(owner.account, choice.account) && fits(owner.region, choice.region);
}

// The one registry of the rules.
Result<Owner> owner_of(const std::vector<const CacheRule*>& rules) {
  std::set<std::string> accounts;
  std::set<std::string> regions;
  std::set<std::string> owners;
  for (const CacheRule* rule : rules) {
    const Owner& owner = rule->owner;
    if (owner.account.known()) accounts.insert(owner.account.text);
    if (owner.region.known()) regions.insert(owner.region.text);
    if (owner.account.known() || owner.region.known()) owners.insert(owner_text(owner));
  }
  if (accounts.size() > 1 || regions.size() > 1) {
    return problem("the cache rules are of more than one registry: " + listed(owners),
                   "choose one with --account and --region, and write a configuration for each");
  }
  Owner owner;
  if (!accounts.empty()) owner.account = {Setting::State::known, *accounts.begin()};
  if (!regions.empty()) owner.region = {Setting::State::known, *regions.begin()};
  return owner;
}

rules::Rule rule_of(const CacheRule& cache, std::string from, std::string prefix) {
  rules::Rule rule;
  rule.from = std::move(from);
  rule.kind = rules::RuleKind::prefix;
  rule.to = std::move(prefix);
  rule.origin.file = cache.place.file + (cache.place.address.empty() ? "" : ": " + cache.place.address);
  return rule;
}

// Adds rules as long as they fit together with those before them.
class Writer {
 public:
  Writer(Import& result, std::string host) : result_(result), host_(std::move(host)) {}

  void add(const CacheRule& cache) {
    const auto prefix = prefix_of(cache.prefix);
    auto from = source_of(cache);
    if (!prefix || !from) {
      leave_out(std::nullopt, cache,
                std::string("its ") + (prefix ? "upstream" : "prefix") + " is not known");
      return;
    }
    rules::Rule rule = rule_of(cache, *from, *prefix);
    if (const Result<std::string> legal = rules::ecr_prefix(cache.prefix.text); !legal.ok()) {
      leave_out(rule, cache, legal.failure().message);
      return;
    }
    const auto [first, is_new] = prefixes_.emplace(*from, *prefix);
    if (!is_new) {
      const std::string other = first->second.empty() ? "ROOT" : first->second;
      leave_out(rule, cache,
                *prefix == first->second ? "the same as a rule above"
                                         : *from + " has the prefix " + other + " already");
      return;
    }
    result_.config.rules.push_back(rule);
    if (result_.config.rules.size() > most_to_try) return;
    const Result<rules::RuleSet> built = rules::RuleSet::build(result_.config.rules, host_);
    if (built.ok()) return;
    result_.config.rules.pop_back();
    prefixes_.erase(first);
    rule.origin.file.clear();
    leave_out(rule, cache, built.failure().message);
  }

 private:
  void leave_out(std::optional<rules::Rule> rule, const CacheRule& cache, std::string reason) {
    result_.left_out.push_back({std::move(rule), cache.place, std::move(reason)});
  }

  Import& result_;
  std::string host_;
  std::map<std::string, std::string> prefixes_;  // by `from`
};

}  // namespace

std::string owner_text(const Owner& owner) {
  const auto text = [](const Setting& setting) { return setting.known() ? setting.text : std::string("?"); };
  return text(owner.account) + "/" + text(owner.region);
}

Result<Import> import_rules(const CacheRules& cache, const config::RegistrySetting& choice) {
  if (cache.rules.empty()) {
    return problem("there is no pull-through cache rule in what was read",
                   "give the stack, or the answer of ECR, that has them");
  }
  std::vector<const CacheRule*> chosen;
  std::set<std::string> others;
  for (const CacheRule& rule : cache.rules) {
    if (is_chosen(rule.owner, choice)) {
      chosen.push_back(&rule);
    } else {
      others.insert(owner_text(rule.owner));
    }
  }
  if (chosen.empty()) {
    return problem("no cache rule is of the registry " + choice.account.value_or("?") + "/" +
                       choice.region.value_or("?"),
                   "there are cache rules of " + listed(others));
  }
  Result<Owner> owner = owner_of(chosen);
  if (!owner.ok()) return owner.failure();

  Import result;
  result.config.account = owner->account.known() ? std::optional(owner->account.text) : choice.account;
  result.config.region = owner->region.known() ? std::optional(owner->region.text) : choice.region;
  std::string host;
  if (result.config.account && result.config.region) {
    Result<std::string> made = rules::ecr_host(*result.config.account, *result.config.region);
    if (!made.ok()) return made.failure();
    host = std::move(made).value();
  }
  Writer writer(result, host);
  for (const CacheRule* rule : chosen) writer.add(*rule);
  if (result.config.rules.empty()) {
    const Omission& first = result.left_out.front();
    return Failure{"no cache rule can be written as a rule; the first: " + first.reason,
                   "give an input that knows prefixes and upstreams", first.place.file, no_offset};
  }
  return result;
}

}  // namespace ecrify::aws
