// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// The registries that a pull-through cache rule of Amazon ECR can fetch from, besides ECR itself: a fixed
// set. Enum UpstreamRegistry of the ECR API, the user guide's table of upstreams ("Creating a pull through
// cache rule"), and Chainguard's guide for cgr.dev.
namespace ecrify::rules {

enum class Login : std::uint8_t {
  none,
  secret,  // credentials in Secrets Manager, for public images as well
  role,    // an IAM role, where the registry is of another account
};

struct Upstream {
  std::string_view host;    // as references write it; "*.azurecr.io" stands for each host below
  std::string_view name;    // as the API writes it
  std::string_view prefix;  // what the console proposes, but for ghcr.io, where it is `github`
  std::string_view url;     // as cache rules have it; empty: the host itself
  Login login = Login::none;
};

// The row of a host in lower case; nullptr where ECR has no cache for it.
[[nodiscard]] const Upstream* find_upstream(std::string_view host);
// nullptr for a name that no upstream with a single host has.
[[nodiscard]] const Upstream* upstream_named(std::string_view name);

}  // namespace ecrify::rules
