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
  bool has_owners = false;  // each name begins with one: HOST/OWNER/NAME
};

// The row of a host in lower case; nullptr where ECR has no cache for it.
[[nodiscard]] const Upstream* find_upstream(std::string_view host);
// The same, and ECR itself, which its caches can fetch from as well.
[[nodiscard]] const Upstream* upstream_of(std::string_view host);

// nullptr for a name that no upstream with a single host has.
[[nodiscard]] const Upstream* upstream_named(std::string_view name);

// Hosts that serve the images of another registry under the same names. ECR takes no pull-through cache rule
// for them, so their images pass by the cache unless a rule has the host as an alias.
struct VanityHost {
  std::string_view host;
  std::string_view upstream;  // host
  std::string_view source;    // of the fact
  bool suggested;             // `config init` writes it: false where rules know it as the upstream itself
};

[[nodiscard]] std::span<const VanityHost> vanity_hosts();
[[nodiscard]] const VanityHost* vanity_host(std::string_view host);  // nullptr for any other

}  // namespace ecrify::rules
