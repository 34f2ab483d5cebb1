// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/needed.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "ecrify/aws/verify.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/upstreams.hpp"
#include "verifier.hpp"

namespace ecrify::aws {
namespace {

Failure refusal(const rules::Rule& rule, std::string message, std::string remedy) {
  return {std::move(message), std::move(remedy), rule.origin.offset == no_offset ? "" : rule.origin.file,
          rule.origin.offset};
}

// The host, and the path with its slash.
std::pair<std::string, std::string> parts_of(const std::string& from) {
  const std::size_t slash = std::min(from.find('/'), from.size());
  return {from.substr(0, slash), from.substr(slash)};
}

// True for what the provider takes for a prefix, of either side: one separator between words, where the API
// takes several. (terraform-provider-aws, internal/service/ecr/pull_through_cache_rule.go)
bool is_prefix_of_provider(std::string_view prefix) {
  if (prefix.empty()) return true;  // ROOT
  if (prefix.size() < rules::min_ecr_prefix_size || prefix.size() > rules::max_ecr_prefix_size) return false;
  bool after_word = false;
  for (const char c : prefix) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!is_word && (!after_word || std::string_view("._-/").find(c) == std::string_view::npos)) return false;
    after_word = is_word;
  }
  return after_word;
}

// A rule for an upstream that no cache rule is for.
Failure no_upstream(const rules::Rule& rule, const std::string& host) {
  const auto vanity = rules::vanity_hosts();
  const auto row = std::find_if(vanity.begin(), vanity.end(),
                                [&](const rules::VanityHost& one) { return one.host == host; });
  const std::string remedy =
      row != vanity.end()
          ? "it stands in front of " + std::string(row->upstream) +
                ": make it one of the aliases of the rule for that"
          : "keep it, or map it to a registry that you copy its images to (ecrify generate mirror)";
  return refusal(rule, "ECR takes no pull-through cache rule for " + host + ": " + rules::describe(rule),
                 remedy);
}

// The cache rule that serves this rule alone.
NeededCacheRule own_rule(const WantedPrefix& wanted, const rules::Upstream& upstream) {
  const auto [host, path] = parts_of(wanted.from);
  return {wanted.prefix, host, path.empty() ? "" : path.substr(1), &upstream};
}

// The one that serves the whole registry, and this rule with it: the path of the source stands at the end of
// the prefix.
bool is_part_of_registry(const WantedPrefix& wanted) {
  const std::string path = parts_of(wanted.from).second;
  return !path.empty() && wanted.prefix.size() > path.size() + 1 && wanted.prefix.ends_with(path);
}

using ByPrefix = std::map<std::string, NeededCacheRule>;

// The one with the longest prefix that this one is, or is below; "" is above all.
const NeededCacheRule* serving(const ByPrefix& rules, std::string prefix) {
  for (;;) {
    if (const auto found = rules.find(prefix); found != rules.end()) return &found->second;
    if (prefix.empty()) return nullptr;
    const std::size_t slash = prefix.rfind('/');
    prefix.resize(slash == std::string::npos ? 0 : slash);
  }
}

bool fetches(const NeededCacheRule* rule, const WantedPrefix& wanted) {
  if (rule == nullptr) return false;
  std::string rest = wanted.prefix.substr(rule->prefix.size());
  if (!rest.empty() && rest.front() != '/') rest.insert(rest.begin(), '/');
  const std::string source = rule->host + (rule->upstream_prefix.empty() ? "" : "/" + rule->upstream_prefix);
  return source + rest == wanted.from;
}

class NeedCollector {
 public:
  explicit NeedCollector(const std::vector<rules::Rule>& rules) {
    for (const rules::Rule& rule : rules) {
      if (rule.kind == rules::RuleKind::target) {
        result_.refusals.push_back(
            refusal(rule, "a rule with a target is no pull-through cache rule: " + rules::describe(rule),
                    "give it a prefix, or leave it to a configuration of its own (-c)"));
      }
    }
    for (WantedPrefix& one : wanted_prefixes(rules)) {
      if (one.rule->kind == rules::RuleKind::prefix) wanted_.push_back(std::move(one));
    }
    std::stable_sort(wanted_.begin(), wanted_.end(),
                     [](const auto& a, const auto& b) { return a.prefix.size() < b.prefix.size(); });
  }

  NeededCacheRules find() {
    std::erase_if(wanted_, [&](const WantedPrefix& one) { return !check_upstream(one); });
    add_shared();
    // A prefix that is added serves only rules with longer prefixes beside its own, and these come later.
    for (const WantedPrefix& one : wanted_) {
      if (!fetches(serving(rules_, one.prefix), one)) add(one, own_rule(one, upstream(one)));
    }
    take_used();
    std::stable_sort(result_.refusals.begin(), result_.refusals.end(),
                     [](const Failure& a, const Failure& b) { return a.offset < b.offset; });
    if (result_.rules.size() > max_rules_of_registry) {
      result_.refusals.push_back(
          problem("a registry has at most 50 pull-through cache rules, and these rules need " +
                      std::to_string(result_.rules.size()),
                  "map whole registries: ghcr.io to ghcr serves ghcr.io/org to ghcr/org, too"));
    }
    return std::move(result_);
  }

 private:
  static const rules::Upstream& upstream(const WantedPrefix& wanted) {
    return *rules::upstream_of(parts_of(wanted.from).first);
  }

  bool check_upstream(const WantedPrefix& wanted) {
    const std::string host = parts_of(wanted.from).first;
    if (rules::upstream_of(host) != nullptr) return true;
    result_.refusals.push_back(no_upstream(*wanted.rule, host));
    return false;
  }

  void add(const WantedPrefix& wanted, NeededCacheRule rule) {
    if (!is_prefix_of_provider(rule.prefix) || !is_prefix_of_provider(rule.upstream_prefix)) {
      const std::string& culprit = is_prefix_of_provider(rule.prefix) ? rule.upstream_prefix : rule.prefix;
      result_.refusals.push_back(
          refusal(*wanted.rule,
                  "Terraform's provider takes no prefix " + culprit + ": " + rules::describe(*wanted.rule),
                  "it takes 2 to 30 characters, with a single . _ or - between words; map the whole "
                  "registry, or choose another prefix"));
      return;
    }
    rules_[rule.prefix] = std::move(rule);
  }

  // Rules of whole registries, and those that rules of a part ask for.
  void add_shared() {
    for (const WantedPrefix& one : wanted_) {
      if (parts_of(one.from).second.empty() && is_prefix_of_provider(one.prefix))
        rules_.emplace(one.prefix, own_rule(one, upstream(one)));
    }
    for (const WantedPrefix& one : wanted_) {
      if (!is_part_of_registry(one)) continue;
      const auto [host, path] = parts_of(one.from);
      const std::string prefix = one.prefix.substr(0, one.prefix.size() - path.size());
      if (is_prefix_of_provider(prefix))
        rules_.try_emplace(prefix, NeededCacheRule{prefix, host, "", &upstream(one)});
    }
  }

  // One that was asked for may serve nobody, where others have longer prefixes.
  void take_used() {
    std::set<std::string> used;
    for (const WantedPrefix& one : wanted_) {
      if (const NeededCacheRule* const rule = serving(rules_, one.prefix)) used.insert(rule->prefix);
    }
    for (auto& [prefix, rule] : rules_) {
      if (used.contains(prefix)) result_.rules.push_back(std::move(rule));
    }
  }

  ByPrefix rules_;
  std::vector<WantedPrefix> wanted_;
  NeededCacheRules result_;
};

}  // namespace

NeededCacheRules needed_cache_rules(const std::vector<rules::Rule>& rules) {
  return NeedCollector(rules).find();
}

}  // namespace ecrify::aws
