// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace ecrify {

// U+FEFF in UTF-8. Before a text it says no more than how it is encoded, and is no part of it.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Where the text itself begins: behind its byte order mark, if it has one.
[[nodiscard]] constexpr std::size_t behind_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

}  // namespace ecrify
