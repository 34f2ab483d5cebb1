// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "catch.hpp"
#include "ecrify/locate/merge_order.hpp"
#include "ecrify/manifest/read.hpp"

using namespace ecrify;

TEST_CASE("a merge key is late behind a key that it sets to something else") {
  struct Row {
    std::string text;
    bool late;
  };
  const Row rows[] = {
      {"a: &a {x: 1}\nb: {<<: *a, x: 2}\n", false},
      {"a: &a {x: 1}\nb: {x: 2, <<: *a}\n", true},
      {"a: &a {x: 1}\nb: {\"\\x78\": 2, <<: *a}\n", true},
      {"a: &a {x: 1}\nb: {x: 1, <<: *a}\n", false},
      {"a: &a {x: 1}\nb: {y: 2, <<: *a}\n", false},
      {"a: &a {x: 1}\nb: {x: 2, \"<<\": *a}\n", false},
      {"a: &a {x: 1}\nc: &c {x: 2}\nb: {<<: *a, <<: *c}\n", true},
      {"a: &a {x: 1}\nc: &c {y: 2}\nb: {x: 3, <<: [*c, *a]}\n", true},
      {"a: &a {x: 1}\nc: &c {<<: *a}\nb: {x: 3, <<: *c}\n", true},
      {"b: x <<\n", false},
      {"", false},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    manifest::Tape tape;
    REQUIRE(manifest::read_document(row.text, tape).ok());
    const locate::Document document(row.text, tape);
    const std::optional<std::size_t> late = locate::late_merge_key(document);
    CHECK(late == (row.late ? std::optional(row.text.rfind("<<")) : std::nullopt));
  }
}
