// SPDX-License-Identifier: Apache-2.0
#include "color.hpp"

namespace ecrify::cli {

std::optional<ColorChoice> parse_color(const std::string& text) {
  if (text == "auto") return ColorChoice::automatic;
  if (text == "always") return ColorChoice::always;
  if (text == "never") return ColorChoice::never;
  return std::nullopt;
}

write::Color color_of(ColorChoice choice, const options::Environment& environment, Terminal terminal) {
  using write::Color;
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always ? Color::on : Color::off;
  if (environment.get("NO_COLOR")) return Color::off;
  for (const char* name : {"FORCE_COLOR", "CLICOLOR_FORCE"}) {
    if (const auto value = environment.get(name); value && *value != "0") return Color::on;
  }
  if (environment.get("TERM") == "dumb") return Color::off;
  return terminal == Terminal::yes ? Color::on : Color::off;
}

}  // namespace ecrify::cli
