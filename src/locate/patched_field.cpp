// SPDX-License-Identifier: Apache-2.0
#include "patched_field.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/locate/json_patch.hpp"
#include "ecrify/locate/known_fields.hpp"

namespace ecrify::locate {

using manifest::no_node;

std::optional<PatchedField> PatchedField::at(const Context& context, const Document& document,
                                             const FieldPath& path) {
  constexpr std::size_t longest_pointer = 1024;
  const auto operation = std::find_if(path.begin(), path.end(), [&document](const Step& step) {
    return step.kind == StepKind::value && step.key == "value" &&
           document.value(step.container, "op") != no_node;
  });
  if (operation == path.end()) return std::nullopt;
  const std::string pointer = document.text_of(operation->container, "path");
  if (!pointer.starts_with('/') || pointer.size() > longest_pointer) return std::nullopt;
  std::optional<PatchedField> field(std::in_place);
  // Operations of an object stand in a list beside their target.
  if (operation - path.begin() > 1)
    field->target_ = patch_target_beside(document, FieldPath(path.begin(), operation - 1));
  else if (context.patched != nullptr)
    field->target_ = *context.patched;
  // `target: {kind: postgresql}` selects by the kind alone.
  if (field->target_.group.empty()) field->target_.group = only_group_of(field->target_.kind);
  field->read(pointer, operation->node);
  field->path_.insert(field->path_.end(), operation + 1, path.end());
  return field;
}

// `/spec/containers/0/image`, `/metadata/annotations/example.com~1image`, `/spec/containers/-`.
void PatchedField::read(std::string_view pointer, manifest::NodeIndex value) {
  for (std::size_t begin = 1; begin <= pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin), pointer.size());
    std::string key;
    for (std::size_t at = begin; at < end; ++at) {
      const bool is_escape = pointer[at] == '~' && at + 1 < end;
      key += is_escape ? (pointer[at + 1] == '1' ? '/' : '~') : pointer[at];
      at += is_escape ? 1 : 0;
    }
    const bool is_item = key == "-" || (!key.empty() && std::all_of(key.begin(), key.end(), is_digit));
    keys_.push_back(is_item ? "" : std::move(key));
    path_.push_back({no_node, no_node, is_item ? StepKind::item : StepKind::value, keys_.back(), 0});
    begin = end + 1;
  }
  path_.back().node = value;
}

}  // namespace ecrify::locate
