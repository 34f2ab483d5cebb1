// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "ecrify/base/span.hpp"

namespace ecrify {

// Replace the bytes of `span` by `text`. Nothing here knows what the bytes mean.
struct Edit {
  Span span;
  std::string text;
};
[[nodiscard]] inline Edit insertion(std::size_t at, std::string text) { return {{at, at}, std::move(text)}; }

}  // namespace ecrify
