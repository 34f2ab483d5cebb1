// SPDX-License-Identifier: Apache-2.0
#include "values_field.hpp"

#include <algorithm>

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;

// `{op: replace, path: /spec/values/global/imageRegistry, value: ghcr.io}` of a HelmRelease.
constexpr std::string_view patched_values = "/spec/values/";
bool is_patched_value(const Place& place) {
  return place.context.role == Role::patch && place.key() == "value" && place.has_sibling("op") &&
         place.sibling("path").starts_with(patched_values);
}

// `{op: add, path: /spec/values, value: {image: {repository: …}}}`: where the values begin that the place is
// below, "" elsewhere.
std::string patched_above(const Place& place) {
  constexpr std::string_view all_values = "/spec/values";
  const std::size_t steps = place.context.role == Role::patch ? place.passes({"[]", "value"}) : 0;
  if (steps < 3) return "";
  std::string path = place.document.text_of(place.step(steps - 2).container, "path");
  return path == all_values || path.starts_with(patched_values) ? path : "";
}

// Fields of fleet.yaml and helmfile.yaml below which values of charts stand: those of releases, of what these
// inherit, of environments, which templates of values read, and of other helmfiles.
// (https://helmfile.readthedocs.io/en/latest/#configuration, https://fleet.rancher.io/ref-fleet-yaml)
bool is_in_values_of_release(const Place& place) {
  if (place.passes({"helm", "values"}) > 0 || place.passes({"helm", "templateValues"}) > 0) return true;
  constexpr std::size_t below_item = 3;  // an item that is a text is the name of a file
  return place.passes({"values", "[]"}) >= below_item || place.passes({"valuesTemplate", "[]"}) >= below_item;
}

bool is_in_tree(const Place& place) {
  if (!patched_above(place).empty()) return true;
  if (place.context.role == Role::values) return true;
  if (place.context.role == Role::releases && is_in_values_of_release(place)) return true;
  if (place.object.kind == "HelmRelease" && place.below({"spec", "values"})) return true;
  if (place.object.kind == "Release" && place.object.group.ends_with("crossplane.io") &&
      place.below({"spec", "forProvider", "values"})) {
    return true;
  }
  return place.passes({"helm", "valuesObject"}) > 0 ||
         place.passes({"helmCharts", "[]", "valuesInline"}) > 0 ||
         place.passes({"charts", "[]", "values"}) > 0;
}

}  // namespace

const std::string* values_entry(const Place& place) {
  const bool holds_texts = place.object.kind == "ConfigMap" || place.object.kind == "Secret";
  const ValuesEntries* const entries = place.context.values_entries;
  if (!holds_texts || entries == nullptr || entries->empty()) return nullptr;
  const std::string_view key = place.key();
  if (!place.below({"data", key}) && !place.below({"stringData", key})) return nullptr;
  const std::string name =
      place.document.text_of(place.document.value(place.object.node, "metadata"), "name");
  const auto found = entries->find(std::string(place.object.kind) + '/' + name + '/' + std::string(key));
  return found == entries->end() ? nullptr : &found->second;
}

std::optional<ValuesField> ValuesField::at(const Place& place) {
  if (!is_patched_value(place)) return is_in_values(place) ? std::optional(ValuesField(place)) : std::nullopt;
  ValuesField field(place);
  std::string name = place.sibling("path").substr(patched_values.size());
  std::replace(name.begin(), name.end(), '/', '.');
  field.read_name(name);
  return field;
}

// `image.registry` of `/spec/values/image/registry`.
void ValuesField::read_name(std::string_view name) {
  keys_.emplace_back();
  for (const char c : name) {
    if (c == '.') {
      keys_.emplace_back();
    } else {
      keys_.back() += c;
    }
  }
  std::reverse(keys_.begin(), keys_.end());
}

std::string_view ValuesField::key(std::size_t back) const {
  if (keys_.empty()) return place_->key(back);
  return back < keys_.size() ? std::string_view(keys_[back]) : std::string_view();
}

bool ValuesField::is_top() const {
  if (!keys_.empty()) return keys_.size() == 1;
  if (place_->context.role == Role::values) return place_->path.size() == place_->object.depth + 1;
  const std::string_view above = place_->key(1);
  if (above == "value" && patched_above(*place_) == "/spec/values") return true;
  const bool is_item = place_->context.role == Role::releases &&
                       (place_->ends_with({"values", "[]", "*"}) ||
                        place_->ends_with({"valuesTemplate", "[]", "*"}) || above == "templateValues");
  return is_item || above == "values" || above == "valuesObject" || above == "valuesInline";
}

bool ValuesField::passes(std::string_view key) const {
  if (keys_.empty()) return place_->passes({key}) > 0;
  return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
}

NodeIndex ValuesField::beside(std::string_view key) const {
  // An operation of a patch writes one value.
  return keys_.empty() ? place_->beside(key) : no_node;
}

bool is_in_values(const Place& place) {
  return place.parameter != nullptr || is_in_tree(place) || is_patched_value(place);
}

}  // namespace ecrify::locate
