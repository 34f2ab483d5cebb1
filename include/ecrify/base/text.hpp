// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Words of messages.
namespace ecrify {

// Appending keeps GCC 12 quiet, whose -Wrestrict is wrong about `"…" + std::string(…)` (GCC bug 105651).
[[nodiscard]] inline std::string in_quotes(std::string_view word) {
  return std::string(1, '"').append(word).append(1, '"');
}

// "1 reference", "2 references", "0 entries".
[[nodiscard]] std::string count_of(std::size_t number, std::string_view noun);

}  // namespace ecrify
