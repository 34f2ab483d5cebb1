// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

// Words of messages, lines, paths, and lists of them.
namespace ecrify {

// Appending keeps GCC 12 quiet, whose -Wrestrict is wrong about `"…" + std::string(…)` (GCC bug 105651).
[[nodiscard]] inline std::string in_quotes(std::string_view word) {
  return std::string(1, '"').append(word).append(1, '"');
}

// U+FEFF in UTF-8. At the beginning of a text it marks the encoding and is no part of the text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The offset of the text's first byte behind its byte order mark; 0 without one.
[[nodiscard]] constexpr std::size_t behind_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

// The beginning of the line that holds the offset; npos + 1 is 0.
[[nodiscard]] inline std::size_t line_begin(std::string_view text, std::size_t at) {
  return text.substr(0, at).rfind('\n') + 1;
}
// Behind the line feed of the line that holds the offset, or the end of the text.
[[nodiscard]] inline std::size_t behind_line(std::string_view text, std::size_t at) {
  const std::size_t feed = text.find('\n', at);
  return feed == std::string_view::npos ? text.size() : feed + 1;
}

// Where a line begins with the word, from the offset on; npos where none does.
[[nodiscard]] std::size_t find_at_margin(std::string_view text, std::string_view word, std::size_t from = 0);
[[nodiscard]] inline bool has_at_margin(std::string_view text, std::string_view word) {
  return find_at_margin(text, word) != std::string_view::npos;
}

// True for a text that holds the word in any case; `lower` is in lower case.
[[nodiscard]] bool contains_word(std::string_view text, std::string_view lower);

// The folder of a path, "a/b" of "a/b/c"; empty without one.
[[nodiscard]] inline std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? "" : path.substr(0, slash));
}

// Sorts, and leaves each once.
template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// For unordered containers that are asked by a view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// "a, b, c".
template <class Words>
[[nodiscard]] std::string listed(const Words& words, std::string_view separator = ", ") {
  std::string list;
  for (const auto& word : words) list.append(list.empty() ? "" : separator).append(word);
  return list;
}
// The row of that name in a table; nullptr where it has none.
template <class Rows>
[[nodiscard]] auto find_named(const Rows& rows, std::string_view name) -> decltype(&*std::begin(rows)) {
  for (const auto& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}
// The names of the rows of a table.
template <class Rows>
[[nodiscard]] std::vector<std::string_view> names_of(const Rows& rows) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

// "1 reference", "2 references", "0 entries".
[[nodiscard]] std::string count_of(std::size_t number, std::string_view noun);

}  // namespace ecrify
