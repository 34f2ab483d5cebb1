// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/aws/import.hpp"
#include "verifier.hpp"

namespace ecrify::aws {
namespace {

std::string shown(const std::string& prefix) { return prefix.empty() ? "ROOT" : prefix; }

// The cache rules that a registry has, or may have.
std::vector<const CacheRule*> rules_of(const CacheRules& cache, const Owner& registry) {
  std::vector<const CacheRule*> found;
  for (const CacheRule& rule : cache.rules) {
    if (may_be(rule.owner, registry)) found.push_back(&rule);
  }
  return found;
}

// The one with the longest prefix that holds the path.
const CacheRule* serving(const std::vector<const CacheRule*>& rules, const std::string& path) {
  const CacheRule* best = nullptr;
  std::size_t longest = 0;
  for (const CacheRule* rule : rules) {
    const auto prefix = prefix_of(rule->prefix);
    if (!prefix || !is_below(path, *prefix)) continue;
    if (best != nullptr && prefix->size() <= longest) continue;
    best = rule;
    longest = prefix->size();
  }
  return best;
}

// The name that ECR would fetch for images below the path; nothing where that isn't known.
std::optional<std::string> fetched(const CacheRule& rule, const std::string& path) {
  const auto source = source_of(rule);
  if (!source) return std::nullopt;
  const std::string prefix = prefix_of(rule.prefix).value_or("");
  std::string rest = path.substr(prefix.size());
  if (!rest.empty() && rest.front() != '/') rest.insert(rest.begin(), '/');
  return *source + rest;
}

// Another prefix under which the registry has what the rule is about.
std::string help_for_missing(const std::vector<const CacheRule*>& rules, const WantedPrefix& wanted) {
  for (const CacheRule* rule : rules) {
    const auto source = source_of(*rule);
    const auto prefix = prefix_of(rule->prefix);
    if (source && prefix && *source == wanted.from) {
      return wanted.from + " has the prefix " + shown(*prefix) + " there: write prefix: " + shown(*prefix);
    }
  }
  return "add a pull-through cache rule with the prefix " + shown(wanted.prefix) + " for " + wanted.from;
}

// Cache rules below the prefix, which take from it what lies below theirs. Where another rule of the
// configuration writes there, a rewrite refuses such names, and where a longer one maps them elsewhere, none
// is written.
void verify_below(Verification& verification, const WantedPrefix& wanted,
                  const std::vector<const CacheRule*>& rules) {
  for (const CacheRule* const rule : rules) {
    const auto prefix = prefix_of(rule->prefix);
    const auto source = source_of(*rule);
    if (!prefix || !source || *prefix == wanted.prefix || !is_below(*prefix, wanted.prefix)) continue;
    const std::string rest = prefix->substr(wanted.prefix.empty() ? 0 : wanted.prefix.size() + 1);
    const std::string mapped = wanted.from + "/" + rest;
    const bool is_elsewhere =
        *source == mapped ||
        std::any_of(verification.mapped.begin(), verification.mapped.end(),
                    [&](const std::string& from) {
                      return from.size() > wanted.from.size() && is_below(mapped, from);
                    }) ||
        std::any_of(verification.wanted.begin(), verification.wanted.end(), [&](const WantedPrefix& other) {
          return other.prefix.size() > wanted.prefix.size() && is_below(*prefix, other.prefix);
        });
    if (is_elsewhere) continue;
    verification.add(FindingId::cache_rule_differs, *wanted.rule,
                     "below the prefix " + *prefix + " ECR fetches from " + *source + ", and the rule maps " +
                         mapped + " there",
                     "give one of the two cache rules another prefix, or keep " + mapped +
                         " where it is: {from: " + mapped + ", keep: true}");
  }
}

void verify_one(Verification& verification, const WantedPrefix& wanted, const Owner& registry,
                std::set<const CacheRule*>& used) {
  const CacheRules& cache = verification.cache;
  const auto rules = rules_of(cache, registry);
  verify_below(verification, wanted, rules);
  if (const CacheRule* const rule = serving(rules, wanted.prefix)) {
    used.insert(rule);
    const auto source = fetched(*rule, wanted.prefix);
    if (!source || *source == wanted.from) return;
    verification.add(FindingId::cache_rule_differs, *wanted.rule,
                     "below the prefix " + shown(wanted.prefix) + " ECR fetches from " + *source +
                         ", and the rule maps " + wanted.from + " there",
                     help_for_missing(rules, wanted));
    return;
  }
  const bool may_be_unseen =
      !cache.complete || std::any_of(rules.begin(), rules.end(), [&](const CacheRule* rule) {
        const auto source = source_of(*rule);
        return !rule->prefix.known() && (!source || is_below(wanted.from, *source));
      });
  if (may_be_unseen) return;
  std::vector<const CacheRule*> all;
  for (const CacheRule& rule : cache.rules) all.push_back(&rule);
  if (const CacheRule* const elsewhere = serving(all, wanted.prefix)) {
    used.insert(elsewhere);
    verification.add(FindingId::cache_rule_elsewhere, *wanted.rule,
                     "the cache rule with the prefix " + shown(wanted.prefix) + " is of the registry " +
                         owner_text(elsewhere->owner) + ", and the configuration writes to " +
                         owner_text(registry),
                     "correct the registry, or define the cache rule there");
    return;
  }
  verification.add(FindingId::cache_rule_missing, *wanted.rule,
                   "no cache rule has the prefix " + shown(wanted.prefix) + ": images of " + wanted.from +
                       " could not be pulled",
                   help_for_missing(rules, wanted));
}

}  // namespace

std::vector<Owner> registries_for(const Verification& verification, const WantedPrefix& wanted) {
  if (wanted.owner) return {*wanted.owner};
  std::vector<Owner> found;
  for (const Owner& registry : verification.registries) {
    if (!rules_of(verification.cache, registry).empty()) found.push_back(registry);
  }
  if (found.empty()) found.push_back(verification.registries.front());
  return found;
}

void verify_rules(Verification& verification) {
  if (verification.cache.rules.empty()) return;
  std::set<const CacheRule*> used;
  for (const WantedPrefix& wanted : verification.wanted) {
    for (const Owner& registry : registries_for(verification, wanted))
      verify_one(verification, wanted, registry, used);
  }
  for (const CacheRule& rule : verification.cache.rules) {
    const auto prefix = prefix_of(rule.prefix);
    if (!prefix || !verification.in_scope(rule.owner)) continue;
    // The same cache rule may come from several inputs.
    const bool is_used = std::any_of(used.begin(), used.end(), [&](const CacheRule* one) {
      return prefix_of(one->prefix) == prefix && may_be(one->owner, rule.owner);
    });
    if (is_used) continue;
    const auto source = source_of(rule);
    verification.add(
        FindingId::cache_rule_unused, rule.place,
        "no rule uses the cache rule with the prefix " + shown(*prefix),
        source ? "add a rule: {from: " + *source + ", prefix: " + shown(*prefix) + "}" : "add a rule for it");
  }
}

}  // namespace ecrify::aws
