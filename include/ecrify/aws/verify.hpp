// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/finding.hpp"
#include "ecrify/rules/rules.hpp"

// Holds a configuration against pull-through caches as inputs have them. What the inputs can't know is no
// finding.
namespace ecrify::aws {

inline constexpr std::size_t max_rules_of_registry =
    50;  // a quota that AWS does not raise (Service Quotas, Amazon ECR)

// A finding about an input, or about a rule of the configuration. Its `path` is the address in an input; its
// span is that of the rule where `file` is the configuration, else none.
struct InputFinding {
  std::string file;
  bool in_config = false;
  Finding finding;
};

// `registries` are those that the configuration writes to, each as far as it is known; the first is its own.
[[nodiscard]] std::vector<InputFinding> verify(const CacheRules& cache, const std::vector<rules::Rule>& rules,
                                               const std::vector<Owner>& registries);

// What verify() could not look at, a sentence each: cache rules whose prefix isn't known yet, and registries
// of which the inputs have no rule.
[[nodiscard]] std::vector<std::string> not_held(const CacheRules& cache,
                                                const std::vector<Owner>& registries);

// The policy that expires images of a repository that the cache fills, where there is one: `repository` is
// its whole name, ghcr/org/app. A template's policy, or the repository's own.
struct Expiry {
  Place place;
  std::string reason;  // "images of any tag, 30 days after they were cached"
};
[[nodiscard]] const CreationTemplate* template_of(const CacheRules& cache, const Owner& owner,
                                                  const std::string& repository);
[[nodiscard]] std::vector<Expiry> expiries_of(const CacheRules& cache, const Owner& registry,
                                              const std::string& repository);

}  // namespace ecrify::aws
