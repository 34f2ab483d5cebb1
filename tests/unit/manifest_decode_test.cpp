// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a decoded value stand in the text, and what a scalar's style can carry.
#include "catch.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/read.hpp"

using namespace ecrify;
using namespace ecrify::manifest;

TEST_CASE("a part of a value is traced back to its bytes") {
  const struct {
    const char* text;  // its second node but one, the value of `a`, is looked at
    const char* part;  // of the decoded value
    const char* source;
  } rows[] = {
      {"a: ghcr.io/o/a:v1\n", "ghcr.io/o/a:v1", "ghcr.io/o/a:v1"},
      {"a: --image=ghcr.io/o/a\n", "ghcr.io/o/a", "ghcr.io/o/a"},
      {"a: 'it''s ghcr.io/o/a'\n", "ghcr.io/o/a", "ghcr.io/o/a"},
      {"a: 'it''s'\n", "'", "''"},
      {"a: \"ghcr.io\\u002Forg/app\"\n", "ghcr.io/org/app", "ghcr.io\\u002Forg/app"},
      {"a: \"ghcr.io\\u002Forg/app\"\n", "org/app", "org/app"},
      {"a: \"x ghcr.io/o\\\n   /a y\"\n", "ghcr.io/o/a", "ghcr.io/o\\\n   /a"},
      {"a: \"\\x67hcr.io/o/a\"\n", "ghcr.io/o/a", "\\x67hcr.io/o/a"},
      {"a: |\n    x: 1\n    image: ghcr.io/o/a\n", "ghcr.io/o/a", "ghcr.io/o/a"},
      {"a: |\n    x: 1\n    image: ghcr.io/o/a\n", "1\nimage", "1\n    image"},
      {"a: >-\n  ghcr.io/o/a\n", "ghcr.io/o/a", "ghcr.io/o/a"},
      {"a: >-\n  one\n  ghcr.io/o/a\n", "e ghcr.io", "e\n  ghcr.io"},
      {"a: |\r\n  ghcr.io/o/a\r\n", "ghcr.io/o/a", "ghcr.io/o/a"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    Tape tape;
    REQUIRE(read_document(row.text, tape).ok());
    const DecodedText decoded = decode(row.text, tape[2]);
    const std::size_t at = decoded.value().find(row.part);
    REQUIRE(at != std::string::npos);
    const Span source = decoded.source({at, at + std::string_view(row.part).size()});
    CHECK(std::string_view(row.text).substr(source.begin, source.size()) == row.source);
  }
}

TEST_CASE("a scalar's style decides what can be written into it") {
  const struct {
    Style style;
    Style around;
    const char* text;
    bool can;
  } rows[] = {
      {Style::plain, Style::block, "1.dkr.ecr.x.amazonaws.com/ghcr/o/a:v1", true},
      {Style::plain, Style::block, "${ACCOUNT}.dkr.ecr/o/a", true},
      {Style::plain, Style::flow, "${ACCOUNT}.dkr.ecr/o/a", false},
      {Style::plain, Style::flow, "host:5000/o/a:v1", true},
      {Style::plain, Style::block, "{{ACCOUNT}}.dkr.ecr/o/a", false},
      {Style::plain, Style::block, "[::1]:5000/o/a", false},
      {Style::plain, Style::block, "%X%/o/a", false},
      {Style::plain, Style::block, "o/a:{{ tag }}", true},
      {Style::double_quoted, Style::flow, "o/a:{{ tag }}", true},
      {Style::plain, Style::block, "a #b", false},
      {Style::plain, Style::block, "a: b", false},
      {Style::plain, Style::block, " a", false},
      {Style::plain, Style::block, "", false},
      {Style::double_quoted, Style::flow, "${ACCOUNT}.dkr.ecr/o/a", true},
      {Style::double_quoted, Style::block, "a\"b", false},
      {Style::double_quoted, Style::block, "a\\b", false},
      {Style::single_quoted, Style::block, "a'b", false},
      {Style::single_quoted, Style::block, "[::1]:5000/o/a", true},
      {Style::literal, Style::block, "[::1]:5000/o/a", true},
      {Style::folded, Style::block, "a\nb", false},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(style_can_carry(row.style, row.around, row.text, Part::whole) == row.can);
  }
}
