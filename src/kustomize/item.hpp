// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/entry.hpp"

// Insertions (edits of an empty span) and removals in an entry's text, in its style: block, flow or JSON.
// Nothing for an entry in a
// form that can't be continued.
namespace ecrify::kustomize {

// `key: value` below the value of `name`, which is a key and a scalar of one mapping.
[[nodiscard]] std::optional<Edit> insertion_below(const locate::Document& document, const Member& name,
                                                  std::string_view key, std::string_view value);
// A copy of an item of a list, behind it, with the comments on its lines. `edits`: what differs, in offsets
// of the document, any order. Its anchors are not copied.
[[nodiscard]] std::optional<Edit> copy_of_item(const locate::Document& document, manifest::NodeIndex item,
                                               std::vector<Edit> edits);
// The bytes to remove for an item of a list, or for a key with its value.
[[nodiscard]] std::optional<Span> removal_of_item(const locate::Document& document, manifest::NodeIndex item);
[[nodiscard]] std::optional<Span> removal_of_pair(const locate::Document& document, const Member& pair);

}  // namespace ecrify::kustomize
