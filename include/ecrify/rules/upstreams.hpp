// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

// The registries that a pull-through cache rule of Amazon ECR can fetch from, besides ECR itself: a fixed set. Enum
// UpstreamRegistry of the ECR API, the user guide's table of upstreams, and Chainguard's guide for cgr.dev.
namespace ecrify::rules {

struct Upstream {
  std::string_view host;    // as references write it; "*.azurecr.io" stands for each host below
  std::string_view name;    // as the API writes it
  std::string_view prefix;  // what the console proposes, but for ghcr.io, where it is `github`
};

[[nodiscard]] std::span<const Upstream> upstreams();
// The row of a host in lower case; nullptr where ECR has no cache for it.
[[nodiscard]] const Upstream* find_upstream(std::string_view host);

}  // namespace ecrify::rules
