// SPDX-License-Identifier: Apache-2.0
#include "place.hpp"

namespace ecrify::locate {

using manifest::no_node;
using manifest::NodeIndex;

namespace {

std::string group_of(const std::string& api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == std::string::npos ? "" : api_version.substr(0, slash);
}

bool matches(const Step& step, std::string_view wanted) {
  return wanted == "[]" ? step.kind == StepKind::item : step.kind == StepKind::value && step.key == wanted;
}

}  // namespace

Object object_of(const Document& document, const FieldPath& path) {
  Object object;
  const auto read = [&](NodeIndex node, std::size_t depth) {
    object.node = node;
    object.depth = depth;
    object.group = group_of(document.text_of(node, "apiVersion"));
    object.kind = document.text_of(node, "kind");
  };
  read(0, 0);
  // A List's items are objects of their own, and may be Lists again.
  for (std::size_t at = 0; at + 1 < path.size() && object.kind.ends_with("List"); at += 2) {
    if (!matches(path[at], "items") || path[at + 1].kind != StepKind::item) break;
    const NodeIndex item = document.resolved(path[at + 1].node);
    if (document.value(item, "kind") == no_node) break;
    read(item, at + 2);
  }
  return object;
}

const Step& Place::step(std::size_t back) const {
  static const Step none{no_node, no_node, StepKind::key, "", 0};
  return back + object.depth < path.size() ? path[path.size() - 1 - back] : none;
}

bool Place::below(std::initializer_list<std::string_view> keys) const {
  if (path.size() - object.depth < keys.size()) return false;
  std::size_t at = object.depth;
  for (const std::string_view key : keys) {
    if (!matches(path[at++], key)) return false;
  }
  return true;
}

bool Place::ends_with(std::initializer_list<std::string_view> steps) const {
  if (path.size() - object.depth < steps.size()) return false;
  std::size_t at = path.size() - steps.size();
  for (const std::string_view wanted : steps) {
    if (!matches(path[at++], wanted)) return false;
  }
  return true;
}

bool Place::is_value_of(std::string_view key) const {
  return step(0).kind == StepKind::value && step(0).key == key;
}

}  // namespace ecrify::locate
