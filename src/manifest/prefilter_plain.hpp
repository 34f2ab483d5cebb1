// SPDX-License-Identifier: Apache-2.0
// The definition of a hit, one position at a time; every kind of search ends in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "commonness.hpp"

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

// The first bytes there as a number, folded; the bit that stands for such a number in a table, and whether it
// is set.
inline std::uint32_t beginning_of(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value |= std::uint32_t{folded(bytes[at + i])} << (8 * i);
  return value;
}
constexpr std::uint32_t hashed(std::uint32_t beginning, unsigned bits) {
  return (beginning * 0x9E3779B1U) >> (32 - bits);
}
inline bool has_bit(const std::vector<std::uint64_t>& table, std::uint32_t bit) {
  return (table[bit / 64] >> (bit % 64) & 1U) != 0;
}
inline void set_bit(std::vector<std::uint64_t>& table, std::uint32_t bit) {
  table[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

// True if an escape at `offset` could hide a byte of a host or of a key (prefilter.hpp).
bool hides_something(std::string_view bytes, std::size_t offset);

}  // namespace ecrify::manifest::plain
