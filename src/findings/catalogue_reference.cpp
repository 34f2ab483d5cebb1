// SPDX-License-Identifier: Apache-2.0
#include "catalogue_rows.hpp"

namespace ecrify::findings {
namespace {

constexpr CatalogueRow rows[] = {
    {FindingId::unmapped_image, "unmapped-image", Severity::error, Effect::rewrites,
     "an image is still referenced by its upstream name although a rule maps it to the target registry",
     "Nodes pull this image from the upstream registry, past the cache: with its rate limits, its outages, "
     "and the cost of "
     "traffic out of your network. With `--reverse` it is the other way round: the image still has its name "
     "in the cache.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: ghcr.io/org/web:v1.4.0}]
)",
     "Run `ecrify rewrite -w`, or put `ecrify rewrite` between what renders the manifests and what applies "
     "them. An image "
     "that has to stay gets a keep rule (`--keep ghcr.io/org/web`) or an entry under `ignore` in the "
     "configuration."},

    {FindingId::unresolved_registry, "unresolved-registry", Severity::warning, Effect::warns,
     "the registry, or the part of the path that rules look at, is a placeholder that is filled in later",
     "Which rule applies is only known once the placeholder has its value, so the reference may reach the "
     "cluster with its "
     "upstream name. Placeholders in the tag, in the digest, or in a part of the path that no rule looks at "
     "do not matter.",
     R"(# file: deploy.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  values:
    image: {registry: ghcr.io, repository: "${REPOSITORY}"}
# file: .ecrify.yaml
apiVersion: ecrify/v1
kind: RewriteConfig
rules:
  - {from: ghcr.io, prefix: ghcr}
  - {from: ghcr.io/org/internal, keep: true}
)",
     "Fill in the placeholder before ecrify runs, or set the value that is filled in to the new name."},

    {FindingId::invalid_reference, "invalid-reference", Severity::warning, Effect::warns,
     "the text begins with a mapped registry but is not a legal image reference",
     "A container runtime rejects it, so the pod would not start; ecrify does not guess what was meant.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "ghcr.io/Org/Web:v1"}]
)",
     "Correct the reference: repository names are lower case, a tag has at most 128 characters, a digest is "
     "`sha256:` and 64 "
     "hexadecimal digits. `ecrify explain REFERENCE` says what is wrong with it."},

    {FindingId::digest_first_pull, "digest-first-pull", Severity::note, Effect::rewrites,
     "a reference pinned by digest goes through a cache that may fill on pulls by tag only",
     "A pull-through cache is reported to import an image on a pull by tag; a first pull by digest, also of "
     "`tag@digest`, may "
     "fail with ImagePullBackOff while the cache does not hold the image. One line counts these references; "
     "-v shows each.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: ghcr.io/org/web:v1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
)",
     "Pull each tag once through the cache before the rollout. `digestFirstPull: error` in the configuration "
     "refuses such "
     "references, `off` says nothing."},

    {FindingId::automation, "automation", Severity::warning, Effect::rewrites,
     "a setter will write the upstream name back",
     "Flux's image automation writes the whole reference of its ImagePolicy into this line at the next "
     "update, and kpt what a comment such as `# kpt-set: ghcr.io/org/web:${tag}` says, so that the "
     "rewrite does not last.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: ghcr.io/org/web:v1 # {"$imagepolicy": "flux-system:web"}
)",
     "Use a setter that writes the tag alone, `\"flux-system:web:tag\"`, and for kpt one with the new name. "
     "The "
     "ImageRepository stays with the "
     "upstream: the cache lists only what was pulled through it."},

    {FindingId::foreign_ecr, "foreign-ecr", Severity::warning, Effect::warns,
     "an image comes from an ECR registry that is not the target",
     "It may be another account's or another region's cache, for example after a copy from another "
     "environment. ECR "
     "registries are left alone unless a rule names them.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: 999999999999.dkr.ecr.us-east-1.amazonaws.com/ghcr/org/web:v1}]
)",
     "If the image should come from the target, correct the account or the region in the reference, or add a "
     "rule from that "
     "registry."},
};

}  // namespace

std::span<const CatalogueRow> reference_rows() { return rows; }

}  // namespace ecrify::findings
