// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "place.hpp"

namespace ecrify::locate {

// A field among the values of a chart: the keys that lead to it, and the fields beside it.
class ValuesField {
 public:
  // The place, which must outlive it; nothing where that is not among values.
  [[nodiscard]] static std::optional<ValuesField> at(const Place& place);
  // The place as such a field, whether or not a chart reads it.
  [[nodiscard]] static ValuesField as_if(const Place& place) { return ValuesField(place); }

  // The key `back` steps before the field's own (0); "" for an item, and where there is none.
  [[nodiscard]] std::string_view key(std::size_t back = 0) const { return place_->key(back); }
  // True if the key is on the path to the field.
  [[nodiscard]] bool passes(std::string_view key) const { return place_->passes({key}) > 0; }
  // True for a field at the top of the values.
  [[nodiscard]] bool is_top() const;
  // A field beside this one; no_node when it is absent.
  [[nodiscard]] manifest::NodeIndex beside(std::string_view key) const { return place_->beside(key); }
  [[nodiscard]] bool has(std::string_view key) const { return beside(key) != manifest::no_node; }
  // Its text, "" where it is absent or null.
  [[nodiscard]] std::string text(std::string_view key) const { return place_->document.text(beside(key)); }
  [[nodiscard]] const Place& place() const { return *place_; }

 private:
  explicit ValuesField(const Place& place) : place_(&place) {}

  const Place* place_;
};

// True for a place among values: a values file, HelmRelease spec.values, Argo CD valuesObject, a parameter,
// ….
[[nodiscard]] bool is_in_values(const Place& place);

// True for an entry of a ConfigMap, a Secret or what generates one, of which other objects of the run may say
// something.
[[nodiscard]] bool may_be_named(const Place& place);

// Of an entry of a ConfigMap or a Secret that is values of a chart: its path among them, "" where it is all
// of them; nullptr for anything else. It lives as long as the context.
[[nodiscard]] const std::string* values_entry(const Place& place);

// Of one that a container reads into a variable: that one's name.
[[nodiscard]] const std::string* variable_entry(const Place& place);

}  // namespace ecrify::locate
