// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace ecrify {

// Half-open range of bytes [begin, end) in the text it belongs to. Offsets are bytes, 0-based, and count the
// byte order mark where there is one. Lines and columns exist only where something is shown
// (base/source.hpp).
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] constexpr std::size_t size() const { return end - begin; }
  // That of a text which begins at this offset, in offsets of what it is in.
  [[nodiscard]] constexpr Span moved(std::size_t by) const { return {begin + by, end + by}; }
  [[nodiscard]] constexpr bool empty() const { return begin == end; }
  friend constexpr bool operator==(const Span&, const Span&) = default;
};

// Replace the bytes of `span` by `text`. Nothing here knows what the bytes mean.
struct Edit {
  Span span;
  std::string text;
};
[[nodiscard]] inline Edit insertion(std::size_t at, std::string text) { return {{at, at}, std::move(text)}; }

}  // namespace ecrify
