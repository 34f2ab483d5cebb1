// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

namespace ecrify::run {

inline constexpr std::size_t beyond_all_lines = std::numeric_limits<std::size_t>::max();

// `FILE:LINE`, or `FILE:LINE:COLUMN` as messages have it, where the column doesn't matter.
struct FileLine {
  std::string file;
  std::size_t line = 0;  // beyond_all_lines: a number that is too large
};
// Parses FILE:LINE. Nothing where FILE does not exist and is not named like a manifest.
[[nodiscard]] std::optional<FileLine> parse_file_line(const std::string& text);

}  // namespace ecrify::run
