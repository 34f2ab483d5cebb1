// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "list_columns.hpp"

namespace ecrify::report {
namespace {

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const write::Cell cell = write::cell_at(text, at);
    columns += cell.columns;
    at += cell.size;
  }
  return columns;
}

std::string upper(std::string_view name) {
  std::string text(name);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// CSV as RFC 4180 has it, but for its line ends; cells are printable, as the file may be shown in a terminal. A cell that
// a spreadsheet would compute gets an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection).
std::string cell(std::string_view text) {
  const bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  std::string safe = (is_formula ? "'" : "") + write::printable(text, write::Tabs::escape);
  if (safe.find_first_of(",\"") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

}  // namespace

std::string list_table(const ListItems& items, Places places) {
  if (items.empty()) return "";
  std::vector<std::vector<std::string>> lines(1);
  for (const std::string_view name : column_names(places)) lines.front().push_back(upper(name));
  for (const ListItem& item : items) {
    std::vector<std::string>& line = lines.emplace_back(columns_of(item, places));
    for (std::string& text : line) text = text.empty() ? "-" : shown(text);
  }
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
  }
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text.append(widths[i] - width_of(line[i]) + 2, ' ');
    }
    out += write::no_command(std::move(text)) + "\n";
  }
  return out;
}

std::string list_csv(const ListItems& items, Places places) {
  std::string out;
  for (const std::string_view name : column_names(places)) out.append(out.empty() ? "" : ",").append(name);
  out += '\n';
  for (const ListItem& item : items) {
    std::string line;
    bool first = true;
    for (const std::string& text : columns_of(item, places)) {
      line.append(first ? "" : ",").append(cell(text));
      first = false;
    }
    out += write::no_command(std::move(line)) + "\n";
  }
  return out;
}

std::string list_markdown(const ListItems& items, Places places) {
  std::string out;
  std::string rule;
  for (const std::string_view name : column_names(places)) {
    out.append("| ").append(name).append(" ");
    rule += "|---";
  }
  out += "|\n" + rule + "|\n";
  for (const ListItem& item : items) {
    for (const std::string& text : columns_of(item, places)) out.append("| ").append(markdown(text)).append(" ");
    out += "|\n";
  }
  return out;
}

}  // namespace ecrify::report
