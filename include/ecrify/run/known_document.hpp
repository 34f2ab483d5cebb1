// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::run {

// True if a document shows by itself that it is an input: an object, a List even if it is empty, a JSON
// patch. Linear; reads no further than to the first of them.
[[nodiscard]] bool holds_known_document(std::string_view bytes);

// True for a file whose name gives its role: a kustomization, values of a chart, or the file of a tool that
// is none of Kubernetes.
[[nodiscard]] bool is_known_by_name(const std::string& path, std::string_view bytes);

}  // namespace ecrify::run
