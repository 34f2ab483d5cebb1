// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/manifest/decode.hpp"
#include "editor.hpp"

namespace ecrify::kustomize {

using manifest::Node;
using manifest::Style;

namespace {

std::size_t line_begin(std::string_view text, std::size_t offset) {
  const std::size_t lf = text.substr(0, offset).rfind('\n');
  return lf == std::string_view::npos ? 0 : lf + 1;
}

// The line end that the text uses where the line at `offset` ends, or before it when that is the last one.
std::string_view line_end_at(std::string_view text, std::size_t offset) {
  std::size_t lf = text.find('\n', offset);
  if (lf == std::string_view::npos) lf = text.rfind('\n');
  return lf != std::string_view::npos && lf > 0 && text[lf - 1] == '\r' ? "\r\n" : "\n";
}

// Where the last line of a scalar ends at the latest. A block scalar reaches to the next line, with the blank
// lines below.
std::size_t content_end(std::string_view text, const Node& node) {
  return node.end > node.begin && text[node.end - 1] == '\n' ? node.end - 1 : node.end;
}

std::string quoted(std::string_view text, Style style) {
  switch (style) {
    case Style::single_quoted:
      return "'" + std::string(text) + "'";
    case Style::double_quoted:
      return '"' + std::string(text) + '"';
    default:
      return std::string(text);
  }
}

bool is_quoted(Style style) { return style == Style::single_quoted || style == Style::double_quoted; }

}  // namespace

std::optional<Insertion> insertion_below(const locate::Document& document, const Member& name,
                                         std::string_view key, std::string_view value) {
  const std::string_view text = document.text();
  const Node& key_node = document.tape()[name.key];
  const Node& value_node = document.tape()[name.value];
  const Node& mapping = document.tape()[key_node.parent];
  const Style around = mapping.style;
  // `? name` with its `:` on a line of its own, and `[name: x]`, which is a mapping without braces.
  const std::size_t behind_key = text.find_first_not_of(" \t", key_node.end);
  if (behind_key == std::string_view::npos || text[behind_key] != ':') return std::nullopt;
  if (around == Style::flow && text[mapping.begin] != '{') return std::nullopt;

  Style style = is_quoted(value_node.style) ? value_node.style : Style::plain;
  if (!manifest::style_can_carry(style, around, value, manifest::Part::whole)) style = Style::double_quoted;
  if (!manifest::style_can_carry(style, around, value, manifest::Part::whole)) return std::nullopt;
  const std::string pair = quoted(key, key_node.style) + ": " + quoted(value, style);

  const std::size_t begin = line_begin(text, key_node.begin);
  std::string lead(text.substr(begin, key_node.begin - begin));
  const bool alone_in_line = lead.find_first_not_of(" \t") == std::string::npos;
  const std::string line_end(line_end_at(text, value_node.end));
  if (around == Style::flow) {
    // One key a line, as in most JSON, or all in one.
    const std::string gap = alone_in_line ? line_end + lead : " ";
    return Insertion{value_node.end, "," + gap + pair};
  }
  if (lead.find_first_not_of(" -") != std::string::npos) return std::nullopt;
  std::replace(lead.begin(), lead.end(), '-', ' ');
  const std::size_t lf = text.find('\n', content_end(text, value_node));
  if (lf == std::string_view::npos) return Insertion{text.size(), line_end + lead + pair};
  return Insertion{lf + 1, lead + pair + line_end};
}

}  // namespace ecrify::kustomize
