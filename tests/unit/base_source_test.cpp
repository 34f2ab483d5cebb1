// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "ecrify/base/source.hpp"

using ecrify::Position;
using ecrify::SourceText;

TEST_CASE("position and line_text of an offset") {
  struct Row {
    std::string text;
    std::size_t offset;
    Position position;
    std::string line;
  };
  const Row rows[] = {
      {"", 0, {1, 1}, ""},
      {"", 7, {1, 1}, ""},
      {"a", 0, {1, 1}, "a"},
      {"a", 1, {1, 2}, "a"},
      {"a\n", 1, {1, 2}, "a"},
      {"a\n", 2, {2, 1}, ""},
      {"a\n", 99, {2, 1}, ""},
      {"\n\n\n", 0, {1, 1}, ""},
      {"\n\n\n", 1, {2, 1}, ""},
      {"\n\n\n", 3, {4, 1}, ""},
      {"ab\ncd\nef", 3, {2, 1}, "cd"},
      {"ab\ncd\nef", 5, {2, 3}, "cd"},
      {"ab\ncd\nef", 6, {3, 1}, "ef"},
      {"ab\ncd\nef", 8, {3, 3}, "ef"},
      {"ab\r\ncd\r\n", 0, {1, 1}, "ab"},
      {"ab\r\ncd\r\n", 2, {1, 3}, "ab"},
      {"ab\r\ncd\r\n", 3, {1, 4}, "ab"},
      {"ab\r\ncd\r\n", 4, {2, 1}, "cd"},
      {"\r\n", 0, {1, 1}, ""},
      {"a\rb\n", 2, {1, 3}, "a\rb"},  // a lone CR ends no line
      {"ab\r", 0, {1, 1}, "ab\r"},    // nor does one at the end
      {"\xef\xbb\xbfkind: x\n", 3, {1, 4}, "\xef\xbb\xbfkind: x"},
      {"\xe4\xb8\xad: y\n", 5, {1, 6}, "\xe4\xb8\xad: y"},  // columns are bytes
      {std::string("a\0b\nc", 5), 4, {2, 1}, "c"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text, row.offset);
    const SourceText source("x", row.text);
    CHECK(source.position(row.offset).line == row.position.line);
    CHECK(source.position(row.offset).column == row.position.column);
    CHECK(std::string(source.line_text(row.offset)) == row.line);
  }
}

TEST_CASE("line_text may be asked first, and points into the text") {
  const std::string text = "one\ntwo\n";
  const SourceText source("x", text);
  CHECK(source.line_text(5).data() == text.data() + 4);
  CHECK(source.name() == "x");
}

TEST_CASE("lines may be asked for in any order") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + "\n";
  const SourceText source("x", text);
  for (std::size_t i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(i * 3779 % 5000);
    const std::size_t offset = number == "0" ? 0 : text.find("\n" + number + "\n") + 1;
    REQUIRE(source.position(offset) == Position{i * 3779 % 5000 + 1, 1});
    REQUIRE(source.line_text(offset) == number);
  }
}

TEST_CASE("every offset of a text agrees with counting by hand") {
  // More than the distance of two marks, in short lines and in one line.
  std::string text;
  for (int i = 0; i < 4000; ++i) {
    const int length = i == 1000 || i == 3999 ? 10'000 : i * 7 % 5;
    text += std::string(static_cast<std::size_t>(length), 'x') + (i % 3 == 0 ? "\r\n" : "\n");
  }
  const SourceText source("x", text);
  Position expected;
  for (std::size_t offset = 0; offset <= text.size(); ++offset) {
    REQUIRE(source.position(offset).line == expected.line);
    REQUIRE(source.position(offset).column == expected.column);
    const std::size_t begin = offset + 1 - expected.column;
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    const bool has_return = end > begin && end < text.size() && text[end - 1] == '\r';
    REQUIRE(source.line_text(offset) ==
            std::string_view(text).substr(begin, end - begin - (has_return ? 1 : 0)));
    if (offset == text.size()) break;
    if (text[offset] == '\n') {
      ++expected.line;
      expected.column = 1;
    } else {
      ++expected.column;
    }
  }
}
