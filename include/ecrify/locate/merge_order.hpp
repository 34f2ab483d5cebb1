// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "ecrify/locate/document.hpp"

namespace ecrify::locate {

// The offset of a merge key (`<<`) behind a key of its mapping that it sets, too, to something else. To
// go-yaml v2, which kubectl and helm read with, the merge key then wins; to go-yaml v3 (kustomize) and YAML
// the other key does.
[[nodiscard]] std::optional<std::size_t> late_merge_key(const Document& document);

}  // namespace ecrify::locate
