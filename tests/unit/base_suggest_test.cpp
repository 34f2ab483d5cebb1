// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "ecrify/base/suggest.hpp"

namespace ecrify {
namespace {

TEST_CASE("the nearest word is suggested, and nothing that is far", "[base][suggest]") {
  const std::vector<std::string_view> words = {"rewrite", "check", "diff", "explain", "version"};
  struct Row {
    std::string word;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {"rewrite", "rewrite"},
      {"rewirte", "rewrite"},  // neighbours swapped
      {"rewrit", "rewrite"},
      {"rewritee", "rewrite"},
      {"chek", "check"},
      {"dif", "diff"},
      {"dfif", "diff"},
      {"explian", "explain"},
      {"versoin", "version"},
      {"list", ""},
      {"generate", ""},
      {"", ""},
      {"x", ""},
      {std::string(100000, 'r'), ""},
  };
  for (const Row& row : rows) {
    INFO(row.word.substr(0, 40));
    CHECK(std::string(nearest(row.word, words)) == row.expected);
  }
  CHECK(nearest("aa", {"ab", "ac"}) == "ab");  // the first of equals
  CHECK(nearest("word", {}).empty());
}

}  // namespace
}  // namespace ecrify
