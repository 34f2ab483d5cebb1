// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ecrify/options/environment.hpp"
#include "ecrify/write/diff.hpp"

namespace ecrify::cli {

enum class ColorChoice { automatic, always, never };
enum class Terminal { no, yes };

// `auto`, `always`, `never`.
[[nodiscard]] std::optional<ColorChoice> parse_color(const std::string& text);

// The colour of one stream. The flag decides; without it NO_COLOR (https://no-color.org) switches colours
// off, FORCE_COLOR or CLICOLOR_FORCE other than 0 switches them on, TERM=dumb off; else a terminal gets
// colours.
[[nodiscard]] write::Color color_of(ColorChoice choice, const options::Environment& environment,
                                    Terminal terminal);

}  // namespace ecrify::cli
