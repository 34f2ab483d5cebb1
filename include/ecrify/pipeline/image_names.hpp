// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ecrify/kustomize/decide.hpp"
#include "ecrify/pipeline/examine.hpp"

namespace ecrify {

// The image names in a source that was examined with KeptRulings::with_targets, open documents included.
// Kustomizations select by these and no others.
[[nodiscard]] std::vector<kustomize::ImageName> image_names(const Examination& examined);
// Its objects for Flux or Argo CD hold entries that are rewritten, or would be, or have their new names.
[[nodiscard]] bool has_controllers(const Examination& examined);

}  // namespace ecrify
