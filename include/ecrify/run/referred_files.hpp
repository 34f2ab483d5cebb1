// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/run/entries.hpp"
#include "ecrify/run/own_files.hpp"

namespace ecrify::run {

// The paths in a text that stand under a key that names files: values of charts (`valueFiles` of Argo CD,
// `valuesFiles` of Flux and Fleet, `values` and `secrets` of helmfile), and what a kustomization names beside
// images (`crds`, `validators`, `openapi`). As they are written. Text, not YAML: a helmfile holds templates.
struct ReferredPaths {
  std::vector<std::string_view> paths;
  std::vector<std::string_view> folders;  // of charts, which paths may be relative to
};
[[nodiscard]] ReferredPaths referred_paths(const std::string& file, std::string_view text);

// The first of these paths that leads to an output of the run: from the file's folder, that of a chart, the
// folder that is walked or the working folder, or by its tail; "" where none does.
[[nodiscard]] std::string referred_output(const Outputs& outputs, const InputEntry& entry,
                                          std::string_view text);

}  // namespace ecrify::run
