// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/printable.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>

#include "ecrify/base/ascii.hpp"

namespace ecrify::write {
namespace {

struct Character {
  utf8proc_int32_t codepoint = 0;  // negative: `size` is 1 and the byte is no UTF-8
  std::size_t size = 1;
};

Character decode(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
  const std::size_t available = std::min<std::size_t>(text.size() - at, 4);
  Character character;
  const utf8proc_ssize_t size =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(available), &character.codepoint);
  if (size <= 0) return {-1, 1};
  character.size = static_cast<std::size_t>(size);
  return character;
}

bool is_plain_ascii(char byte) { return byte >= ' ' && byte <= '~'; }

bool must_escape(utf8proc_int32_t codepoint) {
  constexpr utf8proc_int32_t zero_width_non_joiner = 0x200c;
  constexpr utf8proc_int32_t zero_width_joiner = 0x200d;
  if (codepoint == zero_width_non_joiner || codepoint == zero_width_joiner) return false;
  constexpr utf8proc_int32_t noncharacter = 0xfffe;  // and 0xffff, in each plane
  if ((codepoint & noncharacter) == noncharacter) return true;
  switch (utf8proc_category(codepoint)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return false;
  }
}

// Appends the escape of the character; false when it can be shown as it is.
bool append_escape(std::string& out, std::string_view text, std::size_t at, const Character& character) {
  if (character.codepoint < 0) {
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
  } else if (character.codepoint == '\n') {
    out += "\\n";
  } else if (character.codepoint == '\r') {
    out += "\\r";
  } else if (character.codepoint == '\t') {
    out += "\\t";
  } else if (character.codepoint < 0x80 && !is_plain_ascii(static_cast<char>(character.codepoint))) {
    out += fmt::format("\\x{:02x}", character.codepoint);
  } else if (character.codepoint >= 0x80 && must_escape(character.codepoint)) {
    if (character.codepoint > 0xffff) {
      out += fmt::format("\\U{:08x}", character.codepoint);
    } else {
      out += fmt::format("\\u{:04x}", character.codepoint);
    }
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::string printable(std::string_view text, Tabs tabs) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t plain = at;
    while (plain < text.size() &&
           (is_plain_ascii(text[plain]) || (text[plain] == '\t' && tabs == Tabs::keep))) {
      ++plain;
    }
    out.append(text, at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const Character character = decode(text, at);
    if (!append_escape(out, text, at, character)) out.append(text, at, character.size);
    at += character.size;
  }
  return out;
}

std::string no_command(std::string line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first != std::string::npos && line.compare(first, 2, "::") == 0) line.replace(first, 1, "\\x3a");
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = line.find("##"); at != std::string::npos;) {
    std::size_t behind = at + 2;
    while (behind < line.size() && is_alnum(line[behind])) ++behind;
    const bool is_mark = behind < line.size() && line[behind] == '[';
    if (is_mark) {
      out.append(line, copied, at + 1 - copied).append("\\x23");
      copied = at + 2;
    }
    at = line.find("##", is_mark ? at + 2 : at + 1);
  }
  return copied == 0 ? line : out.append(line, copied);
}

Cell cell_at(std::string_view text, std::size_t at) {
  if (is_plain_ascii(text[at]) || text[at] == '\t') return {at, 1, 1};
  const Character character = decode(text, at);
  std::string escape;
  if (append_escape(escape, text, at, character)) return {at, character.size, escape.size()};
  const int columns = utf8proc_charwidth(character.codepoint);
  return {at, character.size, static_cast<std::size_t>(std::max(columns, 0))};
}

Cell cell_before(std::string_view text, std::size_t end) {
  const std::size_t lowest = end > 4 ? end - 4 : 0;
  for (std::size_t begin = end - 1;; --begin) {
    const bool continues = (static_cast<unsigned char>(text[begin]) & 0xc0U) == 0x80U;
    if (!continues) {
      const Cell cell = cell_at(text.substr(0, end), begin);
      if (cell.begin + cell.size == end) return cell;
      break;
    }
    if (begin == lowest) break;
  }
  return cell_at(text.substr(0, end), end - 1);
}

}  // namespace ecrify::write
