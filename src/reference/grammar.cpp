// SPDX-License-Identifier: Apache-2.0
#include "ecrify/reference/grammar.hpp"

#include <algorithm>

namespace ecrify::reference {
namespace {

constexpr bool is_word(char c) { return is_alnum(c) || c == '_'; }

bool is_domain_component(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_domain_name(std::string_view text) {
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_domain_component(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_port(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_algorithm(std::string_view text) {
  bool at_start = true;  // of a part, where only a letter may stand
  for (const char c : text) {
    if (at_start ? is_letter(c) : is_alnum(c)) {
      at_start = false;
    } else if (!at_start && std::string_view("-_+.").find(c) != std::string_view::npos) {
      at_start = true;
    } else {
      return false;
    }
  }
  return !at_start;
}

}  // namespace

bool is_domain(std::string_view text) {
  if (text.empty() || text.front() != '[') {
    const std::size_t colon = text.find(':');
    return is_domain_name(text.substr(0, colon)) &&
           (colon == std::string_view::npos || is_port(text.substr(colon + 1)));
  }
  const std::size_t bracket = text.find(']');
  if (bracket == std::string_view::npos || bracket == 1) return false;
  const std::string_view address = text.substr(1, bracket - 1);
  const std::string_view rest = text.substr(bracket + 1);
  return std::all_of(address.begin(), address.end(), [](char c) { return is_hex(c) || c == ':'; }) &&
         (rest.empty() || (rest.front() == ':' && is_port(rest.substr(1))));
}

bool is_path(std::string_view text, LetterCase letter_case) {
  const auto fits = [letter_case](char c) {
    return is_lower(c) || is_digit(c) || (letter_case == LetterCase::any && is_upper(c));
  };
  std::size_t i = 0;
  for (;;) {
    const std::size_t begin = i;
    while (i < text.size() && fits(text[i])) ++i;
    if (i == begin) return false;  // every component and every separator is followed by one of these
    if (i == text.size()) return true;
    switch (text[i++]) {
      case '/':
      case '.':
        break;
      case '_':
        if (i < text.size() && text[i] == '_') ++i;
        break;
      case '-':
        while (i < text.size() && text[i] == '-') ++i;
        break;
      default:
        return false;
    }
  }
}

bool is_tag(std::string_view text) {
  return !text.empty() && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  constexpr std::size_t min_digits = 32;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_algorithm(text.substr(0, colon))) return false;
  const std::string_view digits = text.substr(colon + 1);
  return digits.size() >= min_digits && std::all_of(digits.begin(), digits.end(), is_hex);
}

ParseError check_digest(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view algorithm = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  std::size_t expected = 0;
  if (algorithm == "sha256") {
    expected = 64;
  } else if (algorithm == "sha384") {
    expected = 96;
  } else if (algorithm == "sha512") {
    expected = 128;
  } else {
    const bool upper = std::any_of(algorithm.begin(), algorithm.end(), is_upper);
    return upper ? ParseError::digest_format : ParseError::digest_unsupported;
  }
  if (digits.size() != expected) return ParseError::digest_length;
  return std::any_of(digits.begin(), digits.end(), is_upper) ? ParseError::digest_format : ParseError::none;
}

bool is_image_id(std::string_view text) {
  constexpr std::string_view algorithm = "sha256:";
  constexpr std::size_t digits = 64;
  return text.size() == algorithm.size() + digits && text.starts_with(algorithm) &&
         text.find_first_not_of("0123456789abcdef", algorithm.size()) == std::string_view::npos;
}

bool is_registry_component(std::string_view text) {
  return text == "localhost" ||
         std::any_of(text.begin(), text.end(), [](char c) { return c == '.' || c == ':' || is_upper(c); });
}

}  // namespace ecrify::reference
