// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ecrify/locate/document.hpp"

namespace ecrify::locate {

// The object that a path leads into: the root, or the item of a List that it passes through.
struct Object {
  manifest::NodeIndex node = 0;
  std::size_t depth = 0;  // steps of the path that lead to it
  std::string group;      // "" for the core group; the version is left out: fields rarely move between versions
  std::string kind;
};

// One scalar on one path to it, as the rows of the table see it.
struct Place {
  const Document& document;
  const FieldPath& path;
  Object object;
  std::string_view value;

  // The step `back` steps before the leaf's (0 is the leaf's own); an empty step where the object has none.
  [[nodiscard]] const Step& step(std::size_t back) const;
  // The keys of the object's path from its root begin with these.
  [[nodiscard]] bool below(std::initializer_list<std::string_view> keys) const;
  // The path ends with these: a key, or "[]" for any item.
  [[nodiscard]] bool ends_with(std::initializer_list<std::string_view> steps) const;
  [[nodiscard]] bool is_value_of(std::string_view key) const;
};

[[nodiscard]] Object object_of(const Document& document, const FieldPath& path);

}  // namespace ecrify::locate
