// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/text.hpp"

namespace ecrify {

std::string count_of(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace ecrify
