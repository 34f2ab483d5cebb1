// SPDX-License-Identifier: Apache-2.0
#include "prefilter_plain.hpp"

#include <cstdint>

namespace ecrify::manifest::plain {

namespace {

// 16 when it is no digit.
std::uint32_t hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  const char l = lower(c);
  if (l >= 'a' && l <= 'f') return static_cast<std::uint32_t>(l - 'a' + 10);
  return 16;
}

bool is_of_host_or_key(std::uint32_t value) {
  if (value >= 0x80) return false;
  const char l = lower(static_cast<char>(value));
  return (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9') ||
         std::string_view(".:/_-[]").find(l) != std::string_view::npos;
}

}  // namespace

bool hides_something(std::string_view bytes, std::size_t offset) {
  const std::string_view rest = bytes.substr(offset);
  if (rest.size() < 2 || rest[0] != '\\') return false;
  std::size_t digits = 0;
  switch (rest[1]) {
    case '\n':
    case '\r':
      return true;
    case '\xC2':
      return rest.substr(1).starts_with("\xC2\x85");
    case '\xE2':
      return rest.substr(1).starts_with("\xE2\x80\xA8") || rest.substr(1).starts_with("\xE2\x80\xA9");
    case 'x':
      digits = 2;
      break;
    case 'u':
      digits = 4;
      break;
    case 'U':
      digits = 8;
      break;
    default:
      return false;
  }
  if (rest.size() < 2 + digits) return false;
  std::uint32_t value = 0;
  for (const char c : rest.substr(2, digits)) {
    const std::uint32_t digit = hex_digit(c);
    if (digit == 16) return false;
    value = value << 4 | digit;
  }
  return is_of_host_or_key(value);
}

}  // namespace ecrify::manifest::plain
