// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "ecrify/base/result.hpp"

namespace ecrify::cli {

// A failure about no file: usage, or what the flags, the environment and the configuration add up to.
[[nodiscard]] inline Failure problem(std::string message, std::string remedy) {
  return Failure{std::move(message), std::move(remedy), {}, no_offset};
}

[[nodiscard]] inline std::string in_quotes(std::string_view word) {
  return std::string(1, '"').append(word).append(1, '"');
}

}  // namespace ecrify::cli
