// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "catch.hpp"
#include "ecrify/manifest/json_comments.hpp"

using ecrify::manifest::without_json_comments;

TEST_CASE("comments of JSON become blanks, byte by byte") {
  struct Row {
    std::string text;
    std::optional<std::string> blanked;
  };
  const Row rows[] = {
      {"{} // a", "{}     "},
      {"// a\r\n{\"b\": 1,}\n", "    \r\n{\"b\": 1,}\n"},
      {"/* a\n * b */ {\"c\": [true, -1.5e+3]}", "    \n        {\"c\": [true, -1.5e+3]}"},
      {"{\"a\": \"http://b\" /**/}", "{\"a\": \"http://b\"     }"},
      {"{\"a\\\"//\": \"/* b\"} //", "{\"a\\\"//\": \"/* b\"}   "},
      {"{/* // */\"a\": 1}", "{        \"a\": 1}"},
      {"{\"a\": 1}", std::nullopt},  // no comment
      {"[] // a", std::nullopt},     // no object
      {"// a", std::nullopt},
      {"", std::nullopt},
      {"{} /* a", std::nullopt},  // no end
      {"{} /*/", std::nullopt},
      {"{} / a", std::nullopt},
      {"{\"a\": \"b // c", std::nullopt},
      {"{\"a\nb\": 1} // c", std::nullopt},
      {"{'a': 1} // b", std::nullopt},  // JSON5
      {"{\"a\": !!binary x} // b", std::nullopt},
      {"# a\n{} // b", std::nullopt},  // YAML
      {"{\"a\": &b 1} // c", std::nullopt},
      {"{\"a\\", std::nullopt},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(without_json_comments(row.text) == row.blanked);
  }
}
