// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "ecrify/locate/document.hpp"

namespace ecrify::kustomize {

// A document of a text: `base` is its offset there, `index` its number as the pipeline counts.
struct ReadAt {
  const locate::Document& document;
  std::size_t base;
  std::size_t index;
};

enum class Go : std::uint8_t { on, stop };
// What was passed over until the visit stopped, since it can't be read.
enum class Unread : std::uint8_t { nothing, without_images, may_hold_images };

// Visits the documents of a text that can be read, in order.
Unread for_each_document(std::string_view text, const std::function<Go(const ReadAt&)>& visit);

}  // namespace ecrify::kustomize
