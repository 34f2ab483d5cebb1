// SPDX-License-Identifier: Apache-2.0
#pragma once

// Helpers of the inner loop over usual lines (scanner_line_body.hpp) that are the same for all instruction
// sets.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "ecrify/base/ascii.hpp"
#include "scanner.hpp"

namespace ecrify::manifest::loops {

// Bytes that can begin a plain scalar and nothing else. `-`, `?` and `:` can as well, by what follows.
constexpr std::array<bool, 256> make_plain_starts() {
  std::array<bool, 256> starts{};
  for (std::size_t c = 0; c < starts.size(); ++c) {
    starts[c] = is_alnum(static_cast<char>(c)) || c >= 0x80;
  }
  for (const char c : {'_', '/', '.', '$', '(', ')', '+', '<', '=', ';', '~', '^', '\\'}) {
    starts[static_cast<unsigned char>(c)] = true;
  }
  return starts;
}
inline constexpr std::array<bool, 256> plain_starts = make_plain_starts();

inline bool starts_plain(char c) { return plain_starts[static_cast<unsigned char>(c)]; }

constexpr std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i; }
// All bits below i; i < 64.
constexpr std::uint64_t below(std::size_t i) { return bit(i) - 1; }
// The same for any i: all 64 where it is greater.
constexpr std::uint64_t upto(std::size_t i) { return i < 64 ? below(i) : ~std::uint64_t{0}; }

}  // namespace ecrify::manifest::loops
