// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/span.hpp"

namespace ecrify {

// Replace the bytes of `span` by `text`. Nothing here knows what the bytes mean.
struct Edit {
  Span span;
  std::string text;
};

}  // namespace ecrify
