// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/yaml/tree.hpp"

namespace ecrify::yaml {
namespace {

constexpr std::array<std::string_view, 3> true_words = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> false_words = {"false", "False", "FALSE"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Takes a run of digits from the front; whether there was one.
bool take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto size = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(size);
  return size > 0;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, or 0x and 0o.
bool is_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0o")) {
    text.remove_prefix(2);
    return !text.empty() && std::all_of(text.begin(), text.end(), is_hex);
  }
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  bool digits = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits = take_digits(text) || digits;
  }
  if (!digits) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

Failure not_text(std::string what, std::string remedy) {
  return problem("must be text, this is " + std::move(what), std::move(remedy));
}

}  // namespace

Result<std::string> text_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return not_text("empty", "give it a value");
    case Node::Kind::sequence:
      return not_text("a list", "give it one value");
    case Node::Kind::map:
      return not_text("a mapping", "give it one value");
    case Node::Kind::scalar:
      break;
  }
  if (node.style == Node::Style::other) return not_text("something with a tag", "remove the tag");
  if (node.style == Node::Style::plain) {
    const std::string remedy = "put it in quotes: " + in_quotes(node.value);
    if (is_number(node.value)) return not_text("a number", remedy);
    if (contains(true_words, node.value) || contains(false_words, node.value))
      return not_text("true or false", remedy);
  }
  return node.value;
}

bool is_true(const Node& node) {
  return node.kind == Node::Kind::scalar && node.style == Node::Style::plain &&
         contains(true_words, node.value);
}

}  // namespace ecrify::yaml
