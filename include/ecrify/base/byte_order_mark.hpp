// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace ecrify {

// U+FEFF in UTF-8. At the beginning of a text it marks the encoding and is no part of the text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The offset of the text's first byte behind its byte order mark; 0 without one.
[[nodiscard]] constexpr std::size_t behind_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

}  // namespace ecrify
