// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"

namespace ecrify::locate {

// A list of operations, each with `op` and `path`, is a JSON patch and nothing else; of no object where it
// leads into the configuration of a machine.
[[nodiscard]] bool is_json_patch(const Document& document);

// The configuration of Talos has `machine` and `cluster` at its top, an object of Kubernetes never:
// https://www.talos.dev/latest/talos-guides/configuration/patching/#rfc6902-json-patches
[[nodiscard]] bool leads_into_machine(std::string_view json_pointer);

// The target beside a patch, `{target: {group, version, kind}, patch: …}`, as kustomize and Flux write it.
[[nodiscard]] PatchTarget patch_target_beside(const Document& document, const FieldPath& patch);

}  // namespace ecrify::locate
