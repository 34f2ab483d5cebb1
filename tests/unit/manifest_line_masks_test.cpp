// SPDX-License-Identifier: Apache-2.0
#include "../../src/manifest/line_masks.hpp"

#include <random>
#include <string>

#include "catch.hpp"

using namespace ecrify::manifest;

TEST_CASE("line masks are those of one byte at a time") {
  std::mt19937 random(5);
  const std::string likely = " :#\n\t\r\"'-ab\x1f\x20\x7f\x80\xff";
  for (int i = 0; i < 20000; ++i) {
    std::string text(LineMasks::size, '\0');
    for (char& c : text) c = random() % 2 == 0 ? likely[random() % likely.size()] : static_cast<char>(random());
    const LineMasks fast = line_masks(text.data());
    const LineMasks plain = line_masks_plain(text.data());
    REQUIRE(fast.control == plain.control);
    REQUIRE(fast.space == plain.space);
    REQUIRE(fast.colon == plain.colon);
    REQUIRE(fast.hash == plain.hash);
  }
}
