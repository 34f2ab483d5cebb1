// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/rules/rules.hpp"
#include "ecrify/rules/upstreams.hpp"

namespace ecrify::aws {

// The name that each secret of a cache rule begins with; the API's pattern for credentialArn.
inline constexpr const char* secret_prefix = "ecr-pullthroughcache/";

// A cache rule that rules of the configuration need.
struct NeededCacheRule {
  std::string prefix;           // of repositories in ECR, "" for ROOT
  std::string host;             // of the upstream, as references have it: docker.io
  std::string upstream_prefix;  // of repositories there, "" for ROOT
  const rules::Upstream* upstream = nullptr;
};

struct NeededCacheRules {
  std::vector<NeededCacheRule> rules;  // by prefix; those that several rules share, once
  std::vector<Failure> refusals;       // rules that no cache rule can serve, each with its place
};

// `ghcr.io/org` to `ghcr/org` is served by the cache rule of `ghcr.io` to `ghcr`, and asks for that one. What
// AWS, or the Terraform provider, would refuse is refused here. keep rules ask for nothing.
[[nodiscard]] NeededCacheRules needed_cache_rules(const std::vector<rules::Rule>& rules);

}  // namespace ecrify::aws
