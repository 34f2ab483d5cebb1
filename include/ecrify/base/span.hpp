// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace ecrify {

// Half-open range of bytes [begin, end) in the text it belongs to. Offsets are bytes, 0-based, and count the
// byte order mark where there is one. Lines and columns exist only where something is shown
// (base/source.hpp).
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] constexpr std::size_t size() const { return end - begin; }
  [[nodiscard]] constexpr bool empty() const { return begin == end; }
  friend constexpr bool operator==(const Span&, const Span&) = default;
};

}  // namespace ecrify
