// SPDX-License-Identifier: Apache-2.0
// The definition of a hit, one position at a time; every kind of search ends in it.
#pragma once

#include <cstddef>
#include <string_view>

namespace ecrify::manifest::plain {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// True if `needle`, in lower case, begins at `offset`.
inline bool is_at(std::string_view bytes, std::size_t offset, std::string_view needle) {
  if (bytes.size() - offset < needle.size()) return false;
  for (std::size_t i = 0; i < needle.size(); ++i) {
    if (lower(bytes[offset + i]) != needle[i]) return false;
  }
  return true;
}

// True if an escape at `offset` could hide a byte of a host or of a key (prefilter.hpp).
bool hides_something(std::string_view bytes, std::size_t offset);

}  // namespace ecrify::manifest::plain
