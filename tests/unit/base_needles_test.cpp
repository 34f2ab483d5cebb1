// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/base/needles.hpp"

namespace ecrify {
namespace {

using Texts = std::vector<std::string>;

TEST_CASE("the first needle that begins at a place", "[base][needles]") {
  struct Row {
    Texts needles;
    std::string text;
    std::size_t found;
  };
  const std::vector<Row> rows = {
      {{}, "a", Needles::none},
      {{""}, "a", Needles::none},
      {{"ghcr.io"}, "ghcr.io/o/a", 0},
      {{"ghcr.io"}, "ghcr.io", 0},
      {{"ghcr.io"}, "ghcr.i", Needles::none},
      {{"ghcr.io"}, "xghcr.io", Needles::none},
      {{"ghcr.io"}, "GHCR.Io", 0},
      {{"GHCR.IO"}, "ghcr.io", 0},
      {{"", "b", "a"}, "a", 2},
      {{"gcr.io", "gcr.io:443"}, "gcr.io:443/a", 0},  // the first, not the longest
      {{"gcr.io:443", "gcr.io"}, "gcr.io:443/a", 0},
      {{"gcr.io:443", "gcr.io"}, "gcr.io:44/a", 1},
      {{"abc", "ab", "a", "abd"}, "abx", 1},
      {{"abd", "a"}, "abc", 1},
      {{"a", "a"}, "a", 0},
      {{"[::1]:5000"}, "[::1]:5000/a", 0},
      {{"[a"}, "{a", Needles::none},
      {{"\xC3\xA4"}, "\xC3\xA4", 0},
      {{"z", "\xC3"}, "\xC3\xA4", 1},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(Needles(row.needles).first_at(row.text, 0) == row.found);
  }
  CHECK(Needles({"ghcr.io"}).first_at("my.ghcr.io", 3) == 0);
  CHECK(Needles({"", "ghcr.io"}).size_of(1) == 7);
}

TEST_CASE("needles that begin with each other, found as one by one", "[base][needles]") {
  std::mt19937 random(20240607);
  const auto text_of = [&](std::size_t most) {
    std::string text(random() % most, 'a');
    for (char& c : text) c = "abAB"[random() % 4];
    return text;
  };
  const auto small = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c < 'a' ? static_cast<char>(c | 0x20) : c; });
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    Texts list(random() % 30);
    for (std::string& needle : list) needle = text_of(8);
    const Needles needles(list);
    const std::string text = text_of(60) + "a";
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto first = std::find_if(list.begin(), list.end(), [&](const std::string& one) {
        return !one.empty() && small(text.substr(at)).starts_with(small(one));
      });
      const std::size_t expected =
          first == list.end() ? Needles::none : static_cast<std::size_t>(first - list.begin());
      INFO("round " << round << ", " << text << " at " << at);
      REQUIRE(needles.first_at(text, at) == expected);
    }
  }
}

}  // namespace
}  // namespace ecrify
