// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/json_comments.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"

namespace ecrify::manifest {
namespace {

constexpr std::size_t none = std::string_view::npos;

// The end of the text in quotes that begins at the offset; none where its line, or the input, ends before.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '\n' && text[at] != '\r'; ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return none;
}

// The end of the comment that begins at the slash there; none where none does.
std::size_t comment_end(std::string_view text, std::size_t at) {
  const std::string_view open = text.substr(at, 2);
  if (open == "//") return std::min(text.find_first_of("\r\n", at), text.size());
  const std::size_t close = open == "/*" ? text.find("*/", at + 2) : none;
  return close == none ? none : close + 2;
}

bool is_of_json(char c) {
  return is_space(c) || is_alnum(c) || std::string_view("{}[],:+-.").find(c) != none;
}

}  // namespace

std::optional<std::string> without_json_comments(std::string_view text) {
  std::string out(text);
  char first = '\0';
  bool any_comment = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '/') {
      const std::size_t end = comment_end(text, at);
      if (end == none) return std::nullopt;
      any_comment = true;
      for (; at < end; ++at) {
        if (text[at] != '\n' && text[at] != '\r') out[at] = ' ';
      }
      continue;
    }
    if (first == '\0' && !is_space(text[at])) first = text[at];
    const bool is_quote = text[at] == '"';
    if (!is_quote && !is_of_json(text[at])) return std::nullopt;
    at = is_quote ? quoted_end(text, at) : at + 1;
    if (at == none) return std::nullopt;
  }
  return any_comment && first == '{' ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace ecrify::manifest
