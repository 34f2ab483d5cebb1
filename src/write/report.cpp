// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <string_view>

#include "ecrify/findings/catalogue.hpp"

namespace ecrify::write {
namespace {

constexpr std::size_t line_columns = 160;
constexpr std::size_t left_columns_at_least = 40;
// Characters without width would let a hostile line pass any limit of columns.
constexpr std::size_t cells_at_most = 4 * line_columns;
constexpr std::size_t text_bytes_at_most = 4000;
constexpr std::string_view line_indent = "    ";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view cyan = "\x1b[1;36m";
constexpr std::string_view reset = "\x1b[0m";

class Style {
 public:
  explicit Style(Color color) : on_(color == Color::on) {}
  [[nodiscard]] std::string operator()(std::string_view sgr, std::string_view text) const {
    return on_ ? fmt::format("{}{}{}", sgr, text, reset) : std::string(text);
  }

 private:
  bool on_;
};

std::string_view severity_color(Severity severity) {
  if (severity == Severity::error) return red;
  return severity == Severity::warning ? yellow : cyan;
}

// Text from a manifest for one line of the report, however long a hostile one is.
std::string shown(std::string_view text) {
  if (text.size() <= text_bytes_at_most) return no_command(printable(text, Tabs::escape));
  std::size_t end = text_bytes_at_most;
  while (end > text_bytes_at_most - 4 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return no_command(printable(text.substr(0, end), Tabs::escape)) + "…";
}

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
    found.cells.push_front(cell_before(line, at));
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
    found.cells.push_back(cell_at(line, at));
    found.columns += found.cells.back().columns;
    at += found.cells.back().size;
  }
  return found;
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

// The line that holds the span's first byte, and below it the caret.
std::string excerpt(const SourceText& source, Span span, std::string_view caret_color, const Style& style) {
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

  std::string text(line_indent);
  std::string below(line_indent);
  if (!left.complete) {
    text += "…";
    below += ' ';
  }
  for (const Cell& cell : left.cells) {
    text += printable(line.substr(cell.begin, cell.size), Tabs::keep);
    if (line[cell.begin] == '\t') {
      below += '\t';
    } else {
      below.append(cell.columns, ' ');
    }
  }
  std::string marks;
  for (const Cell& cell : right.cells) {
    text += printable(line.substr(cell.begin, cell.size), Tabs::keep);
    if (cell.begin >= span_end) continue;
    if (line[cell.begin] == '\t' && !marks.empty()) {
      marks += '\t';
    } else {
      marks.append(cell.columns, '~');
    }
  }
  if (!right.complete) text += "…";
  if (marks.empty()) marks = "^";
  marks[0] = '^';
  return fmt::format("{}\n{}{}\n", no_command(text), below, style(caret_color, marks));
}

std::string resource_text(const Finding& finding) {
  const Resource& resource = finding.resource;
  std::string text = shown(resource.kind);
  if (!resource.name.empty()) {
    if (!text.empty()) text += ' ';
    if (!resource.name_space.empty()) text += shown(resource.name_space) + '/';
    text += shown(resource.name);
  }
  if (!finding.path.empty()) {
    if (!text.empty()) text += ", ";
    text += shown(finding.path);
  }
  return text;
}

std::string labelled(std::string_view label, std::string_view text, const Style& style) {
  return text.empty() ? std::string() : fmt::format("  {} {}\n", style(cyan, label), text);
}

}  // namespace

std::string full_finding(const SourceText& source, const Finding& finding, Color color) {
  const Style style(color);
  const Position position = source.position(finding.span.begin);
  const std::string_view tone = severity_color(finding.severity);
  std::string out =
      fmt::format("{} {} {} [{}]\n",
                  style(bold, fmt::format("{}:{}:{}:", shown(source.name()), position.line, position.column)),
                  style(tone, fmt::format("{}:", severity_name(finding.severity))),
                  style(bold, shown(finding.message)), findings::name_of(finding.id));
  out += excerpt(source, finding.span, tone, style);
  out += labelled("in:", resource_text(finding), style);
  out += labelled("help:", shown(finding.help), style);
  return out;
}

std::string full_failure(const SourceText* source, const Failure& failure, Color color) {
  const Style style(color);
  std::string where = failure.file;
  if (where.empty()) where = source != nullptr ? source->name() : "ecrify";
  std::string place = shown(where) + ':';
  const bool has_place = source != nullptr && failure.offset != no_offset && where == source->name();
  if (has_place) {
    const Position position = source->position(failure.offset);
    place += fmt::format("{}:{}:", position.line, position.column);
  }
  std::string out = fmt::format("{} {} {}\n", style(bold, place), style(red, "error:"),
                                style(bold, shown(failure.message)));
  if (has_place) out += excerpt(*source, {failure.offset, failure.offset}, red, style);
  out += labelled("help:", shown(failure.remedy), style);
  return out;
}

}  // namespace ecrify::write
