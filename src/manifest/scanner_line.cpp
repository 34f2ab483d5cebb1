// SPDX-License-Identifier: Apache-2.0
// The lines that manifests mostly consist of, each read with a few operations on 64 bits:
//
//     key: plain scalar        - key: "scalar"        - plain scalar
//     key:                     # comment              (nothing)
//
// in block context, with 62 bytes at most, no tab, no CR, and no comment behind a value. The general code in scanner.cpp
// reads the same lines to the same nodes, and every other line: a line that is not usual is left to it, from its first
// byte on. Tests hold the two together (Lines::one_by_one).
#include <array>
#include <bit>
#include <cstring>

#include "line_masks.hpp"
#include "scanner.hpp"

namespace ecrify::manifest {
namespace {

// Bytes that can begin a plain scalar and nothing else. `-`, `?` and `:` can as well, by what follows.
constexpr std::array<bool, 256> make_plain_starts() {
  std::array<bool, 256> starts{};
  for (std::size_t c = 0; c < starts.size(); ++c) {
    starts[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  }
  for (const char c : {'_', '/', '.', '$', '(', ')', '+', '<', '=', ';', '~', '^', '\\'}) {
    starts[static_cast<unsigned char>(c)] = true;
  }
  return starts;
}
constexpr std::array<bool, 256> plain_starts = make_plain_starts();

bool starts_plain(char c) { return plain_starts[static_cast<unsigned char>(c)]; }

constexpr std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i; }
// All bits below i; i < 64.
constexpr std::uint64_t below(std::size_t i) { return bit(i) - 1; }
std::size_t lowest(std::uint64_t mask) { return static_cast<std::size_t>(std::countr_zero(mask)); }

// The bytes of a usual line, as offsets from its beginning.
struct Line {
  std::size_t indent = 0;   // of the dash or the key
  std::size_t content = 0;  // where the key or the item begins
  std::size_t colon = 0;    // 0: no key
  std::size_t value = 0;    // 0: none on this line
  std::size_t end = 0;      // of the line, without its LF
  bool dash = false;
  bool blank = false;       // or a comment
  Style style = Style::plain;
};

// "…" or '…' up to the line's end, and no escape in it.
bool is_simple_quoted(const char* begin, const char* end) {
  const auto size = static_cast<std::size_t>(end - begin);
  if (size < 2 || std::memchr(begin + 1, *begin, size - 1) != end - 1) return false;
  return *begin == '\'' || std::memchr(begin + 1, '\\', size - 2) == nullptr;
}

// Whether the line that begins at p is usual.
bool split(const char* p, const LineMasks& masks, Line& line) {
  if (masks.control == 0) return false;
  line.end = lowest(masks.control);
  if (p[line.end] != '\n') return false;
  line.indent = lowest(~masks.space);
  if (line.indent == line.end || p[line.indent] == '#') {
    line.blank = true;
    return true;
  }
  line.content = line.indent;
  if (p[line.content] == '-') {
    line.content += 2;
    if (line.content >= line.end || (masks.space & bit(line.content - 1)) == 0) return false;
    line.dash = true;
  }
  // `...` at a line's start ends the document.
  if (line.indent == 0 && p[line.indent] == '.') return false;
  const std::uint64_t inside = below(line.end) & ~below(line.content);
  if ((masks.hash & masks.space << 1 & inside) != 0) return false;
  std::uint64_t keys = masks.colon & (masks.space >> 1 | bit(line.end - 1)) & inside;
  line.value = line.content;
  if (keys != 0) {
    if (!starts_plain(p[line.content])) return false;
    line.colon = lowest(keys);
    keys &= keys - 1;
    if (keys != 0 || (masks.space & bit(line.colon - 1)) != 0) return false;
    if (line.colon + 1 == line.end) {
      line.value = 0;
      return true;
    }
    line.value = line.colon + 1 + lowest(~(masks.space >> (line.colon + 1)));
  } else if (!line.dash) {
    return false;
  }
  if (line.value >= line.end || (masks.space & bit(line.end - 1)) != 0) return false;
  const char first = p[line.value];
  if (first == '"' || first == '\'') {
    line.style = first == '"' ? Style::double_quoted : Style::single_quoted;
    return is_simple_quoted(p + line.value, p + line.end);
  }
  const bool dash_in_word = first == '-' && line.value + 1 < line.end && (masks.space & bit(line.value + 1)) == 0;
  return starts_plain(first) || dash_in_word;
}

// Whether a plain scalar whose parent is indented by `parent` ends before the line with these masks.
bool ends_before(const char* next, const LineMasks& masks, std::size_t parent) {
  const std::size_t indent = lowest(~masks.space);
  if (indent >= LineMasks::size || (masks.control & bit(indent)) != 0) return false;  // blank, or more than is seen
  return indent <= parent || next[indent] == '#';
}

}  // namespace

const char* Scanner::usual_lines(const char* p) {
  constexpr std::ptrdiff_t reach = 2 * LineMasks::size;  // two lines are looked at
  if (end_ - p < reach || frames_.empty() || !pending_anchor_.empty()) return p;
  LineMasks masks = line_masks(p);
  for (;;) {
    Line line;
    if (!split(p, masks, line)) return p;
    const char* next = p + line.end + 1;
    if (end_ - next < reach) return p;
    const LineMasks next_masks = line_masks(next);
    if (!line.blank) {
      if (line.value != 0 && line.style == Style::plain &&
          !ends_before(next, next_masks, line.colon != 0 ? line.content : line.indent)) {
        return p;
      }
      if (!enter_line(p + line.indent, static_cast<std::int32_t>(line.indent), line.dash)) return p;
      if (line.colon != 0) {
        const auto column = static_cast<std::int32_t>(line.content);
        if (line.dash || frames_.back().expects != Expects::entry) {
          if (open(p + line.content, true, Style::block, column) == Go::stop) return p;
        }
        const NodeIndex key_node = add_node(NodeKind::scalar, Style::plain, p + line.content, p + line.colon);
        frames_.back().count = key_node;
        frames_.back().expects = Expects::value;
      }
      if (line.value != 0) add_node(NodeKind::scalar, line.style, p + line.value, p + line.end);
    }
    p = next;
    masks = next_masks;
  }
}

// Closes what ends before the line, and opens its sequence or goes on with it. Returns false, with nothing done that
// block_line() would not do as well, where the line does not fit in as usual ones do.
bool Scanner::enter_line(const char* p, std::int32_t column, bool is_dash) {
  close_to(column);
  if (frames_.empty() || frames_.size() + 2 > max_depth) return false;
  if (!frames_.back().mapping && frames_.back().indent == column && !is_dash) {
    if (frames_.size() < 2 || frames_[frames_.size() - 2].indent != column) return false;
    close_top();
  }
  const bool fits_value = frames_.back().expects == Expects::value &&
                          (column > frames_.back().indent || (frames_.back().mapping && is_dash));
  if (!fits_value) {
    if (frames_.back().expects == Expects::value) add_empty();
    const Frame& top = frames_.back();
    if (column != top.indent || is_dash == top.mapping) return false;
    if (is_dash) frames_.back().expects = Expects::value;
    return true;
  }
  if (!is_dash) return true;
  if (open(p, false, Style::block, column) == Go::stop) return false;
  frames_.back().expects = Expects::value;
  return true;
}

}  // namespace ecrify::manifest
