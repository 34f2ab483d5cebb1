// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/tape.hpp"

// Reads entries of kustomize's images transformer, in kustomizations and in objects of Flux and Argo CD.
namespace ecrify::kustomize {

enum class Form : std::uint8_t {
  none,
  kustomization,  // kustomization.yaml, a Component: images[], imageTags[]
  flux,           // Kustomization of kustomize.toolkit.fluxcd.io: spec.images[]
  helm_release,   // HelmRelease: spec.postRenderers[].kustomize.images[]
  argo_cd,        // Application, ApplicationSet: ….kustomize.images[], strings; .argocd-source-*.yaml
  transformer,    // ImageTagTransformer: imageTag
};

// .argocd-source.yaml and .argocd-source-APPLICATION.yaml, which override the source of an Application; Argo
// CD's Image Updater writes them. (https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/)
[[nodiscard]] bool is_argo_source_name(std::string_view path);

// The form of the entries in an object. `object` is a document's root or an item of a List; `path` is its
// file's, "" without one: a file of kustomize's name is a kustomization without apiVersion and kind too.
[[nodiscard]] Form form_of(const locate::Document& document, manifest::NodeIndex object,
                           std::string_view path);

// The value of a key, compared without case as kustomize does; of doubled keys the last. Merge keys are
// followed once. Linear in the mapping.
struct Member {
  manifest::NodeIndex key = manifest::no_node;
  manifest::NodeIndex value = manifest::no_node;  // as it stands: may be an alias
  [[nodiscard]] bool found() const { return value != manifest::no_node; }
};
[[nodiscard]] Member member(const locate::Document& document, manifest::NodeIndex mapping,
                            std::string_view key);

struct EntryItem {
  manifest::NodeIndex item =
      manifest::no_node;  // of the list, maybe an alias; no_node where there is no list
  manifest::NodeIndex node = manifest::no_node;  // the mapping, or Argo CD's string
  Member name;
  Member new_name;
  std::string name_text;      // decoded, without line ends behind it
  std::string new_name_text;  // "" when absent
};

// The entries of an object, in the order in which kustomize applies them. Entries without a name are left
// out.
[[nodiscard]] std::vector<EntryItem> entries_of(const locate::Document& document, manifest::NodeIndex object,
                                                Form form);

// The path of the folder whose kustomization a controller puts an entry into, as the object has it; "" where
// it has none.
[[nodiscard]] std::string folder_of(const locate::Document& document, manifest::NodeIndex object, Form form,
                                    const EntryItem& entry);

// The entries of an object as texts, without their places.
[[nodiscard]] std::vector<ImageEntry> images_of(const locate::Document& document,
                                                const std::vector<EntryItem>& entries, Form form);

// An entry of `kustomize.images` of an Argo CD Application, `[NAME=]NEW[:TAG|@DIGEST]`.
struct ArgoImage {
  std::string_view name;      // that kustomize selects by
  std::string_view new_name;  // "" where it stays
  std::string_view version;   // `:v1`, `@sha256:…`
  bool has_star = false;      // NEW is written `*`
};
[[nodiscard]] ArgoImage argo_image(std::string_view text);

// The string of an entry.
[[nodiscard]] std::string argo_text(std::string_view name, std::string_view new_name,
                                    std::string_view version);

}  // namespace ecrify::kustomize
