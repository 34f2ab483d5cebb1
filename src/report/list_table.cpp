// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "renderers.hpp"
#include "text_table.hpp"

namespace ecrify::report {
namespace {

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
  std::string safe = (is_formula ? "'" : "") + write::printable(text, write::Tabs::escape);
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
