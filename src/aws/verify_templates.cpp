// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ecrify/aws/cache_rules.hpp"
#include "value.hpp"
#include "verifier.hpp"

namespace ecrify::aws {
namespace {

// The effect of a lifecycle policy on cached images, which have tags. Facts from "Lifecycle policy
// properties" of the ECR user guide.
struct Lifecycle {
  bool known = false;           // it is one
  bool expires = false;         // some rule expires images
  bool expires_tagged = false;  // … also such with a tag
  std::string reason;           // of that rule, in words
};

std::string number_of(const Value& selection) {
  const Value& number = member(selection, "countNumber");
  return number.is_number_unsigned() ? std::to_string(number.get<std::uint64_t>()) : "some";
}

std::string reason_of(const Value& selection) {
  const std::string tags = text(selection, "tagStatus") == "tagged" ? "some tags" : "any tag";
  const std::string number = number_of(selection);
  if (text(selection, "countType") == "imageCountMoreThan")
    return "images of " + tags + " beyond the last " + number;
  return "images of " + tags + ", " + number + " days after they came into the cache";
}

Lifecycle read_lifecycle(std::string_view policy) {
  Lifecycle result;
  const Value parsed = Value::parse(policy.begin(), policy.end(), nullptr, false);
  const Value& rules = member(parsed, "rules");
  if (!rules.is_array()) return result;
  result.known = true;
  for (const Value& rule : rules) {
    if (text(member(rule, "action"), "type") != "expire") continue;
    const Value& selection = member(rule, "selection");
    const std::string& status = text(selection, "tagStatus");
    result.expires = true;
    if (status != "any" && status != "tagged") continue;
    if (!result.expires_tagged) result.reason = reason_of(selection);
    result.expires_tagged = true;
  }
  return result;
}

constexpr std::string_view settings_hint =
    "without one the repositories have mutable tags, no lifecycle policy and no policy of their own";

// Of a policy that expires images and none of those that a cache holds.
void verify_lifecycle(Verification& verification, const Place& place, const std::string& policy,
                      const std::string& prefix) {
  const Lifecycle lifecycle = read_lifecycle(policy);
  if (!lifecycle.known || !lifecycle.expires || lifecycle.expires_tagged) return;
  verification.add(FindingId::cache_lifecycle, place,
                   "the lifecycle policy expires untagged images alone, and cached images have tags: it "
                   "bounds nothing of " +
                       prefix,
                   "add a rule with tagStatus any, such as a number of days since the push; cached images "
                   "that are still used come back by their tag");
}

// Of a template that repositories of the cache get.
void verify_settings(Verification& verification, const CreationTemplate& found, const std::string& shown) {
  if (found.immutable) {
    verification.add(
        FindingId::cache_template_unfit, found.place,
        "the creation template for " + shown + " makes tags immutable: ECR can't refresh a tag that moves",
        "make tags MUTABLE");
  }
  if (found.lifecycle.known()) verify_lifecycle(verification, found.place, found.lifecycle.text, shown);
}

void verify_prefix(Verification& verification, const CacheRule& rule, const std::string& prefix) {
  const std::string shown = prefix.empty() ? "ROOT" : prefix;
  const CreationTemplate* const found = template_of(verification.cache, rule.owner, prefix);
  if (found == nullptr) {
    verification.add(FindingId::cache_template_missing, rule.place,
                     "no repository creation template is about the prefix " + shown,
                     "add one that is applied for PULL_THROUGH_CACHE; " + std::string(settings_hint));
    return;
  }
  if (!found->pull_through) {
    verification.add(FindingId::cache_template_unfit, found->place,
                     "the creation template for " + shown + " is not applied for PULL_THROUGH_CACHE",
                     "add it to what the template is applied for");
  }
  verify_settings(verification, *found, shown);
}

// Templates below the prefix of a cache rule, whose settings the repositories below theirs get.
void verify_templates_below(Verification& verification) {
  const CacheRules& cache = verification.cache;
  for (const CreationTemplate& one : cache.templates) {
    const auto prefix = prefix_of(one.prefix);
    if (!prefix || !one.pull_through || !verification.in_scope(one.owner)) continue;
    const auto with_rule = [&](bool (*fits)(const std::string&, const std::string&)) {
      return std::any_of(cache.rules.begin(), cache.rules.end(), [&](const CacheRule& rule) {
        const auto of_rule = prefix_of(rule.prefix);
        return of_rule && may_be(rule.owner, one.owner) && fits(*prefix, *of_rule);
      });
    };
    const bool is_own =
        with_rule([](const std::string& own, const std::string& rule) { return own == rule; });
    if (!is_own && with_rule(is_below)) verify_settings(verification, one, *prefix);
  }
}

}  // namespace

// The one with the longest prefix that holds the repository; ROOT holds all.
const CreationTemplate* template_of(const CacheRules& cache, const Owner& owner,
                                    const std::string& repository) {
  const CreationTemplate* best = nullptr;
  std::size_t longest = 0;
  for (const CreationTemplate& one : cache.templates) {
    const auto prefix = prefix_of(one.prefix);
    if (!prefix || !may_be(one.owner, owner) || !is_below(repository, *prefix)) continue;
    if (best != nullptr && prefix->size() <= longest) continue;
    best = &one;
    longest = prefix->size();
  }
  return best;
}

std::vector<Expiry> expiries_of(const CacheRules& cache, const Owner& registry,
                                const std::string& repository) {
  std::vector<Expiry> found;
  const auto take = [&](const Place& place, const std::string& policy) {
    const Lifecycle lifecycle = read_lifecycle(policy);
    if (lifecycle.expires_tagged) found.push_back({place, lifecycle.reason});
  };
  const CreationTemplate* const one = template_of(cache, registry, repository);
  if (one != nullptr && one->pull_through && one->lifecycle.known()) take(one->place, one->lifecycle.text);
  for (const RepositoryLifecycle& own : cache.lifecycles) {
    if (own.repository == repository) take(own.place, own.policy);
  }
  return found;
}

void verify_templates(Verification& verification) {
  const CacheRules& cache = verification.cache;
  const bool unknown_prefix = std::any_of(cache.templates.begin(), cache.templates.end(),
                                          [](const CreationTemplate& one) { return !one.prefix.known(); });
  verify_templates_below(verification);
  // The same cache rule may come from several inputs, and not all of them name its registry.
  std::map<std::string, std::vector<const Owner*>> seen;
  for (const CacheRule& rule : cache.rules) {
    const auto prefix = prefix_of(rule.prefix);
    if (!cache.knows_templates || !prefix || unknown_prefix || !verification.in_scope(rule.owner)) continue;
    std::vector<const Owner*>& owners = seen[*prefix];
    const bool is_seen =
        std::any_of(owners.begin(), owners.end(), [&](const Owner* one) { return may_be(*one, rule.owner); });
    if (is_seen) continue;
    owners.push_back(&rule.owner);
    verify_prefix(verification, rule, *prefix);
  }
  for (const RepositoryLifecycle& own : cache.lifecycles) {
    for (const CacheRule& rule : cache.rules) {
      const auto prefix = prefix_of(rule.prefix);
      if (!prefix || prefix->empty() || !is_below(own.repository, *prefix)) continue;
      verify_lifecycle(verification, own.place, own.policy, own.repository);
      break;
    }
  }
}

}  // namespace ecrify::aws
