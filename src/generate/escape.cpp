// SPDX-License-Identifier: Apache-2.0
#include "escape.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdint>

namespace ecrify::generate {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;
constexpr std::uint32_t longest_short_escape = 0xFFFF;  // of \uXXXX

// Calls `visit` with each character; a byte that is no UTF-8 is U+FFFD.
template <class Visit>
void each_character(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
    visit(size > 0 ? static_cast<std::uint32_t>(code) : replacement);
    text.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 1);
  }
}

bool is_printable_ascii(std::uint32_t code) { return code >= 0x20 && code < 0x7f; }

enum class LongEscape : std::uint8_t { pair, eight_digits };

// Of the text between double quotes: all but printable ASCII becomes an escape, so that nobody is deceived by
// what can't be seen, and a comment ends where its line does.
std::string quoted(std::string_view text, LongEscape long_escape) {
  std::string out;
  each_character(text, [&](std::uint32_t code) {
    if (code == '"' || code == '\\') out += '\\';
    if (is_printable_ascii(code)) {
      out += static_cast<char>(code);
    } else if (code <= longest_short_escape) {
      out += fmt::format("\\u{:04x}", code);
    } else if (long_escape == LongEscape::eight_digits) {
      out += fmt::format("\\U{:08x}", code);
    } else {  // UTF-16, RFC 8259, section 7
      const std::uint32_t rest = code - 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
    }
  });
  return out;
}

}  // namespace

std::string json_text(std::string_view text) { return quoted(text, LongEscape::pair); }

std::string toml_text(std::string_view text) { return quoted(text, LongEscape::eight_digits); }

std::string hcl_text(std::string_view text) {
  std::string out;
  char before = '\0';
  for (const char c : quoted(text, LongEscape::eight_digits)) {
    if (c == '{' && (before == '$' || before == '%')) out += before;
    out += before = c;
  }
  return out;
}

std::string shell_text(std::string_view text) {
  std::string out;
  each_character(text, [&](std::uint32_t code) {
    if (code == '\'') {
      out += "'\\''";
    } else if (is_printable_ascii(code)) {
      out += static_cast<char>(code);
    } else {
      out += "\xEF\xBF\xBD";
    }
  });
  return out;
}

}  // namespace ecrify::generate
