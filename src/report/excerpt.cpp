// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <string_view>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/report/text.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::report {
namespace {

using write::Cell;
using write::printable;
using write::Tabs;

constexpr std::size_t line_columns = 160;
constexpr std::size_t left_columns_at_least = 40;
// Characters without width would let a hostile line pass any limit of columns.
constexpr std::size_t cells_at_most = 4 * line_columns;

// Cells in the order of the text, and the columns of all of them.
struct Cells {
  std::deque<Cell> cells;
  std::size_t columns = 0;
  bool complete = true;  // false: there is more of the line on this side

  void drop_front() {
    columns -= cells.front().columns;
    cells.pop_front();
    complete = false;
  }
  void drop_back() {
    columns -= cells.back().columns;
    cells.pop_back();
    complete = false;
  }
};

Cells cells_left_of(std::string_view line, std::size_t caret) {
  Cells found;
  for (std::size_t at = caret; at > 0;) {
    if (found.columns > line_columns || found.cells.size() == cells_at_most) {
      found.complete = false;
      break;
    }
    found.cells.push_front(write::cell_before(line, at));
    found.columns += found.cells.front().columns;
    at = found.cells.front().begin;
  }
  return found;
}

Cells cells_right_of(std::string_view line, std::size_t caret) {
  Cells found;
  for (std::size_t at = caret; at < line.size();) {
    if (found.columns > line_columns || found.cells.size() == cells_at_most) {
      found.complete = false;
      break;
    }
    found.cells.push_back(write::cell_at(line, at));
    found.columns += found.cells.back().columns;
    at += found.cells.back().size;
  }
  return found;
}

std::string_view text_of(const Cells& cells, std::string_view line) {
  if (cells.cells.empty()) return {};
  const std::size_t begin = cells.cells.front().begin;
  return line.substr(begin, cells.cells.back().begin + cells.cells.back().size - begin);
}

// Leaves the indentation out, as far as it was looked at, and a byte order mark.
void drop_indent(Cells& left, std::string_view line, std::size_t line_begin) {
  if (!left.complete) return;
  const auto drop = [&left] {
    left.columns -= left.cells.front().columns;
    left.cells.pop_front();
  };
  if (line_begin == 0 && !left.cells.empty() && line.starts_with(byte_order_mark)) drop();
  while (!left.cells.empty() &&
         (line[left.cells.front().begin] == ' ' || line[left.cells.front().begin] == '\t')) {
    drop();
  }
}

// How much longer the first `size` bytes of the line became when marks of commands in it were broken up.
std::size_t growth_before(std::size_t size, std::string_view line, std::string_view broken) {
  constexpr std::size_t escape_size = 4;  // \x3a
  std::size_t growth = 0;
  for (std::size_t at = 0; at < size; ++at) {
    if (line[at] != broken[at + growth]) growth += escape_size - 1;
  }
  return growth;
}

}  // namespace

Excerpt excerpt_of(const SourceText& source, Span span) {
  const std::string_view line = source.line_text(span.begin);
  const std::size_t caret = std::min(source.position(span.begin).column - 1, line.size());
  const auto line_begin = static_cast<std::size_t>(line.data() - source.bytes().data());
  const std::size_t span_end =
      span.end <= span.begin ? caret : std::min(caret + (span.end - span.begin), line.size());

  Cells left = cells_left_of(line, caret);
  drop_indent(left, line, line_begin);
  Cells right = cells_right_of(line, caret);
  const std::size_t for_left =
      std::max(left_columns_at_least, line_columns - std::min(right.columns, line_columns));
  if (left.columns + right.columns > line_columns) {
    while (left.columns > for_left) left.drop_front();
    while (left.columns + right.columns > line_columns) right.drop_back();
  }

  Excerpt excerpt;
  if (!left.complete) {
    excerpt.line += "…";
    excerpt.indent += ' ';
  }
  excerpt.line += printable(text_of(left, line), Tabs::keep);
  for (const Cell& cell : left.cells) {
    if (line[cell.begin] == '\t') {
      excerpt.indent += '\t';
    } else {
      excerpt.indent.append(cell.columns, ' ');
    }
  }
  const std::size_t before_caret = excerpt.line.size();
  excerpt.line += printable(text_of(right, line), Tabs::keep);
  for (const Cell& cell : right.cells) {
    if (cell.begin >= span_end) continue;
    if (line[cell.begin] == '\t' && !excerpt.marks.empty()) {
      excerpt.marks += '\t';
    } else {
      excerpt.marks.append(cell.columns, '~');
    }
  }
  if (!right.complete) excerpt.line += "…";
  std::string broken = write::no_command(excerpt.line);
  if (broken.size() != excerpt.line.size()) {
    excerpt.indent.append(growth_before(before_caret, excerpt.line, broken), ' ');
    excerpt.line = std::move(broken);
  }
  if (excerpt.marks.empty()) excerpt.marks = "^";
  excerpt.marks[0] = '^';
  return excerpt;
}

}  // namespace ecrify::report
