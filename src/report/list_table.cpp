// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::size_t gap = 2;
// A text that is cut says something as long as this much of it is left.
constexpr std::size_t readable = 24;
constexpr std::size_t narrowest = 8;
// The column that a reader misses least comes first: the version is a part of the source.
constexpr std::string_view droppable[] = {"VERSION", "CLASS", "RULE", "OBJECT"};

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const write::Cell cell = write::cell_at(text, at);
    columns += cell.columns;
    at += cell.size;
  }
  return columns;
}

// The beginning and the end of it, where its names differ.
std::string cut_text(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  const std::size_t tail_width = (width - 1) * 3 / 5;
  const std::size_t head_width = width - 1 - tail_width;
  std::size_t head = 0;
  for (std::size_t used = 0; head < text.size();) {
    const write::Cell cell = write::cell_at(text, head);
    if (used += cell.columns; used > head_width) break;
    head += cell.size;
  }
  std::size_t tail = text.size();
  for (std::size_t used = 0; tail > head;) {
    const write::Cell cell = write::cell_before(text, tail);
    if (used += cell.columns; used > tail_width) break;
    tail = cell.begin;
  }
  return std::string(text.substr(0, head)).append("…").append(text.substr(tail));
}

std::size_t sum_of(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + gap * (widths.size() - 1);
}

// Columns of printable text under their names, two blanks between them.
class TextTable {
 public:
  void add_column(std::string name);
  // As many texts as there are columns; "-" for nothing.
  void add_line(std::vector<std::string> texts);
  // Makes it at most so wide, where that can be: leaves out columns that say nothing or little, then cuts
  // texts in the middle.
  void fit(std::size_t width);
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] bool is_empty(std::size_t column) const;
  void drop(std::size_t column);
  void cut(std::size_t column, std::size_t width);

  std::vector<std::vector<std::string>> lines_ = std::vector<std::vector<std::string>>(1);  // the names first
};

void TextTable::add_column(std::string name) { lines_.front().push_back(std::move(name)); }

void TextTable::add_line(std::vector<std::string> texts) { lines_.push_back(std::move(texts)); }

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths(lines_.front().size());
  for (const auto& line : lines_) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
  }
  return widths;
}

bool TextTable::is_empty(std::size_t column) const {
  return std::all_of(std::next(lines_.begin()), lines_.end(),
                     [column](const auto& line) { return line[column] == "-"; });
}

void TextTable::drop(std::size_t column) {
  for (auto& line : lines_) line.erase(line.begin() + static_cast<std::ptrdiff_t>(column));
}

void TextTable::cut(std::size_t column, std::size_t width) {
  for (auto& line : lines_) line[column] = cut_text(line[column], width);
}

void TextTable::fit(std::size_t width) {
  if (sum_of(widths()) <= width) return;
  for (std::size_t column = lines_.front().size(); column-- > 0;) {
    if (lines_.front().size() > 1 && is_empty(column)) drop(column);
  }
  const auto shortest = [](std::vector<std::size_t> all) {
    for (std::size_t& one : all) one = std::min(one, readable);
    return sum_of(all);
  };
  for (const std::string_view name : droppable) {
    const auto& names = lines_.front();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end() || shortest(widths()) <= width) continue;
    drop(static_cast<std::size_t>(found - names.begin()));
  }
  // The widest is cut down to the next one, until all of them fit or are narrow.
  std::vector<std::size_t> limits = widths();
  while (sum_of(limits) > width) {
    const std::size_t widest = *std::max_element(limits.begin(), limits.end());
    if (widest <= narrowest) break;
    const auto last = std::find(limits.rbegin(), limits.rend(), widest);
    *last = widest - 1;
  }
  for (std::size_t column = 0; column < limits.size(); ++column) cut(column, limits[column]);
}

std::string TextTable::text() const {
  const std::vector<std::size_t> all = widths();
  std::string out;
  for (const auto& line : lines_) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text.append(all[i] - width_of(line[i]) + gap, ' ');
    }
    out += write::no_command(std::move(text)) + "\n";
  }
  return out;
}

std::string upper(std::string_view name) {
  std::string text(name);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// CSV as RFC 4180 has it, but for its line ends; cells are printable, as the file may be shown in a terminal.
// A cell that a spreadsheet would compute gets an apostrophe in front
// (https://owasp.org/www-community/attacks/CSV_Injection).
std::string cell(std::string_view text) {
  const bool is_formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  std::string safe = (is_formula ? "'" : "") + write::printable(text);
  if (safe.find_first_of(",\"") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

}  // namespace

std::string list_table(const ListItems& items, const ListView& view) {
  if (items.empty()) return "";
  TextTable table;
  for (const std::string_view name : column_names(view.places)) table.add_column(upper(name));
  for (const ListItem& item : items) {
    std::vector<std::string> line = columns_of(item, view.places);
    for (std::string& text : line) text = text.empty() ? "-" : shown(text);
    table.add_line(std::move(line));
  }
  if (view.columns > 0) table.fit(view.columns);
  return table.text();
}

std::string list_csv(const ListItems& items, const ListView& view) {
  std::string out;
  for (const std::string_view name : column_names(view.places))
    out.append(out.empty() ? "" : ",").append(name);
  out += '\n';
  for (const ListItem& item : items) {
    std::string line;
    bool first = true;
    for (const std::string& text : columns_of(item, view.places)) {
      line.append(first ? "" : ",").append(cell(text));
      first = false;
    }
    out += write::no_command(std::move(line)) + "\n";
  }
  return out;
}

std::string list_markdown(const ListItems& items, const ListView& view) {
  std::string out;
  std::string rule;
  std::vector<bool> is_code;
  for (const std::string_view name : column_names(view.places)) {
    out.append("| ").append(name).append(" ");
    rule += "|---";
    is_code.push_back(name == "source" || name == "target" || name == "where");
  }
  out += "|\n" + rule + "|\n";
  for (const ListItem& item : items) {
    const std::vector<std::string> texts = columns_of(item, view.places);
    for (std::size_t i = 0; i < texts.size(); ++i)
      out.append("| ").append(is_code[i] ? markdown_code(texts[i]) : markdown(texts[i])).append(" ");
    out += "|\n";
  }
  return out;
}

}  // namespace ecrify::report
