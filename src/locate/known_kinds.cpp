// SPDX-License-Identifier: Apache-2.0
// Kinds that judge images, and groups of tools.
#include <algorithm>
#include <array>

#include "ecrify/locate/known_fields.hpp"
#include "field_index.hpp"

namespace ecrify::locate {
namespace {

struct PolicyRow {
  std::string_view group;
  std::string_view kinds;
  std::string_view paths;
  PolicyUse use;
};

constexpr auto matches = PolicyUse::matches;
constexpr auto verifies = PolicyUse::verifies;
constexpr auto body = PolicyUse::body;
constexpr auto writes = PolicyUse::writes;

// Sorted by group; of several rows of one kind that fit, the first stands.
constexpr PolicyRow policy_rows[] = {
    // Policies in CEL, and webhooks with CEL in matchConditions; mutations may add containers [Kubernetes
    // API]
    {"admissionregistration.k8s.io", "MutatingAdmissionPolicy", "spec.mutations[].*.expression", writes},
    {"admissionregistration.k8s.io", "*", "**", matches},

    // Gatekeeper's own configuration [schema]
    {"config.gatekeeper.sh", "*", "**", matches},

    // OpenShift: mirrors by source, registries that are allowed, signatures by scope [schema]
    {"config.openshift.io", "ClusterImagePolicy ImagePolicy", "**", verifies},
    {"config.openshift.io", "Image ImageContentPolicy ImageDigestMirrorSet ImageTagMirrorSet", "**", matches},

    // Ratify: scopes, trust stores and verifiers of signatures [docs]
    {"config.ratify.deislabs.io", "*", "**", verifies},
    {"config.ratify.dev", "*", "**", verifies},

    // Gatekeeper: constraints on objects [docs]
    {"constraints.gatekeeper.sh", "*", "**", matches},

    // The kubelet's own configuration: patterns of images that a login or a check is for [Kubernetes API]
    {"kubelet.config.k8s.io", "CredentialProviderConfig", "**", matches},
    {"kubelet.config.k8s.io", "KubeletConfiguration", "preloadedImagesVerificationAllowlist[]", matches},

    // kube-image-keeper: filters of the images that it mirrors [docs]
    {"kuik.enix.io", "*", "**", matches},

    // Kyverno: what mutate and generate write into objects is no pattern [schema]
    {"kyverno.io", "ClusterPolicy Policy",
     "spec.rules[].mutate.patchStrategicMerge.** spec.rules[].mutate.patchesJson6902 "
     "spec.rules[].mutate.**.foreach[].patchStrategicMerge.** "
     "spec.rules[].mutate.**.foreach[].patchesJson6902 "
     "spec.rules[].generate.data.** spec.rules[].generate.foreach[].data.**",
     body},
    {"kyverno.io", "ClusterPolicy Policy",
     "spec.rules[].verifyImages[].** spec.rules[].validate.manifests.**", verifies},
    {"kyverno.io", "*", "**", matches},

    // Gatekeeper: mutators, of images too; what they assign is written into objects [schema]
    {"mutations.gatekeeper.sh", "Assign ModifySet",
     "spec.parameters.assign.value spec.parameters.assign.value.** spec.parameters.values.fromList[] "
     "spec.parameters.values.fromList[].**",
     body},
    {"mutations.gatekeeper.sh", "*", "**", matches},

    // NeuVector: criteria of admission rules [docs]
    {"neuvector.com", "NvAdmissionControlSecurityRule", "**", matches},

    // OpenShift before 4.13 [schema]
    {"operator.openshift.io", "ImageContentSourcePolicy", "**", matches},

    // Crossplane: prefixes of packages [schema]
    {"pkg.crossplane.io", "ImageConfig", "spec.verification.**", verifies},
    {"pkg.crossplane.io", "ImageConfig", "**", matches},

    // Kubewarden: settings are the policy's own; the module is an artifact [docs]
    {"policies.kubewarden.io", "AdmissionPolicy ClusterAdmissionPolicy", "spec.settings.signatures[].**",
     verifies},
    {"policies.kubewarden.io", "AdmissionPolicyGroup ClusterAdmissionPolicyGroup",
     "spec.policies.*.settings.signatures[].**", verifies},
    {"policies.kubewarden.io", "AdmissionPolicy ClusterAdmissionPolicy",
     "spec.settings.** spec.matchConditions[].expression", matches},
    {"policies.kubewarden.io", "AdmissionPolicyGroup ClusterAdmissionPolicyGroup",
     "spec.policies.*.settings.** spec.expression spec.matchConditions[].expression", matches},

    // Kyverno's policies in CEL [schema]
    {"policies.kyverno.io", "ImageValidatingPolicy ImageVerificationPolicy NamespacedImageValidatingPolicy",
     "**", verifies},
    {"policies.kyverno.io", "MutatingPolicy NamespacedMutatingPolicy", "spec.mutations[].*.expression",
     writes},
    {"policies.kyverno.io", "*", "**", matches},

    // Sigstore policy-controller [schema]
    {"policy.sigstore.dev", "ClusterImagePolicy", "**", verifies},
    {"policy.sigstore.dev", "*", "**", matches},

    // IBM Portieris [docs]
    {"portieris.cloud.ibm.com", "ClusterImagePolicy ImagePolicy", "**", verifies},

    // Security Profiles Operator: the profile is for pods with this image [docs]
    {"security-profiles-operator.x-k8s.io", "ProfileBinding", "**", matches},

    // Gatekeeper: constraints' templates, in Rego or CEL [schema]
    {"templates.gatekeeper.sh", "*", "**", matches},
};

// All kinds of a group; sorted.
constexpr std::array<std::string_view, 21> client_side_groups{
    "chainsaw.kyverno.io",          // Kyverno Chainsaw tests
    "cli.kyverno.io",               // Kyverno CLI tests
    "collection.hauler.cattle.io",  // Hauler
    "config.kwok.x-k8s.io",         // kwokctl
    "content.hauler.cattle.io",     // Hauler
    "ctlptl.dev",                   // ctlptl
    "garden.io",                    // Garden
    "imgpkg.carvel.dev",            // Carvel imgpkg lock files
    "k3d.io",                       // k3d
    "kapp.k14s.io",                 // Carvel kapp
    "kbld.k14s.io",                 // Carvel kbld
    "kctrl.carvel.dev",             // Carvel kctrl: what to build, and where it pushes bundles to
    "kind.x-k8s.io",                // kind
    "kpt.dev",                      // Kptfile: functions run in the local Docker
    "kuttl.dev",                    // KUTTL tests
    "mirror.openshift.io",          // oc-mirror: what to copy from where
    "ocm.software",                 // Open Component Model descriptors
    "skaffold",                     // Skaffold
    "tilt.dev",                     // Tilt
    "vendir.k14s.io",               // Carvel vendir
    "zarf.dev",                     // Zarf packages
};

std::vector<KnownPolicy> flatten() {
  std::vector<KnownPolicy> entries;
  for (const PolicyRow& row : policy_rows) {
    for_each_word(row.kinds, [&](std::string_view kind) {
      for_each_word(row.paths, [&](std::string_view path) {
        entries.push_back({row.group, kind, path, row.use});
      });
    });
  }
  return entries;
}

}  // namespace

const std::vector<KnownPolicy>& known_policies() {
  static const std::vector<KnownPolicy> entries = flatten();
  return entries;
}

std::optional<KnownPolicy> find_known_policy(std::string_view group, std::string_view kind,
                                             const FieldPath& path, std::size_t from) {
  static const FieldIndex<KnownPolicy> index(known_policies());
  const KnownPolicy* found = index.find(group, kind, path, from);
  if (found == nullptr) return std::nullopt;
  return *found;
}

bool is_client_side(std::string_view group) {
  return std::any_of(client_side_groups.begin(), client_side_groups.end(),
                     [&](std::string_view one) { return same_name(one, group); });
}

}  // namespace ecrify::locate
