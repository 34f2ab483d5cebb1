// SPDX-License-Identifier: Apache-2.0
#include "../../src/cli/color.hpp"
#include "catch.hpp"

namespace ecrify::cli {
namespace {

using write::Color;

TEST_CASE("a stream is coloured by flag, environment and terminal, in this order", "[cli][color]") {
  struct Row {
    ColorChoice choice;
    options::Environment environment;
    Terminal terminal;
    Color expected;
  };
  const auto automatic = ColorChoice::automatic;
  const std::vector<Row> rows = {
      {automatic, {}, Terminal::yes, Color::on},
      {automatic, {}, Terminal::no, Color::off},
      {automatic, {{{"TERM", "xterm"}}, ""}, Terminal::yes, Color::on},
      {automatic, {{{"TERM", "dumb"}}, ""}, Terminal::yes, Color::off},
      {automatic, {{{"NO_COLOR", "1"}}, ""}, Terminal::yes, Color::off},
      {automatic, {{{"NO_COLOR", "0"}}, ""}, Terminal::yes, Color::off},  // no-color.org: whatever the value
      {automatic, {{{"NO_COLOR", ""}}, ""}, Terminal::yes, Color::on},    // but not an empty one
      {automatic, {{{"FORCE_COLOR", "1"}}, ""}, Terminal::no, Color::on},
      {automatic, {{{"FORCE_COLOR", "0"}}, ""}, Terminal::no, Color::off},
      {automatic, {{{"CLICOLOR_FORCE", "1"}}, ""}, Terminal::no, Color::on},
      {automatic, {{{"CLICOLOR_FORCE", "0"}}, ""}, Terminal::no, Color::off},
      {automatic, {{{"CLICOLOR_FORCE", "1"}, {"TERM", "dumb"}}, ""}, Terminal::no, Color::on},
      {automatic, {{{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}}, ""}, Terminal::yes, Color::off},
      {ColorChoice::always, {{{"NO_COLOR", "1"}}, ""}, Terminal::no, Color::on},
      {ColorChoice::never, {{{"FORCE_COLOR", "1"}}, ""}, Terminal::yes, Color::off},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO("row " << i);
    CHECK(color_of(rows[i].choice, rows[i].environment, rows[i].terminal) == rows[i].expected);
  }
}

TEST_CASE("--color takes three words", "[cli][color]") {
  CHECK(parse_color("auto") == ColorChoice::automatic);
  CHECK(parse_color("always") == ColorChoice::always);
  CHECK(parse_color("never") == ColorChoice::never);
  CHECK_FALSE(parse_color("Always"));
  CHECK_FALSE(parse_color(""));
}

}  // namespace
}  // namespace ecrify::cli
