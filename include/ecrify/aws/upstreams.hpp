// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// The registries that ECR takes pull-through cache rules for: no other host is one. Facts from the ECR API's enum
// UpstreamRegistry, from the user guide ("Creating a pull through cache rule"), and of cgr.dev from Chainguard's guide.
namespace ecrify::aws {

enum class Login : unsigned char {
  none,
  secret,  // credentials in Secrets Manager, for public images as well
  role,    // an IAM role, where the registry is of another account
};

struct Upstream {
  std::string_view name;  // in the API: ghcr.io is "github-container-registry"
  std::string_view host;  // as references have it; ".azurecr.io" stands for any host that ends so
  std::string_view url;   // as cache rules have it; empty: the host itself
  Login login = Login::none;
};

// nullptr for a host that ECR takes no rule for. `host` in lower case, as references have it.
[[nodiscard]] const Upstream* upstream_of(std::string_view host);
// nullptr for a name that no upstream with a single host has.
[[nodiscard]] const Upstream* upstream_named(std::string_view name);

}  // namespace ecrify::aws
