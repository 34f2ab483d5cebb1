// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/text.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"

namespace ecrify {

std::string count_of(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::size_t find_at_margin(std::string_view text, std::string_view word, std::size_t from) {
  std::size_t at = text.find(word, from);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n') at = text.find(word, at + 1);
  return at;
}

bool contains_word(std::string_view text, std::string_view lower) {
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), same) != text.end();
}

}  // namespace ecrify
