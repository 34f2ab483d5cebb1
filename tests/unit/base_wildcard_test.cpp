// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "ecrify/base/wildcard.hpp"

namespace ecrify {
namespace {

TEST_CASE("a star stands for any bytes", "[base][wildcard]") {
  struct Row {
    std::string pattern;
    std::string text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "a/b", true},
      {"legacy-*", "legacy-", true},
      {"legacy-*", "legacy-a", true},
      {"legacy-*", "a-legacy-", false},
      {"example.com/*", "example.com/v1", true},
      {"example.com/*", "sub.example.com/v1", false},
      {"*.example.com/v1", "a.example.com/v1", true},
      {"a*b*c", "axxbyybzc", true},
      {"a*b*c", "axxbyyc ", false},
      {"**", "x", true},
      {"a", "A", false},
      {"?", "a", false},
      {std::string(2000, '*') + "b", std::string(2000, 'a'), false},
  };
  for (const Row& row : rows) {
    INFO(row.pattern.substr(0, 30) << " and " << row.text.substr(0, 30));
    CHECK(wildcard_match(row.pattern, row.text) == row.matches);
  }
}

}  // namespace
}  // namespace ecrify
