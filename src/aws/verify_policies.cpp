// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string>
#include <string_view>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/wildcard.hpp"
#include "verifier.hpp"

// Rights that a pull needs where ECR has to fetch the image: ecr:BatchImportUpstreamImage, and
// ecr:CreateRepository for an image that was never pulled (user guide, "IAM permissions required to sync an
// upstream registry").
namespace ecrify::aws {
namespace {

constexpr std::string_view import_right = "ecr:batchimportupstreamimage";
constexpr std::string_view create_right = "ecr:createrepository";
constexpr std::array rights_of_pulls = {import_right, create_right, std::string_view("ecr:batchgetimage"),
                                        std::string_view("ecr:getdownloadurlforlayer")};

// A right as IAM writes it.
std::string_view written(std::string_view right) {
  return right == import_right ? "ecr:BatchImportUpstreamImage" : "ecr:CreateRepository";
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return wildcard_match(pattern, text); });
}

// A repository that a prefix leads to, and the registries that it may be in.
struct Repository {
  std::string name;
  std::vector<Owner> registries;
};

// `arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME`, of which any part may be a pattern. What isn't known of
// a registry matches all.
bool covers_repository(const std::string& pattern, const Repository& repository) {
  if (pattern == "*") return true;
  constexpr std::size_t parts_before = 5;
  constexpr std::size_t region = 3;
  constexpr std::size_t account = 4;
  std::array<std::string_view, parts_before> parts;
  std::string_view rest = pattern;
  for (std::string_view& part : parts) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) {
      if (rest != "*") return false;
      rest = {};
      part = "*";
      continue;
    }
    part = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  // `${AWS_REGION}`, `REGION`, `<ACCOUNT>` stand for what somebody fills in.
  const auto is_filled_in = [](std::string_view part) {
    return std::any_of(part.begin(), part.end(),
                       [](char c) { return is_upper(c) || std::strchr("${}<>_", c) != nullptr; });
  };
  const auto fits = [&](std::string_view part, const Setting& setting) {
    return !setting.known() || is_filled_in(part) || wildcard_match(part, setting.text);
  };
  const bool is_there =
      std::any_of(repository.registries.begin(), repository.registries.end(), [&](const Owner& registry) {
        return fits(parts[region], registry.region) && fits(parts[account], registry.account);
      });
  return is_there && (rest.empty() || wildcard_match(rest, "repository/" + repository.name));
}

bool covers(const PolicyStatement& statement, const Repository& repository) {
  const bool matches =
      std::any_of(statement.resources.begin(), statement.resources.end(),
                  [&](const std::string& pattern) { return covers_repository(pattern, repository); });
  return matches != statement.not_resource;
}

bool names(const PolicyStatement& statement, std::string_view right) {
  return any_matches(statement.actions, right) != statement.not_action;
}

bool allows(const CacheRules& cache, std::string_view right, const Repository& repository) {
  bool allowed =
      cache.managed_policies.contains("AmazonEC2ContainerRegistryFullAccess") ||
      (right == import_right && cache.managed_policies.contains("AmazonEC2ContainerRegistryPullOnly"));
  for (const Policy& policy : cache.policies) {
    for (const PolicyStatement& statement : policy.statements) {
      if (!names(statement, right) || !covers(statement, repository)) continue;
      if (!statement.allow && !statement.conditional) return false;
      if (statement.allow) allowed = true;
    }
  }
  return allowed;
}

// The first policy that is about pulls through the cache, or about pulls of what is in it.
const Policy* policy_about(const CacheRules& cache, const Repository& repository) {
  for (const Policy& policy : cache.policies) {
    for (const PolicyStatement& statement : policy.statements) {
      if (!statement.allow || statement.not_action) continue;
      if (any_matches(statement.actions, import_right)) return &policy;
      const bool about_pulls =
          std::any_of(rights_of_pulls.begin(), rights_of_pulls.end(),
                      [&](std::string_view right) { return any_matches(statement.actions, right); });
      if (about_pulls && covers(statement, repository)) return &policy;
    }
  }
  return nullptr;
}

}  // namespace

void verify_policies(Verification& verification) {
  std::set<std::string> seen;
  for (const WantedPrefix& wanted : verification.wanted) {
    if (!seen.insert(wanted.prefix).second) continue;
    // Any image below the prefix; a path of two parts, as most have.
    const Repository repository = {(wanted.prefix.empty() ? "" : wanted.prefix + "/") + "name/of-an-image",
                                   registries_for(verification, wanted)};
    const Policy* const policy = policy_about(verification.cache, repository);
    if (policy == nullptr) continue;
    const std::string resources = (wanted.prefix.empty() ? "" : wanted.prefix + "/") + "*";
    for (const std::string_view right : {import_right, create_right}) {
      const bool is_allowed =
          std::all_of(repository.registries.begin(), repository.registries.end(), [&](const Owner& registry) {
            return allows(verification.cache, right, {repository.name, {registry}});
          });
      if (is_allowed) continue;
      verification.add(
          FindingId::cache_policy, policy->place,
          "no policy among the inputs allows " + std::string(written(right)) + " on repository/" + resources,
          "add it to the policy of who pulls first, which are the nodes");
    }
  }
}

}  // namespace ecrify::aws
