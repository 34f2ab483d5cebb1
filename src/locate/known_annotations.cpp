// SPDX-License-Identifier: Apache-2.0
// Annotations that name an image. Those of injectors stand on pods, on the templates of pods and on
// namespaces, so they are known on any kind.
#include <algorithm>
#include <iterator>

#include "ecrify/base/wildcard.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "field_index.hpp"

namespace ecrify::locate {
namespace {

constexpr auto image = AnnotationUse::image;
constexpr auto document = AnnotationUse::document;
constexpr auto artifact = AnnotationUse::artifact;

// Sorted by key.
constexpr KnownAnnotation rows[] = {
    // Datadog's admission controller: init containers [docs]
    {"*", "*", "admission.datadoghq.com/*-lib.custom-image", image},
    {"*", "*", "admission.datadoghq.com/apm-inject.custom-image", image},

    // Argo CD Image Updater: `alias=image:constraint, …`, and what kustomize calls the image [docs]
    {"*", "*", "argocd-image-updater.argoproj.io/*.kustomize.image-name", artifact},
    {"*", "*", "argocd-image-updater.argoproj.io/image-list", artifact},

    // Containerized Data Importer: a disk image; the kubelet pulls it where registryImportMethod is node
    // [docs]
    {"*", "*", "cdi.kubevirt.io/storage.import.endpoint", artifact},

    // CloudNativePG: a JSON patch of its pods [docs]
    {"postgresql.cnpg.io", "*", "cnpg.io/podPatch", document},

    // Linkerd: without a tag, which stands beside it [pkg/k8s/labels.go; the init container's is of
    // before 2.19: docs]
    {"*", "*", "config.linkerd.io/debug-image", image},
    {"*", "*", "config.linkerd.io/init-image", image},
    {"*", "*", "config.linkerd.io/proxy-image", image},

    // OLM: what a catalog shows as the operator's image [docs]
    {"operators.coreos.com", "ClusterServiceVersion", "containerImage", image},

    // Dapr: a component's own container is JSON [pkg/injector]
    {"*", "*", "dapr.io/component-container", document},
    {"*", "*", "dapr.io/sidecar-image", image},

    // Inspektor Gadget: a gadget that its daemon fetches [pkg/gadget-service/store/k8s-configmap-store]
    {"", "ConfigMap", "gadgetImage", artifact},

    // KubeVirt: hooks of a virtual machine as JSON, each with the image of a sidecar [docs]
    {"*", "*", "hooks.kubevirt.io/hookSidecars", document},

    // OpenShift: `oc adm must-gather --all-images` runs it in a pod [docs]
    {"*", "*", "operators.openshift.io/must-gather-image", image},

    // Bank-Vaults' webhook, for its init containers and agents; its older name below [docs]
    {"*", "*", "secrets-webhook.security.bank-vaults.io/*-image", image},

    // Istio [docs]
    {"*", "*", "sidecar.istio.io/proxyImage", image},

    // HashiCorp's Vault agent [agent-inject/agent/annotations.go]
    {"*", "*", "vault.hashicorp.com/agent-image", image},
    {"*", "*", "vault.security.banzaicloud.io/*-image", image},
};

bool is_of(std::string_view wanted, std::string_view name) {
  return wanted == "*" || same_name(wanted, name);
}

}  // namespace

std::span<const KnownAnnotation> known_annotations() { return rows; }

std::optional<AnnotationUse> find_known_annotation(std::string_view group, std::string_view kind,
                                                   std::string_view key) {
  const auto* found = std::find_if(std::begin(rows), std::end(rows), [&](const KnownAnnotation& entry) {
    return is_of(entry.group, group) && is_of(entry.kind, kind) && wildcard_match(entry.key, key);
  });
  return found == std::end(rows) ? std::nullopt : std::optional(found->use);
}

}  // namespace ecrify::locate
