// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/upstreams.hpp"

#include <algorithm>
#include <iterator>

#include "ecrify/rules/ecr.hpp"

namespace ecrify::rules {
namespace {

constexpr Upstream rows[] = {
    {"ghcr.io", "github-container-registry", "ghcr", "", Login::secret, true},
    {"docker.io", "docker-hub", "docker-hub", "registry-1.docker.io", Login::secret},
    {"quay.io", "quay", "quay", "", Login::none, true},
    {"registry.k8s.io", "k8s", "kubernetes", "", Login::none},
    {"public.ecr.aws", "ecr-public", "ecr-public", "", Login::none, true},
    {"registry.gitlab.com", "gitlab-container-registry", "gitlab", "", Login::secret, true},
    {"cgr.dev", "chainguard", "chainguard", "", Login::secret, true},
    {"*.azurecr.io", "azure-container-registry", "azure", "", Login::secret},
};

bool fits(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with('*')) return host == pattern;
  const std::string_view end = pattern.substr(1);
  return host.size() > end.size() && host.ends_with(end);
}

constexpr Upstream another_ecr = {"", "ecr", "", "", Login::role};

constexpr VanityHost vanity_rows[] = {
    {"reg.kyverno.io", "ghcr.io", "https://github.com/kyverno/kyverno/pull/12031", true},
    {"lscr.io", "ghcr.io", "https://www.linuxserver.io/blog/docker-tags-so-many-tags-so-little-time", true},
    {"xpkg.crossplane.io", "ghcr.io", "https://github.com/crossplane/crossplane/pull/6296", true},
    {"cr.l5d.io", "ghcr.io", "https://linkerd.io/2/tasks/using-a-private-docker-repository/", true},
    {"oci.external-secrets.io", "ghcr.io",
     "https://github.com/external-secrets/external-secrets, charts before 1.1", true},
    {"ecr-public.aws.com", "public.ecr.aws",
     "https://docs.aws.amazon.com/AmazonECR/latest/public/public-registries.html", true},
    {"registry-1.docker.io", "docker.io", "https://github.com/distribution/reference, normalize.go", false},
    {"index.docker.io", "docker.io", "https://github.com/distribution/reference, normalize.go", false},
};

}  // namespace

const Upstream* find_upstream(std::string_view host) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows),
                                         [host](const Upstream& row) { return fits(row.host, host); });
  return found == std::end(rows) ? nullptr : found;
}

const Upstream* upstream_of(std::string_view host) {
  if (const Upstream* const found = find_upstream(host)) return found;
  return is_ecr_host(host) ? &another_ecr : nullptr;
}

const Upstream* upstream_named(std::string_view name) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows), [name](const Upstream& row) {
    return row.name == name && !row.host.starts_with('*');
  });
  return found == std::end(rows) ? nullptr : found;
}

std::span<const VanityHost> vanity_hosts() { return vanity_rows; }

const VanityHost* vanity_host(std::string_view host) {
  const auto* const found = std::find_if(std::begin(vanity_rows), std::end(vanity_rows),
                                         [host](const VanityHost& row) { return row.host == host; });
  return found == std::end(vanity_rows) ? nullptr : found;
}

}  // namespace ecrify::rules
