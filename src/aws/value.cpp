// SPDX-License-Identifier: Apache-2.0
#include "value.hpp"

#include <utility>

namespace ecrify::aws {

const Value& member(const Value& value, std::string_view key) {
  static const Value none;
  if (!value.is_object()) return none;
  std::string name(key);
  auto found = value.find(name);
  if (found == value.end() && !name.empty() && name.front() >= 'a' && name.front() <= 'z') {
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    found = value.find(name);
  }
  return found == value.end() ? none : *found;
}

bool has(const Value& value, std::string_view key) { return !member(value, key).is_null(); }

const std::string& text(const Value& value) {
  static const std::string none;
  return value.is_string() ? value.get_ref<const std::string&>() : none;
}

const std::string& text(const Value& value, std::string_view key) { return text(member(value, key)); }

Setting setting(const Value& value, std::string_view key) {
  const Value& found = member(value, key);
  if (found.is_null()) return {};
  if (!found.is_string()) return unknown();
  const std::string& content = text(found);
  return content.empty() ? Setting{} : known(content);
}

Setting known(std::string text) { return {Setting::State::known, std::move(text)}; }

Setting unknown() { return {Setting::State::unknown, {}}; }

}  // namespace ecrify::aws
