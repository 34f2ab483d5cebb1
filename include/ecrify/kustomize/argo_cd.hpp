// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::kustomize {

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
