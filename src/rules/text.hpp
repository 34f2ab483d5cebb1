// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::rules {

// For messages. Appending keeps GCC 12 quiet, whose -Wrestrict is wrong about `"…" + std::string(…)` (GCC bug
// 105651).
[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string result = "\"";
  return result.append(text).append("\"");
}

}  // namespace ecrify::rules
