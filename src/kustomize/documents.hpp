// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "ecrify/locate/document.hpp"

namespace ecrify::kustomize {

// A document of a text: `base` is its offset there, `index` its number as the pipeline counts.
struct DocumentAt {
  const locate::Document& document;
  std::size_t base;
  std::size_t index;
};

enum class Visit : std::uint8_t { on, stop };
// The unreadable documents before the visit stopped.
enum class SkippedDocuments : std::uint8_t { nothing, without_images, may_hold_images };

// Visits the documents of a text that can be read, in order.
SkippedDocuments for_each_document(std::string_view text,
                                   const std::function<Visit(const DocumentAt&)>& visit);

}  // namespace ecrify::kustomize
