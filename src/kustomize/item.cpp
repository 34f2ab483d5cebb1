// SPDX-License-Identifier: Apache-2.0
#include "item.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/splice/edit.hpp"

namespace ecrify::kustomize {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

// The line end that the text uses where the line at `offset` ends, or before it when that is the last one.
std::string_view line_end_at(std::string_view text, std::size_t offset) {
  std::size_t lf = text.find('\n', offset);
  if (lf == std::string_view::npos) lf = text.rfind('\n');
  return lf != std::string_view::npos && lf > 0 && text[lf - 1] == '\r' ? "\r\n" : "\n";
}

// Where the last line of a scalar ends at the latest. A block scalar reaches to the next line, with the blank
// lines below.
std::size_t content_end(std::string_view text, const manifest::Node& node) {
  return node.end > node.begin && text[node.end - 1] == '\n' ? node.end - 1 : node.end;
}

// A line end behind a block scalar that ends the text without one would become a part of it.
bool ends_text_without_line_end(std::string_view text, const manifest::Node& node) {
  const bool is_block = node.style == Style::literal || node.style == Style::folded;
  return is_block && !text.ends_with('\n') &&
         text.find('\n', content_end(text, node)) == std::string_view::npos;
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

std::optional<Edit> insertion_below(const locate::Document& document, const Member& name,
                                    std::string_view key, std::string_view value) {
  const std::string_view text = document.text();
  const manifest::Node& key_node = document.tape()[name.key];
  const manifest::Node& value_node = document.tape()[name.value];
  const manifest::Node& mapping = document.tape()[key_node.parent];
  const Style around = mapping.style;
  // `? name` with its `:` on a line of its own, and `[name: x]`, which is a mapping without braces.
  const std::size_t behind_key = text.find_first_not_of(" \t", key_node.end);
  if (behind_key == std::string_view::npos || text[behind_key] != ':') return std::nullopt;
  if (around == Style::flow && text[mapping.begin] != '{') return std::nullopt;
  if (ends_text_without_line_end(text, value_node)) return std::nullopt;

  Style style = is_quoted(value_node.style) ? value_node.style : Style::plain;
  for (const Style other : {Style::double_quoted, Style::single_quoted}) {
    if (!manifest::style_can_carry(style, around, value, manifest::Part::whole)) style = other;
  }
  if (!manifest::style_can_carry(style, around, value, manifest::Part::whole)) return std::nullopt;
  const std::string pair = quoted(key, key_node.style) + ": " + quoted(value, style);

  const std::size_t begin = line_begin(text, key_node.begin);
  std::string lead(text.substr(begin, key_node.begin - begin));
  const bool alone_in_line = lead.find_first_not_of(" \t") == std::string::npos;
  const std::string line_end(line_end_at(text, value_node.end));
  if (around == Style::flow) {
    // One key a line, as in most JSON, or all in one.
    const std::string gap = alone_in_line ? line_end + lead : " ";
    return insertion(value_node.end, "," + gap + pair);
  }
  if (lead.find_first_not_of(" -") != std::string::npos) return std::nullopt;
  std::replace(lead.begin(), lead.end(), '-', ' ');
  const std::size_t lf = text.find('\n', content_end(text, value_node));
  if (lf == std::string_view::npos) return insertion(text.size(), line_end + lead + pair);
  return insertion(lf + 1, lead + pair + line_end);
}

namespace {

// An item of a list: where its text begins and ends, with its dash and the comments on its lines in block
// style.
struct ItemText {
  std::size_t begin;
  std::size_t end;
  bool block;
};

bool is_blank_text(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Behind the brace of a flow mapping of scalars: a collection's end is that of the last node in it.
std::optional<std::size_t> behind_brace(const manifest::Tape& tape, std::string_view text, NodeIndex node) {
  if (tape[node].kind == NodeKind::scalar) return tape[node].end;
  const NodeIndex last = tape[node].next - 1;
  if (tape[node].kind != NodeKind::mapping || tape[last].parent != node || text[tape[node].begin] != '{')
    return std::nullopt;
  if (tape[tape[last].slot].kind != NodeKind::scalar)
    return std::nullopt;  // `{2}` for a key, and nothing behind it
  const std::size_t close = text.find_first_not_of(" \t\r\n,", tape[last].end);
  return close != std::string_view::npos && text[close] == '}' ? std::optional(close + 1) : std::nullopt;
}

// Whether what comes next is no part of an item whose dash is in column `column`. A key that is empty, and
// has no value, has no place of its own: what stands for both ends before them.
bool ends_before(std::string_view text, std::size_t end, std::size_t column) {
  while (end < text.size()) {
    const std::size_t content = text.find_first_not_of(" \t\r\n", end);
    if (content == std::string_view::npos) return true;
    if (text[content] != '#') return content - line_begin(text, content) <= column;
    end = behind_line(text, content);
  }
  return true;
}

std::optional<ItemText> text_of_item(const locate::Document& document, NodeIndex item) {
  const manifest::Tape& tape = document.tape();
  const std::string_view text = document.text();
  const manifest::Node& node = tape[item];
  if (node.kind == NodeKind::alias || node.parent == no_node || tape[node.parent].kind != NodeKind::sequence)
    return std::nullopt;
  if (tape[node.parent].style == Style::flow) {
    const auto end = behind_brace(tape, text, item);
    return end ? std::optional(ItemText{node.begin, *end, false}) : std::nullopt;
  }
  // Between the dash and the item there may be line ends, comments and an anchor.
  const std::size_t floor = node.slot == 0 ? tape[node.parent].begin : line_begin(text, node.begin);
  std::size_t begin = line_begin(text, node.begin);
  while (text.find_first_not_of(' ', begin) != text.find('-', begin)) {
    if (begin <= line_begin(text, floor) && node.slot == 0) return std::nullopt;
    if (begin == 0) return std::nullopt;
    begin = line_begin(text, begin - 1);
  }
  const std::size_t dash = text.find('-', begin);
  const std::size_t behind = dash + 1;
  if (behind > node.begin || (behind < text.size() && !is_blank_text(text.substr(behind, 1))))
    return std::nullopt;
  const manifest::Node& last = tape[tape[item].next - 1];
  if (ends_text_without_line_end(text, last)) return std::nullopt;
  const std::size_t end = behind_line(text, content_end(text, last));
  return ends_before(text, end, dash - begin) ? std::optional(ItemText{begin, end, true}) : std::nullopt;
}

// Takes anchors out of the copy: the aliases of the original go on meaning the original.
bool drop_anchors(const locate::Document& document, NodeIndex item, const ItemText& at,
                  std::vector<Edit>& edits) {
  const manifest::Tape& tape = document.tape();
  const std::string_view text = document.text();
  std::size_t gap = at.begin;
  for (NodeIndex node = item; node < tape[item].next; ++node) {
    if (tape[node].kind != NodeKind::scalar && tape[node].kind != NodeKind::alias) continue;
    const std::size_t end = tape[node].begin;
    for (std::size_t i = gap; i < end; ++i) {
      if (text[i] == '#' && i > gap && (text[i - 1] == ' ' || text[i - 1] == '\t')) {
        i = std::min(text.find('\n', i), end);
        continue;
      }
      if (text[i] != '&') continue;
      std::size_t behind = text.find_first_of(" \t\r\n,[]{}", i);
      if (behind == std::string_view::npos || behind > end) return false;
      if (text[behind] == ' ') behind = text.find_first_not_of(' ', behind);
      edits.push_back({{i, behind}, ""});
      i = behind - 1;
    }
    gap = std::max<std::size_t>(gap, tape[node].end);
  }
  return true;
}

}  // namespace

std::optional<Edit> copy_of_item(const locate::Document& document, NodeIndex item, std::vector<Edit> edits) {
  const std::string_view text = document.text();
  const auto at = text_of_item(document, item);
  if (!at || !drop_anchors(document, item, *at, edits)) return std::nullopt;
  auto sorted = splice::sorted(std::move(edits), text.size());
  if (!sorted.ok()) return std::nullopt;
  for (Edit& edit : *sorted) {
    if (edit.span.begin < at->begin || edit.span.end > at->end) return std::nullopt;
    edit.span = {edit.span.begin - at->begin, edit.span.end - at->begin};
  }
  std::string copy = splice::apply(text.substr(at->begin, at->end - at->begin), *sorted);
  const std::string line_end(line_end_at(text, at->begin));
  if (!at->block) {
    const std::size_t begin = line_begin(text, at->begin);
    const std::string_view lead = text.substr(begin, at->begin - begin);
    // An item a line, as in most JSON, or all in one.
    return insertion(
        at->end, "," + (is_blank_text(lead) && !lead.empty() ? line_end + std::string(lead) : " ") + copy);
  }
  if (at->end == text.size() && !text.ends_with('\n')) copy.insert(0, line_end);
  return insertion(at->end, std::move(copy));
}

std::optional<Span> removal_of_item(const locate::Document& document, NodeIndex item) {
  const manifest::Tape& tape = document.tape();
  const std::string_view text = document.text();
  const auto at = text_of_item(document, item);
  if (!at) return std::nullopt;
  const NodeIndex list = tape[item].parent;
  if (at->block)
    return tape[list].next == tape[item].next && tape[item].slot == 0
               ? std::nullopt
               : std::optional(Span{at->begin, at->end});
  // With the comma before it, or, of the first, the one behind it.
  if (tape[item].slot > 0) {
    const std::size_t comma = text.rfind(',', at->begin);
    return comma != std::string_view::npos && is_blank_text(text.substr(comma + 1, at->begin - comma - 1))
               ? std::optional(Span{comma, at->end})
               : std::nullopt;
  }
  if (tape[item].next >= tape[list].next) return std::nullopt;
  const std::size_t next = tape[tape[item].next].begin;
  const std::string_view gap = text.substr(at->end, next - at->end);
  return gap.find_first_not_of(" \t\r\n,") == std::string_view::npos ? std::optional(Span{at->begin, next})
                                                                     : std::nullopt;
}

std::optional<Span> removal_of_pair(const locate::Document& document, const Member& pair) {
  const manifest::Tape& tape = document.tape();
  const std::string_view text = document.text();
  const manifest::Node& key = tape[pair.key];
  const manifest::Node& value = tape[pair.value];
  const bool is_first = pair.key == key.parent + 1;
  if (is_first) return std::nullopt;
  if (tape[key.parent].style == Style::flow) {
    const std::size_t comma = text.rfind(',', key.begin);
    return comma != std::string_view::npos && is_blank_text(text.substr(comma + 1, key.begin - comma - 1))
               ? std::optional(Span{comma, value.end})
               : std::nullopt;
  }
  const std::size_t begin = line_begin(text, key.begin);
  if (!is_blank_text(text.substr(begin, key.begin - begin))) return std::nullopt;
  return Span{begin, behind_line(text, content_end(text, value))};
}

}  // namespace ecrify::kustomize
