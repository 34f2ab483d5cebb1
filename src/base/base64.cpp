// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace ecrify {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += alphabet[bits >> static_cast<unsigned>(count - 6) & 63U];
  }
  return text;  // without the last, incomplete character
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  static constexpr std::uint8_t none = 64;
  static const std::array<std::uint8_t, 256> values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(none);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
      table.at(static_cast<unsigned char>(alphabet[i])) = static_cast<std::uint8_t>(i);
    return table;
  }();
  while (!text.empty() &&
         (text.back() == '=' || text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.remove_suffix(1);
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ' ') continue;
    const std::uint8_t value = values.at(static_cast<unsigned char>(c));
    if (value == none) return std::nullopt;
    bits = bits << 6U | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 255U);
    }
  }
  return bytes;
}

std::array<std::string, 3> base64_traces(std::string_view word) {
  std::array<std::string, 3> traces;
  for (std::size_t before = 0; before < 3; ++before) {
    // Characters that the bytes before it have a part in are left out.
    const std::size_t foreign = (before * 8 + 5) / 6;
    traces.at(before) = encode(std::string(before, '\0') + std::string(word)).substr(foreign);
  }
  return traces;
}

}  // namespace ecrify
