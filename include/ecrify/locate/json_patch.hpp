// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"

namespace ecrify::locate {

// A list of operations, each with `op` and `path`, is a JSON patch and nothing else.
[[nodiscard]] bool is_json_patch(const Document& document);

// The target beside a patch, `{target: {group, version, kind}, patch: …}`, as kustomize and Flux write it.
[[nodiscard]] PatchTarget patch_target_beside(const Document& document, const FieldPath& patch);

}  // namespace ecrify::locate
