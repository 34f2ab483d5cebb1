// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/kustomize/kustomization.hpp"

namespace ecrify::kustomize {

// An image that a JSON patch inside of a kustomization or of a transformer expects.
struct TestedImage {
  CopiedText tested;   // where it stands in the file
  std::string object;  // the name of the patch's target; "" where it is not given
};
[[nodiscard]] std::vector<TestedImage> read_inline_tested(std::string_view text);

}  // namespace ecrify::kustomize
