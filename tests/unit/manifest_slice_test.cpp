// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/manifest/slice.hpp"

using ecrify::Span;
using ecrify::manifest::available_simd;
using ecrify::manifest::Simd;
using ecrify::manifest::simd_name;
using ecrify::manifest::Slicer;

namespace {

using Pieces = std::vector<std::string>;

// A copy in a heap block of exactly its size: a sanitizer sees every read outside it.
class ExactCopy {
 public:
  explicit ExactCopy(const std::string& text)
      : block_(new char[text.size()]), view_(block_.get(), text.size()) {
    std::copy(text.begin(), text.end(), block_.get());
  }
  [[nodiscard]] std::string_view view() const { return view_; }

 private:
  std::unique_ptr<char[]> block_;
  std::string_view view_;
};

Pieces slices_of(const std::string& text, Simd simd) {
  const ExactCopy copy(text);
  Slicer slicer(copy.view(), simd);
  Pieces pieces;
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size()) {
    const Span slice = slicer.containing(at);
    REQUIRE(slice.begin == at);
    REQUIRE(slice.end > at);
    REQUIRE(slicer.slices_before(slice.begin) == pieces.size());
    pieces.push_back(text.substr(slice.begin, slice.size()));
    at = slice.end;
  }
  REQUIRE(slicer.slices_before(text.size()) == pieces.size());
  return pieces;
}

bool is_marker_line(const std::string& line, const char* marker) {
  if (line.compare(0, 3, marker) != 0) return false;
  return line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r' || line[3] == '\n';
}

// The rule again, line by line.
Pieces expected_slices(const std::string& text) {
  Pieces pieces(1);
  for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    if (is_marker_line(line, "---")) pieces.emplace_back();
    pieces.back() += line;
    if (is_marker_line(line, "...")) pieces.emplace_back();
    at = end;
  }
  pieces.erase(std::remove(pieces.begin(), pieces.end(), ""), pieces.end());
  return pieces;
}

}  // namespace

TEST_CASE("slice: where a stream is cut") {
  struct Row {
    std::string text;
    Pieces slices;
  };
  const std::vector<Row> rows{
      {"", {}},
      {"\xEF\xBB\xBF", {}},
      {"a", {"a"}},
      {"\n", {"\n"}},
      {"a: 1\n", {"a: 1\n"}},
      {"---\na: 1\n", {"---\na: 1\n"}},
      {"\xEF\xBB\xBF---\na: 1\n---\n", {"---\na: 1\n", "---\n"}},
      {"\xEF\xBB\xBF"
       "a\n---\nb",
       {"a\n", "---\nb"}},
      {"a\n\xEF\xBB\xBF---\nb", {"a\n\xEF\xBB\xBF---\nb"}},  // no line start: left to the screen
      {"# about\n---\na: 1\n--- # next\nb: 2\n...\n%YAML 1.2\n---\nc: 3",
       {"# about\n", "---\na: 1\n", "--- # next\nb: 2\n...\n", "%YAML 1.2\n", "---\nc: 3"}},
      {"---\n---\n---", {"---\n", "---\n", "---"}},
      {"---", {"---"}},
      {"...", {"..."}},
      {"...\n...\n---\n", {"...\n", "...\n", "---\n"}},
      {"a\n...", {"a\n..."}},
      {"a\n... # end\nb", {"a\n... # end\n", "b"}},
      {"---\r\na\r\n---\r\nb\r\n", {"---\r\na\r\n", "---\r\nb\r\n"}},
      {"a\n---\tb\n---\rc", {"a\n", "---\tb\n", "---\rc"}},
      {"--- {image: a}\n--- |\n x", {"--- {image: a}\n", "--- |\n x"}},
      {"a\n----\n---b\n--\n ---\n....\n..\n...a\n-..\n.--",
       {"a\n----\n---b\n--\n ---\n....\n..\n...a\n-..\n.--"}},
      {"a\r---\rb", {"a\r---\rb"}},  // a lone CR starts no line
      {"a\n--", {"a\n--"}},
      {"\n---", {"\n", "---"}},
  };
  for (const Simd simd : available_simd()) {
    for (const Row& row : rows) {
      INFO(simd_name(simd) << ": " << row.text);
      CHECK(slices_of(row.text, simd) == row.slices);
      CHECK(expected_slices(row.text) == row.slices);
    }
  }
}

TEST_CASE("slice: where a stream is cut in two") {
  constexpr std::size_t none = std::string_view::npos;
  struct Row {
    std::string text;
    std::size_t cut;
  };
  const std::string mark = "\xEF\xBB\xBF";
  const Row rows[] = {
      {"a: 1\n", none},
      {"a: 1\n---\nb: 2\n", 5},
      {"a: 1\n---\nb: 2\n---\n", 14},
      {"a: 1\n...\nb: 2\n", 9},
      {"a: 1\n...\r\nb", 10},
      {"a: 1\n...\r\nb: 2\n", 10},
      {"a: 1\n...\n" + mark + "b: 2\n", none},  // a part would begin with it, where the stream has it inside
      {"a: 1\n---\nb: 2\n...\n" + mark + "c: 3\n", 5},
      {"a: 1\n---\nb: 2\n...\n" + mark.substr(0, 2), 5},
      {"a: 1\n---\nb: 2\n...\n", 5},
      {"a: 1\n---\n" + mark + "b: 2\n", 5},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(ecrify::manifest::last_cut(row.text, 0) == row.cut);
  }
}

TEST_CASE("slice: a marker at every offset") {
  for (const Simd simd : available_simd()) {
    for (std::size_t offset = 0; offset < 200; ++offset) {
      for (const unsigned behind : {0u, 1u, 2u, 3u, 62u, 63u, 64u, 65u, 66u, 67u, 130u}) {
        const std::string before = std::string(offset, 'x') + "\n";
        std::string rest = "---";
        if (behind != 0) rest.append("\n").append(behind - 1, 'y');
        INFO(simd_name(simd) << ": " << offset << ", " << behind << " bytes behind it");
        REQUIRE(slices_of(before + rest, simd) == Pieces{before, rest});
        const ExactCopy copy(before + rest);
        const std::size_t size = copy.view().size();
        REQUIRE(Slicer(copy.view(), simd).containing(size - 1) == Span{before.size(), size});
      }
    }
  }
}

TEST_CASE("slice: random streams, asked for at random offsets") {
  const Pieces lines{"---",   "---",  "...",    "--- ",           "---\t", "---\r", "--- # c", "... ",
                     "...\r", "----", "---a",   "....",           "--",    "..",    " ---",    "a: b",
                     "",      "\r",   "a\r---", "\xEF\xBB\xBF---"};
  std::mt19937 random(11);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int round = 0; round < 3000; ++round) {
    std::string text = below(4) == 0 ? "\xEF\xBB\xBF" : "";
    const std::size_t filling = below(4);
    for (std::size_t n = below(30); n > 0; --n) {
      text += below(4) < filling ? std::string(below(150), 'x') : lines[below(lines.size())];
      text += '\n';
    }
    if (!text.empty() && below(2) == 0) text.pop_back();
    const std::size_t first = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;

    const Pieces pieces = expected_slices(text);
    std::vector<Span> spans;
    std::size_t begin = first;
    for (const std::string& piece : pieces) {
      spans.push_back({begin, begin + piece.size()});
      begin += piece.size();
    }
    std::vector<std::size_t> offsets;
    for (std::size_t n = below(2) == 0 ? 3 : 40; n > 0 && text.size() > first; --n) {
      offsets.push_back(first + below(text.size() - first));
    }
    std::sort(offsets.begin(), offsets.end());

    const ExactCopy copy(text);
    for (const Simd simd : available_simd()) {
      INFO(simd_name(simd) << ", round " << round << ": " << text);
      REQUIRE(slices_of(text, simd) == pieces);
      Slicer slicer(copy.view(), simd);
      for (const std::size_t offset : offsets) {
        const auto expected =
            std::find_if(spans.begin(), spans.end(), [&](Span s) { return offset < s.end; });
        REQUIRE(slicer.containing(offset) == *expected);
        REQUIRE(slicer.slices_before(expected->begin) == static_cast<std::size_t>(expected - spans.begin()));
      }
      // Counting at any offset, in any order.
      for (const std::size_t offset : {offsets.empty() ? first : offsets.back(), first, text.size()}) {
        const auto begun =
            std::count_if(spans.begin(), spans.end(), [&](Span s) { return s.begin < offset; });
        REQUIRE(slicer.slices_before(offset) == static_cast<std::size_t>(begun));
      }
    }
  }
}
