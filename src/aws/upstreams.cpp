// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/upstreams.hpp"

#include <algorithm>
#include <iterator>

#include "ecrify/rules/ecr.hpp"

namespace ecrify::aws {
namespace {

constexpr Upstream rows[] = {
    {"ecr-public", "public.ecr.aws", "", Login::none},
    {"quay", "quay.io", "", Login::none},
    {"k8s", "registry.k8s.io", "", Login::none},
    {"docker-hub", "docker.io", "registry-1.docker.io", Login::secret},
    {"github-container-registry", "ghcr.io", "", Login::secret},
    {"gitlab-container-registry", "registry.gitlab.com", "", Login::secret},
    {"chainguard", "cgr.dev", "", Login::secret},
    {"azure-container-registry", ".azurecr.io", "", Login::secret},
};
constexpr Upstream another_ecr = {"ecr", "", "", Login::role};

}  // namespace

const Upstream* upstream_of(std::string_view host) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows), [&](const Upstream& row) {
    return row.host.starts_with('.') ? host.size() > row.host.size() && host.ends_with(row.host) : host == row.host;
  });
  if (found != std::end(rows)) return found;
  return rules::is_ecr_host(host) ? &another_ecr : nullptr;
}

const Upstream* upstream_named(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(rows), std::end(rows), [&](const Upstream& row) { return row.name == name && !row.host.starts_with('.'); });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace ecrify::aws
