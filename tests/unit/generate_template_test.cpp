// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "escape.hpp"
#include "template.hpp"

using namespace ecrify::generate;

TEST_CASE("Every template is legal, and leaves no value without its escape") {
  REQUIRE_FALSE(template_rows().empty());
  for (const TemplateRow& row : template_rows()) {
    INFO(row.name);
    const mustache::mustache parsed{std::string(row.text)};
    CHECK(parsed.is_valid());
    CHECK(row.text.find("{{{") == std::string_view::npos);
    CHECK(row.text.find("{{&") == std::string_view::npos);
    CHECK(row.text.ends_with('\n'));
  }
}

TEST_CASE("A value is no template, and is escaped where a template has it") {
  mustache::data alias;
  alias.set("name", std::string("a\"{{source}}"));
  alias.set("source", std::string("\n"));
  mustache::list aliases;
  aliases.push_back(alias);
  CHECK(render("renovate", named_list("aliases", aliases), json_text) ==
        "{\n  \"registryAliases\": {\n    \"a\\\"{{source}}\": \"\\u000a\"\n  }\n}\n");
}
