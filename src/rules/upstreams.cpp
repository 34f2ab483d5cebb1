// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/upstreams.hpp"

#include <algorithm>
#include <iterator>

namespace ecrify::rules {
namespace {

constexpr Upstream rows[] = {
    {"ghcr.io", "github-container-registry", "ghcr", "", Login::secret},
    {"docker.io", "docker-hub", "docker-hub", "registry-1.docker.io", Login::secret},
    {"quay.io", "quay", "quay", "", Login::none},
    {"registry.k8s.io", "k8s", "kubernetes", "", Login::none},
    {"public.ecr.aws", "ecr-public", "ecr-public", "", Login::none},
    {"registry.gitlab.com", "gitlab-container-registry", "gitlab", "", Login::secret},
    {"cgr.dev", "chainguard", "chainguard", "", Login::secret},
    {"*.azurecr.io", "azure-container-registry", "azure", "", Login::secret},
};

bool fits(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with('*')) return host == pattern;
  const std::string_view end = pattern.substr(1);
  return host.size() > end.size() && host.ends_with(end);
}

}  // namespace

const Upstream* find_upstream(std::string_view host) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows),
                                         [host](const Upstream& row) { return fits(row.host, host); });
  return found == std::end(rows) ? nullptr : found;
}

const Upstream* upstream_named(std::string_view name) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows), [name](const Upstream& row) {
    return row.name == name && !row.host.starts_with('*');
  });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace ecrify::rules
