// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/tape.hpp"

// The entries of kustomize's images transformer, wherever they stand.
namespace ecrify::kustomize {

enum class Form : std::uint8_t {
  none,
  kustomization,  // kustomization.yaml, a Component: images[], imageTags[]
  flux,           // Kustomization of kustomize.toolkit.fluxcd.io: spec.images[]
  helm_release,   // HelmRelease: spec.postRenderers[].kustomize.images[]
  argo_cd,        // Application, ApplicationSet: ….kustomize.images[], strings
};

// What an object is. `object` is a document's root or an item of a List. `path` is that of its file ("" when
// it has none): a file of kustomize's name is a kustomization without apiVersion and kind too.
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

struct Entry {
  manifest::NodeIndex node = manifest::no_node;  // the mapping, or Argo CD's string
  Member name;
  Member new_name;
  std::string name_text;      // decoded, without line ends behind it
  std::string new_name_text;  // "" when absent
};

// The entries of an object, in the order in which kustomize applies them. Entries without a name are left
// out.
[[nodiscard]] std::vector<Entry> entries_of(const locate::Document& document, manifest::NodeIndex object,
                                            Form form);

}  // namespace ecrify::kustomize
