// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ecrify::write {

// Makes text from a manifest safe to show: control characters (C0, DEL, C1), bidirectional and other
// invisible format characters, line and paragraph separators, noncharacters and invalid UTF-8 become visible
// escapes (\x1b, \u202e), a newline becomes \n. Tabs stay only where `tabs` says so. A backslash stays as it
// is: the result is for eyes, not for machines. The zero-width joiners stay too: emoji and several scripts
// need them.
enum class Tabs { keep, escape };
[[nodiscard]] std::string printable(std::string_view text, Tabs tabs = Tabs::escape);

// A line of a log must not look like a command to the machine that runs the build: `::error::` at its
// beginning, whatever blanks are before it (GitHub Actions), `##[…]` anywhere (GitHub Actions of old, Azure
// Pipelines' `##vso[…]`, TeamCity's `##teamcity[…]`). Takes one line without its end; a character of such a
// mark becomes an escape. Lines that hold none, nearly all, stay as they are.
[[nodiscard]] std::string no_command(std::string line);

// A character as shown: its bytes in the text, and its columns in printable() text. A tab has 1 column here;
// a byte that is no UTF-8 is a character of its own. Precondition: at < text.size().
struct Cell {
  std::size_t begin = 0;
  std::size_t size = 0;
  std::size_t columns = 0;
};
[[nodiscard]] Cell cell_at(std::string_view text, std::size_t at);
// The character that ends at `end`. Precondition: 0 < end <= text.size().
[[nodiscard]] Cell cell_before(std::string_view text, std::size_t end);

}  // namespace ecrify::write
