// SPDX-License-Identifier: Apache-2.0
#include "template_lines.hpp"

#include <algorithm>

namespace ecrify {
namespace {

constexpr std::string_view blanks = " \t\r";

// Behind the actions that begin at the offset, with blanks between and behind them; npos where something else follows on
// their last line.
std::size_t end_of_actions(std::string_view text, std::size_t at) {
  while (text.substr(at).starts_with("{{")) {
    const std::size_t close = text.find("}}", at);
    if (close == std::string_view::npos) return close;
    at = std::min(text.find_first_not_of(blanks, close + 2), text.size());
  }
  return at == text.size() || text[at] == '\n' ? at : std::string_view::npos;
}

}  // namespace

std::string without_template_lines(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_not_of(blanks, at - 1);
    const bool begins_line = before == std::string_view::npos || text[before] == '\n';
    const std::size_t end = begins_line ? end_of_actions(text, at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      at += 2;
      continue;
    }
    if (out.empty()) out = text;
    std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(at), out.begin() + static_cast<std::ptrdiff_t>(end),
                    [](char c) { return c != '\n' && c != '\r'; }, ' ');
    at = end;
  }
  return out;
}

}  // namespace ecrify
