// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Words of messages, and lines.
namespace ecrify {

// Appending keeps GCC 12 quiet, whose -Wrestrict is wrong about `"…" + std::string(…)` (GCC bug 105651).
[[nodiscard]] inline std::string in_quotes(std::string_view word) {
  return std::string(1, '"').append(word).append(1, '"');
}

// Where a line begins with the word, from the offset on; npos where none does.
[[nodiscard]] std::size_t find_at_margin(std::string_view text, std::string_view word, std::size_t from = 0);
[[nodiscard]] inline bool has_at_margin(std::string_view text, std::string_view word) {
  return find_at_margin(text, word) != std::string_view::npos;
}

// "a, b, c".
template <class Words>
[[nodiscard]] std::string listed(const Words& words) {
  std::string list;
  for (const auto& word : words) list.append(list.empty() ? "" : ", ").append(word);
  return list;
}

// "1 reference", "2 references", "0 entries".
[[nodiscard]] std::string count_of(std::size_t number, std::string_view noun);

}  // namespace ecrify
