// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "ecrify/manifest/decode.hpp"

using namespace ecrify::manifest;

TEST_CASE("a tail that quotes carry in escapes stays as it is written") {
  struct Row {
    Style style;
    std::string was, becomes;
    std::optional<std::size_t> tail;
  };
  const Row rows[] = {
      {Style::double_quoted, "ghcr.io/o/a:v1", "r.example.com/o/a:v1", 0},
      {Style::double_quoted, R"(ghcr.io/o/a:{{ index . "t" }})", R"(r.example.com/o/a:{{ index . "t" }})",
       std::string_view(R"(/o/a:{{ index . "t" }})").size()},
      {Style::single_quoted, "ghcr.io/o/a:{{ 't' }}", "r.example.com/o/a:{{ 't' }}",
       std::string_view("/o/a:{{ 't' }}").size()},
      // The quotes would have to be written anew.
      {Style::double_quoted, R"({{ "r" }}/a)", R"(r.example.com/{{ "r" }}/b)", std::nullopt},
      {Style::double_quoted, R"("a)", R"(r/"a)", std::nullopt},
      {Style::plain, "ghcr.io/o/a", "r: x", std::nullopt},
  };
  for (const Row& row : rows) {
    INFO(row.was << " becomes " << row.becomes);
    CHECK(kept_tail(row.style, Style::block, row.was, row.becomes, Part::whole) == row.tail);
  }
}
