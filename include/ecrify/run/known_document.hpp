// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::run {

// Whether one of the documents is something that can be told by itself: an object, a List even if it is
// empty, a JSON patch. Linear; reads no further than to the first of them.
[[nodiscard]] bool holds_known_document(std::string_view bytes);

// Whether the name of a file says what is in it: a kustomization, values of a chart, or the file of a tool
// that is none of Kubernetes.
[[nodiscard]] bool is_known_by_name(const std::string& path, std::string_view bytes);

}  // namespace ecrify::run
