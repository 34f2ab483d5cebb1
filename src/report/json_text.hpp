// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "ecrify/report/terse.hpp"

namespace ecrify::report {

using Json = nlohmann::ordered_json;

// Blanks at the beginning of lines, which are half of a report of short findings; -1: one line.
[[nodiscard]] inline int indent_of(Detail detail) { return detail == Detail::all ? 2 : -1; }

// ASCII alone, so that no byte of a manifest reaches a terminal raw; what is no UTF-8 becomes U+FFFD. `##[…]`
// in it would be a command in the log of some build machines: the second of two `#`, which can only stand in
// a text, is escaped.
[[nodiscard]] inline std::string json_text(const Json& json, int indent = 2) {
  std::string text = json.dump(indent, ' ', true, Json::error_handler_t::replace);
  std::size_t at = text.find("##");
  if (at == std::string::npos) return text;
  std::string out;
  std::size_t copied = 0;
  for (; at != std::string::npos; at = text.find("##", copied)) {
    out.append(text, copied, at + 1 - copied).append("\\u0023");
    copied = at + 2;
  }
  return out.append(text, copied);
}

}  // namespace ecrify::report
