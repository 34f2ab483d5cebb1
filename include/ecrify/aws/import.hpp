// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/config/config.hpp"

namespace ecrify::aws {

// A cache rule that the configuration does not get, with the reason.
struct Omission {
  std::optional<rules::Rule> rule;  // nothing where its prefix or its upstream is not known
  Place place;
  std::string reason;
};

struct Import {
  config::Config config;  // account and region as far as they are known; each rule's origin is its place
  std::vector<Omission> left_out;
};

// The configuration that the cache rules ask for: `from` is the upstream, with the upstream prefix behind it
// unless that is ROOT. Of several for one upstream the first counts. Fails where there is none, and where
// they are of more than one registry and the choice leaves that open: an account or a region that is not set
// matches any. It is one that rules::RuleSet takes.
Result<Import> import_rules(const CacheRules& cache, const config::RegistrySetting& choice);

// `account/region` of an owner, "123456789012/ca-central-1", with "?" for an unknown half.
[[nodiscard]] std::string owner_text(const Owner& owner);

}  // namespace ecrify::aws
