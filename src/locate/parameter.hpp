// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "place.hpp"

namespace ecrify::locate {

// A value whose path among the values of a chart is a text: a parameter that Helm reads as `--set` has it,
// `{name: image.registry, value: ghcr.io}`, or an entry of a ConfigMap with the `targetPath` of a
// HelmRelease.
class Parameter {
 public:
  // Nothing where the place is none.
  [[nodiscard]] static std::optional<Parameter> at(const Place& place);

  // As if the value stood in a tree of values. Steps that are only named have neither container nor node.
  [[nodiscard]] const FieldPath& path() const { return path_; }
  // The value of the parameter beside this one that has this last key; no_node when there is none.
  [[nodiscard]] manifest::NodeIndex beside(const Document& document, std::string_view key) const;

 private:
  void read_name(std::string_view name);

  std::deque<std::string> keys_;  // that the steps refer to
  FieldPath path_;
  std::string before_;                                  // what stands before the last key
  manifest::NodeIndex parameters_ = manifest::no_node;  // the list or mapping of them all
};

}  // namespace ecrify::locate
