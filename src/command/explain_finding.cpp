// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"
#include "explain.hpp"

namespace ecrify::command {
namespace {

constexpr std::size_t columns = 110;

// Breaks lines at blanks. The catalogue's texts hold a few characters of more than one byte, which may come
// out short.
std::string wrapped(std::string_view text) {
  std::string out;
  while (text.size() > columns) {
    std::size_t blank = text.rfind(' ', columns);
    if (blank == std::string_view::npos) blank = std::min(text.find(' '), text.size());
    out.append(text.substr(0, blank)).append("\n");
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return out.append(text).append("\n");
}

std::string indented(std::string_view lines) {
  std::string out;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size() - 1);
    out.append("    ").append(lines.substr(0, end + 1));
    lines.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

std::string about_finding(const findings::CatalogueRow& row) {
  std::string text = wrapped(std::string(row.name) + ": " + std::string(row.title)) + "\n";
  append_line(text, "severity", severity_name(row.severity));
  append_line(text, "rewrite", findings::effect_text(row.effect));
  text += "\n" + wrapped(row.why);
  if (!row.example.empty()) text += "\n" + indented(row.example);
  return text + "\n" + wrapped(row.remedy);
}

std::string_view near_finding(std::string_view word) {
  return nearest(word, names_of(findings::catalogue()));
}

}  // namespace ecrify::command
