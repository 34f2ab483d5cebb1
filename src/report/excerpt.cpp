// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

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

// Cells from a caret on to one side, the nearest first, and the columns of all of them.
struct Cells {
  std::vector<Cell> cells;
  std::size_t columns = 0;
  bool complete = true;  // false: there is more of the line on this side

  // False, and nothing is added, once there are more than a line can show.
  bool add(const Cell& cell) {
    complete = columns <= line_columns && cells.size() < cells_at_most;
    if (!complete) return false;
    cells.push_back(cell);
    columns += cell.columns;
    return true;
  }
  void drop_last() {
    columns -= cells.back().columns;
    cells.pop_back();
  }
};

Cells cells_left_of(std::string_view line, std::size_t caret) {
  Cells found;
  for (std::size_t at = caret; at > 0 && found.add(write::cell_before(line, at));)
    at = found.cells.back().begin;
  return found;
}

Cells cells_right_of(std::string_view line, std::size_t caret) {
  Cells found;
  for (std::size_t at = caret; at < line.size() && found.add(write::cell_at(line, at));)
    at += found.cells.back().size;
  return found;
}

// The text from the first of the cells in the line to the last.
std::string_view text_between(const Cell& first, const Cell& last, std::string_view line) {
  return line.substr(first.begin, last.begin + last.size - first.begin);
}

// Leaves the indentation out, as far as it was looked at, and a byte order mark.
void drop_indent(Cells& left, std::string_view line, std::size_t line_begin) {
  if (!left.complete) return;
  if (line_begin == 0 && !left.cells.empty() && line.starts_with(byte_order_mark)) left.drop_last();
  while (!left.cells.empty() &&
         (line[left.cells.back().begin] == ' ' || line[left.cells.back().begin] == '\t')) {
    left.drop_last();
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
    for (; left.columns > for_left; left.complete = false) left.drop_last();
    for (; left.columns + right.columns > line_columns; right.complete = false) right.drop_last();
  }

  Excerpt excerpt;
  if (!left.complete) {
    excerpt.line += "…";
    excerpt.indent += ' ';
  }
  if (!left.cells.empty())
    excerpt.line += printable(text_between(left.cells.back(), left.cells.front(), line), Tabs::keep);
  for (auto cell = left.cells.rbegin(); cell != left.cells.rend(); ++cell) {
    if (line[cell->begin] == '\t') {
      excerpt.indent += '\t';
    } else {
      excerpt.indent.append(cell->columns, ' ');
    }
  }
  const std::size_t before_caret = excerpt.line.size();
  if (!right.cells.empty())
    excerpt.line += printable(text_between(right.cells.front(), right.cells.back(), line), Tabs::keep);
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
