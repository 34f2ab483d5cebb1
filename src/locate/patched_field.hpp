// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "place.hpp"

namespace ecrify::locate {

// The field that an operation of a JSON patch writes: `{op: replace, path: /spec/imageName, value: REF}` is
// about spec.imageName of its target. (https://www.rfc-editor.org/rfc/rfc6902, paths:
// https://www.rfc-editor.org/rfc/rfc6901)
class PatchedField {
 public:
  // Nothing where the place is in no value of an operation.
  [[nodiscard]] static std::optional<PatchedField> at(const Context& context, const Document& document,
                                                      const FieldPath& path);

  // From the object that is patched to the leaf. Steps that the patch only names have neither container nor
  // node.
  [[nodiscard]] const FieldPath& path() const { return path_; }
  [[nodiscard]] Object object() const { return {manifest::no_node, 0, target_.group, target_.kind}; }

 private:
  void read(std::string_view pointer, manifest::NodeIndex value);

  std::deque<std::string> keys_;  // that the steps refer to
  FieldPath path_;
  PatchTarget target_;
};

}  // namespace ecrify::locate
