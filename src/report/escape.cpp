// SPDX-License-Identifier: Apache-2.0
#include "escape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::report {
namespace {

using write::printable;
using write::Tabs;

constexpr std::size_t text_bytes_at_most = 4000;

}  // namespace

std::string shown(std::string_view text) {
  if (text.size() <= text_bytes_at_most) return printable(text);
  std::size_t end = text_bytes_at_most;
  while (end > text_bytes_at_most - 4 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return printable(text.substr(0, end)) + "…";
}

std::string xml(std::string_view text) {
  std::string out;
  // The characters that printable() leaves raw are legal XML. The file may be shown in the log of a build.
  for (const char c : write::no_command(printable(text, Tabs::keep))) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string xml_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += xml(text.substr(0, end));
    if (end == text.size()) break;
    out += '\n';
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string workflow_message(std::string_view text) {
  std::string out;
  for (const char c : write::no_command(shown(text))) {
    if (c == '%') {
      out += "%25";
    } else {
      out += c;
    }
  }
  return out;
}

std::string workflow_property(std::string_view text) {
  std::string out;
  for (const char c : workflow_message(text)) {
    if (c == ':') {
      out += "%3A";
    } else if (c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string markdown(std::string_view text) {
  const std::string safe = shown(text);
  std::string out;
  for (std::size_t at = 0; at < safe.size(); ++at) {
    const char c = safe[at];
    // Mentions, issues, emoji and addresses are found in the text that comes out, where a backslash is gone.
    const bool makes_link = c == '@' || c == '#' || (c == ':' && at + 1 < safe.size() && safe[at + 1] != ' ');
    if (makes_link) {
      out += fmt::format("&#{};", static_cast<int>(c));
      continue;
    }
    if (std::string_view("\\`*_{}[]<&|~$^").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  if (text.empty()) return "";
  const std::string safe = shown(text);
  const bool fits = safe.find_first_of("`|") == std::string::npos && safe.find("##") == std::string::npos &&
                    safe.front() != ' ' && safe.back() != ' ';
  return fits ? "`" + safe + "`" : "<code>" + markdown(text) + "</code>";
}

std::string uri(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (is_alnum(c) || std::string_view("-._~/@!$&'()*+,;=").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace ecrify::report
