// SPDX-License-Identifier: Apache-2.0
#include "template_lines.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"

namespace ecrify {
namespace {

constexpr std::string_view blanks = " \t\r";

// Behind the actions that begin at the offset, the first of which ends at `close`, with blanks between and
// behind them; npos where something else follows on their last line.
std::size_t end_of_actions(std::string_view text, std::size_t at, std::size_t close) {
  for (; text.substr(at).starts_with("{{"); close = text.find("}}", at)) {
    if (close >= text.size()) return std::string_view::npos;
    at = std::min(text.find_first_not_of(blanks, close + 2), text.size());
  }
  return at == text.size() || text[at] == '\n' ? at : std::string_view::npos;
}

// Behind `key: ` or `- `, or as the first on its line: the value that begins there has no quotes.
bool begins_plain_value(std::string_view text, std::size_t at) {
  const std::size_t line = line_begin(text, at);
  const std::string_view before = text.substr(line, at - line);
  const std::size_t last = before.find_last_not_of(blanks);
  return last == std::string_view::npos ||
         (last + 1 < before.size() && (before[last] == ':' || before[last] == '-'));
}

void put_placeholder(std::string& out, std::size_t begin, std::size_t end) {
  const auto is_plain = [](char c) { return is_alnum(c) || c == '.' || c == '-'; };
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.begin() + static_cast<std::ptrdiff_t>(end),
      [&](char c) { return !is_plain(c); }, '_');
  out[begin] = '$';
  out[begin + 1] = '(';
  out[end - 1] = ')';
}

}  // namespace

std::string without_actions(std::string_view text, const std::function<bool(std::string_view)>& may_go) {
  std::string out;
  std::size_t close = 0;      // of the next action that is closed
  std::size_t plain_end = 0;  // of the line with the plain value that an action began
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_not_of(blanks, at - 1);
    const bool begins_line = before == std::string_view::npos || text[before] == '\n';
    if (close < at + 2) close = std::min(text.find("}}", at), text.size());
    const std::size_t end = begins_line ? end_of_actions(text, at, close) : std::string_view::npos;
    const std::string_view action = text.substr(at, std::min(close + 2, text.size()) - at);
    const bool is_closed =
        close < text.size() && action.find('\n') == std::string_view::npos && action.size() > 4;
    if (out.empty() && (end != std::string_view::npos || is_closed)) out = text;
    if (end != std::string_view::npos) {
      std::replace_if(
          out.begin() + static_cast<std::ptrdiff_t>(at), out.begin() + static_cast<std::ptrdiff_t>(end),
          [](char c) { return c != '\n' && c != '\r'; }, ' ');
      at = end;
    } else if (is_closed && (at < plain_end || begins_plain_value(text, at)) && may_go(action)) {
      put_placeholder(out, at, close + 2);
      plain_end = std::min(text.find('\n', at), text.size());
      at = close + 2;
    } else {
      at += 2;
    }
  }
  return out;
}

}  // namespace ecrify
