// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/vanity_hosts.hpp"

namespace ecrify::rules {
namespace {

constexpr VanityHost table[] = {
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

std::span<const VanityHost> vanity_hosts() { return table; }

}  // namespace ecrify::rules
