// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>

#include "catch.hpp"
#include "ecrify/splice/edit.hpp"

using namespace ecrify;

namespace {
using Edits = std::vector<Edit>;
}

TEST_CASE("apply") {
  struct Row {
    std::string text;
    Edits edits;
    std::string result;
  };
  const Row rows[] = {
      {"", {}, ""},
      {"abc", {}, "abc"},
      {"", {{{0, 0}, "x"}}, "x"},
      {"abc", {{{0, 1}, "X"}}, "Xbc"},
      {"abc", {{{2, 3}, "X"}}, "abX"},
      {"abc", {{{0, 3}, ""}}, ""},
      {"abc", {{{0, 3}, "longer"}}, "longer"},
      {"abc", {{{3, 3}, "X"}}, "abcX"},
      {"abc", {{{0, 0}, "X"}, {{0, 1}, "Y"}}, "XYbc"},
      {"abc", {{{0, 1}, "X"}, {{1, 2}, "Y"}, {{2, 3}, "Z"}}, "XYZ"},
      {"abc", {{{0, 1}, "X"}, {{1, 1}, "-"}, {{1, 2}, ""}}, "X-c"},
      {"a\r\nb", {{{1, 2}, ""}}, "a\nb"},
      {std::string("a\0b", 3), {{{2, 3}, "c"}}, std::string("a\0c", 3)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text, row.result);
    const auto sorted = splice::sorted(row.edits, row.text.size());
    REQUIRE(sorted.ok());
    CHECK(splice::apply(row.text, *sorted) == row.result);
  }
}

TEST_CASE("pieces point into the text and the edits, and none is empty") {
  const std::string text = "image: old # end";
  const Edits edits{{{7, 10}, "new-reference"}, {{16, 16}, ""}};
  const auto pieces = splice::pieces(text, edits);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[0].data() == text.data());
  CHECK(pieces[1].data() == edits[0].text.data());
  CHECK(pieces[2].data() == text.data() + 10);
}

TEST_CASE("sorted puts edits in order and refuses what can't be") {
  const Edits mixed{{{5, 6}, "c"}, {{0, 1}, "a"}, {{1, 1}, "b"}};
  const auto ordered = splice::sorted(mixed, 6);
  REQUIRE(ordered.ok());
  CHECK((*ordered)[0].text == "a");
  CHECK((*ordered)[1].text == "b");
  CHECK((*ordered)[2].text == "c");

  struct Row {
    Edits edits;
    std::size_t size;
    std::string message;
  };
  const Row rows[] = {
      {{{{0, 2}, ""}, {{1, 3}, ""}}, 3, "two edits overlap at byte 1"},
      {{{{1, 3}, ""}, {{0, 2}, ""}}, 3, "two edits overlap at byte 1"},
      {{{{0, 3}, ""}, {{1, 1}, ""}}, 3, "two edits overlap at byte 1"},
      {{{{0, 3}, "a"}, {{0, 3}, "a"}}, 3, "two edits overlap at byte 0"},
      {{{{2, 2}, "a"}, {{2, 2}, "b"}}, 3, "two edits overlap at byte 2"},
      {{{{0, 9}, ""}, {{1, 2}, ""}, {{4, 5}, ""}}, 9, "two edits overlap at byte 1"},
      {{{{0, 4}, ""}}, 3, "an edit of bytes 0 to 4 leaves the text of 3 bytes"},
      {{{{4, 4}, ""}}, 3, "an edit of bytes 4 to 4 leaves the text of 3 bytes"},
      {{{{2, 1}, ""}}, 3, "an edit of bytes 2 to 1 leaves the text of 3 bytes"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.message);
    const auto result = splice::sorted(row.edits, row.size);
    REQUIRE_FALSE(result.ok());
    CHECK(result.failure().message == row.message);
    CHECK_FALSE(result.failure().remedy.empty());
  }
}

TEST_CASE("apply agrees with replacing from the back") {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 60, ' ');
    for (char& c : text) c = static_cast<char>(random() % 256);
    Edits edits;
    std::string expected = text;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min<std::size_t>(text.size(), at + random() % 6);
      edits.push_back({{at, end}, std::string(random() % 5, 'N')});
      at = end + 1 + random() % 5;
    }
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
      expected.replace(edit->span.begin, edit->span.size(), edit->text);
    }
    std::shuffle(edits.begin(), edits.end(), random);
    const auto sorted = splice::sorted(edits, text.size());
    REQUIRE(sorted.ok());
    REQUIRE(splice::apply(text, *sorted) == expected);
  }
}
