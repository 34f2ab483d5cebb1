// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/upstreams.hpp"

#include <algorithm>
#include <iterator>

namespace ecrify::rules {
namespace {

constexpr Upstream rows[] = {
    {"ghcr.io", "github-container-registry", "ghcr"},
    {"docker.io", "docker-hub", "docker-hub"},
    {"quay.io", "quay", "quay"},
    {"registry.k8s.io", "k8s", "kubernetes"},
    {"public.ecr.aws", "ecr-public", "ecr-public"},
    {"registry.gitlab.com", "gitlab-container-registry", "gitlab"},
    {"cgr.dev", "chainguard", "chainguard"},
    {"*.azurecr.io", "azure-container-registry", "azure"},
};

bool fits(std::string_view pattern, std::string_view host) {
  return pattern.starts_with('*') ? host.ends_with(pattern.substr(1)) : host == pattern;
}

}  // namespace

std::span<const Upstream> upstreams() { return rows; }

const Upstream* find_upstream(std::string_view host) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows), [host](const Upstream& row) { return fits(row.host, host); });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace ecrify::rules
