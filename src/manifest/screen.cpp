// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/screen.hpp"

#include "ecrify/base/text.hpp"
#include "loops.hpp"

namespace ecrify::manifest {

namespace {

constexpr auto byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

bool is_usual(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\r') return at + 1 < text.size() && text[at + 1] == '\n';
  return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

std::size_t next_unusual(std::string_view text, std::size_t from, const loops::Loops* loops) {
  // Most unusual characters stand in runs; a chunk for each would be slow.
  if (from < text.size() && !is_usual(text, from)) return from;
  if (loops != nullptr) {
    const std::size_t found = loops->find_unusual({text.data(), text.size()}, from);
    if (found != loops::no_position) return found;
  }
  while (from < text.size() && is_usual(text, from)) ++from;
  return from;
}

struct DecodedText {
  std::uint32_t code_point = 0;
  std::size_t size = 0;  // bytes read
  bool valid = false;
};

// Unicode 15, table 3-7: the second byte's range depends on the first, all others are 80..BF. What is invalid
// is the longest beginning of a sequence of that table, or one byte.
DecodedText decode(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at);
  if (first < 0x80) return {first, 1, true};
  std::size_t size = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    size = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    size = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    size = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return {0, 1, false};
  }
  std::uint32_t code_point = first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (at + i >= text.size()) return {0, i, false};
    const std::uint8_t next = byte_at(text, at + i);
    if (next < low || next > high) return {0, i, false};
    code_point = code_point << 6 | (next & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {code_point, size, true};
}

std::optional<Refusal> reason_against(std::uint32_t code_point) {
  switch (code_point) {
    case '\r':
      return Refusal::lone_cr;  // with an LF behind it it is usual
    case 0x85:
      return Refusal::next_line;
    case 0x2028:
      return Refusal::line_separator;
    case 0x2029:
      return Refusal::paragraph_separator;
    case 0xFEFF:
      return Refusal::byte_order_mark;
    case 0xFFFE:
    case 0xFFFF:
      return Refusal::noncharacter;
    default:
      break;
  }
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return Refusal::control;
  return std::nullopt;
}

}  // namespace

std::optional<ScreenFailure> screen(std::string_view document, TextStart start, std::size_t from, Simd simd) {
  const loops::Loops* loops = loops::loops_of(simd);
  if (from == 0 && start == TextStart::of_stream) from = behind_mark(document);
  while ((from = next_unusual(document, from, loops)) < document.size()) {
    const DecodedText character = decode(document, from);
    if (!character.valid) return ScreenFailure{from, character.size, Refusal::invalid_utf8};
    if (const auto reason = reason_against(character.code_point)) {
      return ScreenFailure{from, character.size, *reason};
    }
    from += character.size;
  }
  return std::nullopt;
}

}  // namespace ecrify::manifest
