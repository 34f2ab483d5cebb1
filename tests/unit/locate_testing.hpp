// SPDX-License-Identifier: Apache-2.0
// What the unit tests of the stage `locate` share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "ecrify/locate/document.hpp"

// A field path as path_text writes it; `[]` is item 0, and `{key}` at the end the mapping's key itself.
inline ecrify::locate::FieldPath field_path(std::string_view text) {
  using ecrify::locate::Step;
  using ecrify::locate::StepKind;
  static std::set<std::string> kept;  // steps hold views
  ecrify::locate::FieldPath path;
  const auto add = [&](StepKind kind, std::string key, std::size_t item) {
    Step step;
    step.kind = kind;
    step.key = *kept.insert(std::move(key)).first;
    step.item = item;
    path.push_back(std::move(step));
  };
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '.') ++at;
    if (text[at] == '{') {
      add(StepKind::key, std::string(text.substr(at + 1, text.size() - at - 2)), 0);
      at = text.size();
    } else if (text.substr(at, 2) == "[\"") {
      std::string key;
      for (at += 2; text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
        key += text[at];
      }
      at += 2;
      add(StepKind::value, key, 0);
    } else if (text[at] == '[') {
      const std::size_t end = text.find(']', at);
      const std::string number(text.substr(at + 1, end - at - 1));
      add(StepKind::item, "", number.empty() ? 0 : std::stoul(number));
      at = end + 1;
    } else {
      const std::size_t end = std::min(text.find_first_of(".[", at), text.size());
      add(StepKind::value, std::string(text.substr(at, end - at)), 0);
      at = end;
    }
  }
  return path;
}
