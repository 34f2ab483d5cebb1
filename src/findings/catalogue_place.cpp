// SPDX-License-Identifier: Apache-2.0
#include "catalogue_rows.hpp"

namespace ecrify::findings {
namespace {

constexpr CatalogueRow rows[] = {
    {FindingId::template_placeholder, "template-placeholder", Severity::warning, Effect::warns,
     "a template expression stands outside quotes, where YAML reads it as a mapping and kubectl rejects it",
     "The images of the document are rewritten all the same, but the document is no manifest as it stands.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  nodeName: {{ node }}
  containers: [{name: web, image: ghcr.io/org/web:v1}]
)",
     "Render the template first."},

    {FindingId::policy_pattern, "policy-pattern", Severity::warning, Effect::warns,
     "a policy matches images by their upstream names and stops matching once they are rewritten",
     "What a policy demands may change the meaning of a cluster's defences, so ecrify never edits it. After "
     "a rewrite an "
     "allow list rejects the images, and a deny list lets them pass.",
     R"(# file: policy.yaml
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: allowed-registries}
spec:
  rules:
    - name: registries
      validate:
        pattern:
          spec:
            containers: [{image: "ghcr.io/org/*"}]
)",
     "Add a pattern for the names in the cache to the policy; where it stands in the same list, the old one "
     "is "
     "no more than a note."},

    {FindingId::policy_verify_skipped, "policy-verify-skipped", Severity::warning, Effect::warns,
     "a policy verifies signatures of images by their upstream names, and would let the renamed ones run "
     "unverified",
     "Images that no entry of the policy matches are not verified at all: after a rewrite unsigned images "
     "would run, and "
     "nothing would say so.",
     R"(# file: policy.yaml
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: signed}
spec:
  rules:
    - name: signed
      verifyImages: [{imageReferences: ["ghcr.io/org/*"]}]
)",
     "Add a pattern for the names in the cache before the rewritten manifests are applied; where it stands "
     "in "
     "the same list, the old one is no more than a note."},

    {FindingId::artifact_reference, "artifact-reference", Severity::note, Effect::warns,
     "a chart, bundle or other artifact is fetched by a controller that needs a login of its own",
     "Nodes have credentials for ECR, a controller has them only where it was given some; and listing tags "
     "does not go "
     "through the cache. One line counts these references; -v shows each.",
     R"(# file: source.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: app}
spec: {url: "oci://ghcr.io/org/manifests/app"}
)",
     "Rewrite it with `--artifacts` once that controller can log in to the registry."},

    {FindingId::builder_argument, "builder-argument", Severity::warning, Effect::warns,
     "an argument of a program that builds, copies or scans images may be a place to push to",
     "Nothing can be pushed to a pull-through cache. Whether such an argument is read from or written to is "
     "the program's "
     "own matter, and so is the login that it reads with.",
     R"(# file: copy.yaml
apiVersion: v1
kind: Pod
metadata: {name: copy}
spec:
  containers:
    - name: copy
      image: gcr.io/go-containerregistry/crane:v0.20.0
      args: [copy, "ghcr.io/org/base:v1", "harbor.example.com/org/base:v1"]
)",
     "Change it by hand if it is pulled, and give the program a login."},

    {FindingId::embedded_reference, "embedded-reference", Severity::warning, Effect::warns,
     "a reference stands inside prose or a script",
     "A script may pull the image, push it, or only print its name.",
     R"(# file: job.yaml
apiVersion: v1
kind: Pod
metadata: {name: copy}
spec:
  containers:
    - name: copy
      image: registry.k8s.io/tools:v1
      args: [sh, -c, "run-it --from ghcr.io/org/web:v1 --quiet"]
)",
     "Rewrite it with `--embedded`, or change it by hand."},

    {FindingId::unknown_field, "unknown-field", Severity::warning, Effect::warns,
     "a full reference stands in a field that is not known to name an image",
     "Custom resources name images wherever they like, and many fields that look like an image are none.",
     R"(# file: widget.yaml
apiVersion: example.com/v1
kind: Widget
metadata: {name: web}
spec: {sidecar: {ref: "ghcr.io/org/sidecar:v1"}}
)",
     "If the field names an image that is pulled, add it under `fields` in the configuration; `ecrify "
     "explain FILE:LINE` "
     "prints the entry. If it names none, add an entry under `ignore`."},

    {FindingId::near_reference, "near-reference", Severity::warning, Effect::warns,
     "a text begins with a mapped registry, and a program makes an image of it by what it appends",
     "A registry alone under a key that speaks of images, a prefix that ends in a slash, a format such as "
     "`ghcr.io/org/%s`: the "
     "images that come of it are pulled from the upstream registry, past the cache.",
     R"(# file: config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: operator}
data:
  IMAGE_PREFIX: ghcr.io/org/
)",
     "Write the prefix of the cache instead, if images are made of the text; if none are, add an entry under "
     "`ignore`."},

    {FindingId::pull_secret_left, "pull-secret-left", Severity::note, Effect::warns,
     "a pod spec whose images all come out of the cache still names a pull secret of the upstream registry",
     "The cache has its own credentials for the upstream registry, so the secret can go from the pod spec "
     "and from the "
     "cluster. One line counts these; -v shows each.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  imagePullSecrets: [{name: ghcr-login}]
  containers: [{name: web, image: ghcr.io/org/web:v1}]
# file: .ecrify.yaml
apiVersion: ecrify/v1
kind: RewriteConfig
pullSecrets: [ghcr-login]
)",
     "Remove it with `ecrify rewrite --drop-pull-secret NAME`, or by hand."},

    {FindingId::secret_data, "secret-data", Severity::warning, Effect::warns,
     "a Secret holds a document in base64 that names an image by its upstream name",
     "An edit would have to be made inside the base64, where nobody could review it. Only entries whose key "
     "ends in .yaml, "
     ".yml or .json are looked into; `stringData` is read, and rewritten, as a document.",
     R"(# file: secret.yaml
apiVersion: v1
kind: Secret
metadata: {name: values}
data:
  values.yaml: aW1hZ2U6IGdoY3IuaW8vb3JnL3dlYjp2MQo=
)",
     "Rewrite the document before it goes into the Secret, or give it as `stringData`."},
};

}  // namespace

std::span<const CatalogueRow> place_rows() { return rows; }

}  // namespace ecrify::findings
