// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <vector>

#include "catch.hpp"
#include "ecrify/write/printable.hpp"

using namespace ecrify::write;

TEST_CASE("printable") {
  struct Row {
    std::string text;
    std::string result;
  };
  const Row rows[] = {
      {"", ""},
      {"ghcr.io/org/app:v1", "ghcr.io/org/app:v1"},
      {"caf\xc3\xa9 \xe4\xb8\xad\xe6\x96\x87", "caf\xc3\xa9 \xe4\xb8\xad\xe6\x96\x87"},
      {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
       "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80"},  // joiner kept
      {"a\\b", "a\\b"},
      {"a\nb\r\n", "a\\nb\\r\\n"},
      {"a\tb", "a\\tb"},
      {std::string("\0", 1), "\\x00"},
      {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
      {"\x07\x08\x7f", "\\x07\\x08\\x7f"},
      {"\xc2\x80\xc2\x9b"
       "31m\xc2\x9f",
       "\\u0080\\u009b31m\\u009f"},
      {"\xc2\x85", "\\u0085"},
      {"\xe2\x80\xae"
       "evil",
       "\\u202eevil"},
      {"\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad", "\\u202a\\u202b\\u202c\\u202d"},
      {"\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", "\\u2066\\u2067\\u2068\\u2069"},
      {"\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "\\u200e\\u200f\\u061c"},
      {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
      {"\xef\xbb\xbf", "\\ufeff"},
      {"\xe2\x80\x8b", "\\u200b"},
      {"\xf3\xa0\x80\x81", "\\U000e0001"},
      {"\x80", "\\x80"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc3", "\\xc3"},                             // cut short at the end
      {"\xc3(", "\\xc3("},                           // no continuation
      {"\xc0\xaf", "\\xc0\\xaf"},                    // overlong
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},           // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // a surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
      {"\xf0\x9f\x98", "\\xf0\\x9f\\x98"},
      {"ok\xc3\xa9\xff", "ok\xc3\xa9\\xff"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.result);
    CHECK(printable(row.text) == row.result);
  }
  CHECK(printable("a\tb\nc", Tabs::keep) == "a\tb\\nc");
}

TEST_CASE("no byte string gives control characters, whatever it is") {
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::string text(random() % 24, ' ');
    for (char& c : text)
      c = static_cast<char>(random() % (round % 2 == 0 ? 256 : 64) + (round % 2 == 0 ? 0 : 128));
    const std::string shown = printable(text);
    for (const char c : shown) {
      const auto byte = static_cast<unsigned char>(c);
      REQUIRE(byte >= 0x20);
      REQUIRE(byte != 0x7f);
    }
    REQUIRE(printable(shown) == shown);
  }
}

TEST_CASE("cells have the width of what is shown") {
  struct Row {
    std::string text;
    std::size_t size;
    std::size_t columns;
  };
  const Row rows[] = {
      {"a", 1, 1},
      {"\t", 1, 1},
      {"\xc3\xa9", 2, 1},
      {"\xe4\xb8\xad", 3, 2},
      {"\xcc\x81", 2, 0},
      {"\xf0\x9f\x9a\x80", 4, 2},
      {"\x1b", 1, 4},
      {"\xff", 1, 4},
      {"\xe2\x80\xae", 3, 6},
      {"\n", 1, 2},
      {"\xef\xbd\x81", 3, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(printable(row.text));
    const Cell cell = cell_at(row.text, 0);
    CHECK(cell.size == row.size);
    CHECK(cell.columns == row.columns);
  }
}

TEST_CASE("going back gives the same cells as going forward") {
  const std::vector<std::string> parts{"a",           "\t",   "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x9a\x80",
                                       "\xcc\x81",    "\xff", "\x80",     "\xc3",         "\xf0\x9f",
                                       "\xe2\x80\xae"};
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t i = random() % 9 + 1; i > 0; --i) text += parts[random() % parts.size()];
    std::vector<std::size_t> forward;
    for (std::size_t at = 0; at < text.size(); at += cell_at(text, at).size) forward.push_back(at);
    std::vector<std::size_t> backward;
    for (std::size_t at = text.size(); at > 0; at = backward.front()) {
      backward.insert(backward.begin(), cell_before(text, at).begin);
    }
    CAPTURE(printable(text));
    REQUIRE(forward == backward);
  }
}

TEST_CASE("lines that a build machine would take for commands are broken up") {
  struct Row {
    std::string line;
    std::string shown;
  };
  const Row rows[] = {
      {"::error::x", "\\x3a:error::x"},
      {" \t ::set-output name=a::b", " \t \\x3a:set-output name=a::b"},
      {"a ::error::x", "a ::error::x"},  // the runner looks at the beginning
      {":error", ":error"},
      {"", ""},
      {"x ##[error]y", "x #\\x23[error]y"},
      {"##vso[task.complete]", "#\\x23vso[task.complete]"},
      {"##teamcity[message] ##[x]", "#\\x23teamcity[message] #\\x23[x]"},
      {"## a heading [1]", "## a heading [1]"},
      {"###[x]", "##\\x23[x]"},
      {"#[x] ##", "#[x] ##"},
  };
  for (const Row& row : rows) {
    CHECK(no_command(row.line) == row.shown);
    CHECK(no_command(no_command(row.line)) == row.shown);
  }
}

TEST_CASE("noncharacters are escaped") {
  CHECK(printable("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", Tabs::keep) == "\\ufffe\\uffff\xef\xbf\xbd");
}
