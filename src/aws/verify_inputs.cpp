// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/aws/import.hpp"
#include "ecrify/aws/needed.hpp"
#include "ecrify/base/ascii.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/upstreams.hpp"
#include "fields.hpp"
#include "verifier.hpp"

// Mistakes that AWS refuses only when it is applied: names of secrets, prefixes, the number of rules.
namespace ecrify::aws {
namespace {

constexpr std::string_view arn_mark = ":secret:";

bool is_name_character(char c) {
  const bool alnum = is_alnum(c);
  return alnum || std::string_view("/_+=.@-").find(c) != std::string_view::npos;
}

bool is_secret_name(std::string_view name) {
  return name.starts_with(secret_prefix) && std::all_of(name.begin(), name.end(), is_name_character);
}

// The API's pattern for credentialArn, 50 to 612 characters.
bool is_credential(const std::string& arn) {
  constexpr std::size_t least = 50;
  constexpr std::size_t most = 612;
  const std::size_t mark = arn.find(arn_mark);
  return arn.starts_with("arn:aws") && arn.find(":secretsmanager:") < mark && mark != std::string::npos &&
         arn.size() >= least && arn.size() <= most &&
         is_secret_name(std::string_view(arn).substr(mark + arn_mark.size())) &&
         arn.size() > mark + arn_mark.size() + std::string_view(secret_prefix).size();
}

bool needs_credential(const std::string& host) {
  const rules::Upstream* const upstream = rules::upstream_of(host);
  return upstream != nullptr && upstream->login == rules::Login::secret;
}

void verify_secret(Verification& verification, const CacheRule& rule) {
  const std::string remedy = "ECR takes secrets whose names begin with " + std::string(secret_prefix) +
                             ": name it " + std::string(secret_prefix) + "NAME";
  if (rule.credential.known()) {
    if (!is_credential(rule.credential.text)) {
      verification.add(FindingId::cache_secret, rule.place,
                       // What is no ARN may be the secret itself.
                       "ECR refuses " + (rule.credential.text.starts_with("arn:")
                                             ? "the credential " + rule.credential.text
                                             : std::string("a credential that is no ARN")),
                       remedy);
      return;
    }
    const Owner owner = owner_of_arn(rule.credential.text);
    if (!may_be(owner, rule.owner)) {
      verification.add(
          FindingId::cache_secret, rule.place,
          "the secret is of " + owner_text(owner) + ", and the cache rule of " + owner_text(rule.owner),
          "ECR takes a secret of the rule's own account and region");
    }
    return;
  }
  if (rule.secret_name.known() && !is_secret_name(rule.secret_name.text)) {
    const std::string name =
        rule.secret_name.text.empty() ? "that CloudFormation makes up" : "\"" + rule.secret_name.text + "\"";
    verification.add(FindingId::cache_secret, rule.place, "ECR refuses a secret with the name " + name,
                     remedy);
    return;
  }
  if (rule.credential.state == Setting::State::absent && rule.upstream.known() &&
      needs_credential(rule.upstream.text)) {
    verification.add(FindingId::cache_secret, rule.place,
                     "the cache rule has no credential, and ECR wants one for " + rule.upstream.text,
                     "add one, also for public images: a secret with a user name and an access token");
  }
}

void verify_prefix(Verification& verification, const Setting& prefix, const Place& place,
                   std::string_view what) {
  if (!prefix.known()) return;
  const Result<std::string> legal = rules::ecr_prefix(prefix.text);
  if (legal.ok()) return;
  verification.add(FindingId::cache_prefix_illegal, place, std::string(what) + ": " + legal.failure().message,
                   legal.failure().remedy);
}

}  // namespace

void verify_inputs(Verification& verification) {
  std::map<std::string, std::set<std::string>> prefixes;  // by registry
  for (const CacheRule& rule : verification.cache.rules) {
    verify_prefix(verification, rule.prefix, rule.place, "ECR refuses the cache rule");
    if (rule.upstream_prefix.known())
      verify_prefix(verification, rule.upstream_prefix, rule.place, "ECR refuses its upstream prefix");
    verify_secret(verification, rule);
    auto& of_registry = prefixes[owner_text(rule.owner)];
    if (!rule.prefix.known() || !of_registry.insert(rule.prefix.text).second) continue;
    if (of_registry.size() == max_rules_of_registry + 1) {
      verification.add(FindingId::cache_rule_quota, rule.place,
                       "more than 50 cache rules in one registry: this is the 51st",
                       "AWS does not raise the quota: use one cache rule for a whole upstream, and rules of "
                       "ecrify for its parts");
    }
  }
}

}  // namespace ecrify::aws
