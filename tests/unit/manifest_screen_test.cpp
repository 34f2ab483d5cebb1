// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <random>
#include <string>

#include "catch.hpp"
#include "ecrify/manifest/screen.hpp"

using ecrify::manifest::available_simd;
using ecrify::manifest::Refusal;
using ecrify::manifest::screen;
using ecrify::manifest::ScreenFailure;
using ecrify::manifest::Simd;
using ecrify::manifest::simd_name;
using ecrify::manifest::TextStart;

namespace {

using Failure = std::optional<ScreenFailure>;

// The text in a heap block of exactly its size.
Failure screened(const std::string& text, Simd simd, TextStart start = TextStart::inside_stream,
                 std::size_t from = 0) {
  const std::unique_ptr<char[]> block(new char[text.size()]);
  std::copy(text.begin(), text.end(), block.get());
  return screen({block.get(), text.size()}, start, from, simd);
}

std::string utf8(std::uint32_t c) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F))};
  if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F))};
  return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)),
          byte(0x80 | (c & 0x3F))};
}

Failure at(std::size_t offset, std::size_t size, Refusal reason) {
  return ScreenFailure{offset, size, reason};
}

}  // namespace

TEST_CASE("screen: characters") {
  struct Row {
    std::string text;
    Failure failure;
  };
  const std::vector<Row> rows{
      {"", {}},
      {"a: \"b\"\r\n\tc\n~", {}},
      {"a: \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x90\xB3 \xC2\xA0 \xEF\xBF\xBD", {}},
      {std::string("a\0b", 3), at(1, 1, Refusal::control)},
      {"ab\x1B[0m", at(2, 1, Refusal::control)},
      {"ab\x7F", at(2, 1, Refusal::control)},
      {"\xC2\x80", at(0, 2, Refusal::control)},
      {"a\rb\r\n", at(1, 1, Refusal::lone_cr)},
      {"a\r\r\n", at(1, 1, Refusal::lone_cr)},
      {"a\r\n\r", at(3, 1, Refusal::lone_cr)},
      {"a \xC2\x85", at(2, 2, Refusal::next_line)},
      {"a \xE2\x80\xA8", at(2, 3, Refusal::line_separator)},
      {"a \xE2\x80\xA9", at(2, 3, Refusal::paragraph_separator)},
      {"a\xEF\xBB\xBF", at(1, 3, Refusal::byte_order_mark)},
      {"a\xEF\xBF\xBE", at(1, 3, Refusal::noncharacter)},
      {"a\xEF\xBF\xBF", at(1, 3, Refusal::noncharacter)},
      {"\xC3\xA9\x01\xE2\x80\xA8", at(2, 1, Refusal::control)},  // the first one
      {"\xFF\xFE\x61", at(0, 1, Refusal::invalid_utf8)},         // UTF-16
      // Truncated, overlong, surrogates, beyond U+10FFFF, stray: sizes as in Unicode 15, tables 3-8 to 3-11.
      {"\xC0\xAF", at(0, 1, Refusal::invalid_utf8)},
      {"\xC1\xBF", at(0, 1, Refusal::invalid_utf8)},
      {"\xE0\x80\xBF", at(0, 1, Refusal::invalid_utf8)},
      {"\xF0\x81\x82\x41", at(0, 1, Refusal::invalid_utf8)},
      {"\xED\xA0\x80", at(0, 1, Refusal::invalid_utf8)},
      {"\xED\xBF\xBF", at(0, 1, Refusal::invalid_utf8)},
      {"\xF4\x91\x92\x93", at(0, 1, Refusal::invalid_utf8)},
      {"\xF5\x80\x80\x80", at(0, 1, Refusal::invalid_utf8)},
      {"a\x80", at(1, 1, Refusal::invalid_utf8)},
      {"\xE1\x80\xE2\xF0", at(0, 2, Refusal::invalid_utf8)},
      {"\xE2\xF0", at(0, 1, Refusal::invalid_utf8)},
      {"\xF0\x91\x92\xF1", at(0, 3, Refusal::invalid_utf8)},
      {"\xF1\xBF\x41", at(0, 2, Refusal::invalid_utf8)},
      {"a\xE2\x80", at(1, 2, Refusal::invalid_utf8)},
      {"a\xC3", at(1, 1, Refusal::invalid_utf8)},
  };
  for (const Simd simd : available_simd()) {
    for (const Row& row : rows) {
      // Alone, and at every place of a chunk.
      for (std::size_t before = 0; before < 140; ++before) {
        for (const unsigned behind : {0u, 70u}) {
          if (behind != 0 && row.text.ends_with('\r')) continue;
          const std::string text = std::string(before, 'x') + row.text + std::string(behind, '.');
          Failure expected = row.failure;
          if (expected) expected->offset += before;
          INFO(simd_name(simd) << ": " << Catch::StringMaker<std::string>::convert(row.text) << " at "
                               << before);
          REQUIRE(screened(text, simd) == expected);
        }
      }
    }
  }
}

TEST_CASE("screen: every code point") {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::optional<Refusal> reason;
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) reason = Refusal::control;
    if (c == '\t' || c == '\n') reason.reset();
    if (c == '\r') reason = Refusal::lone_cr;
    if (c == 0x85) reason = Refusal::next_line;
    if (c == 0x2028) reason = Refusal::line_separator;
    if (c == 0x2029) reason = Refusal::paragraph_separator;
    if (c == 0xFEFF) reason = Refusal::byte_order_mark;
    if (c == 0xFFFE || c == 0xFFFF) reason = Refusal::noncharacter;
    const std::string text = utf8(c);
    const Failure found = screen(text, TextStart::inside_stream);
    if (found != (reason ? at(0, text.size(), *reason) : Failure{})) FAIL_CHECK("U+" << std::hex << c);
  }
}

TEST_CASE("screen: the byte order mark at a text's start, and going on behind a failure") {
  const std::string mark = "\xEF\xBB\xBF";
  for (const Simd simd : available_simd()) {
    CHECK(screened(mark + "a: b\n", simd, TextStart::of_stream) == Failure{});
    CHECK(screened(mark, simd, TextStart::of_stream) == Failure{});
    CHECK(screened(mark + mark, simd, TextStart::of_stream) == at(3, 3, Refusal::byte_order_mark));
    CHECK(screened(mark + "a: b\n", simd, TextStart::inside_stream) == at(0, 3, Refusal::byte_order_mark));
    CHECK(screened("a" + mark, simd, TextStart::of_stream) == at(1, 3, Refusal::byte_order_mark));

    const std::string text = "# \xE2\x82 and \xFF\n" + std::string(100, 'x') + "\x01";
    std::vector<std::size_t> offsets;
    for (Failure f = screened(text, simd); f;
         f = screened(text, simd, TextStart::inside_stream, f->offset + f->size)) {
      offsets.push_back(f->offset);
    }
    CHECK(offsets == std::vector<std::size_t>{2, 9, 111});
  }
}

TEST_CASE("screen: random texts, all instructions alike") {
  const std::vector<std::string> pieces{
      "\r\n",         "\r",           "\n",   "\t",      "\xC3\xA9",         "\xE2\x82\xAC",
      "\xC2\x85",     "\x7F",         "\x01", "\xE2",    "\xF0\x9F\x90\xB3", "\xEF\xBB\xBF",
      "\xE2\x80\xA8", "\xE2\x80\xA7", "\xFF", "\xC2\xA0"};
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::size_t failures = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (std::size_t n = below(12); n > 0; --n) {
      // The pieces in front are fine, so that failures come late as well.
      text += std::string(below(100), 'x') + pieces[below(below(4) == 0 ? pieces.size() : std::size_t{1})];
    }
    const Failure expected = screened(text, Simd::plain);
    if (expected) ++failures;
    for (const Simd simd : available_simd()) {
      INFO(simd_name(simd) << ": " << text);
      REQUIRE(screened(text, simd) == expected);
    }
  }
  CHECK(failures > 1000);
  CHECK(failures < 3000);
}
