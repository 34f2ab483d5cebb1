// SPDX-License-Identifier: Apache-2.0
#include "values_field.hpp"

#include <algorithm>
#include <initializer_list>

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;

// Where parameters stand that Helm reads as `--set` has them:
// https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
struct ParametersRow {
  std::string_view group;  // what the group ends in; "" for any
  std::string_view kind;   // "" for any
  std::initializer_list<std::string_view>
      steps;  // what the path ends in; a `name` beside the value, or a key that is one
};
constexpr std::string_view in_list = "value";
const ParametersRow parameters_rows[] = {
    // https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-parameters
    {"", "", {"helm", "parameters", "[]", in_list}},
    // https://github.com/crossplane-contrib/provider-helm/blob/master/apis/cluster/release/v1beta1/types.go
    {"crossplane.io", "Release", {"spec", "forProvider", "set", "[]", in_list}},
    // https://docs.k3s.io/helm#helmchart-field-definitions
    {"helm.cattle.io", "HelmChart", {"spec", "set", "*"}},
    // https://helmfile.readthedocs.io/en/latest/#configuration
    {"", "", {"releases", "[]", "set", "[]", in_list}},
    {"", "", {"releases", "[]", "setString", "[]", in_list}},
};

const ParametersRow* parameters_at(const Place& place) {
  const auto* const row = std::find_if(
      std::begin(parameters_rows), std::end(parameters_rows), [&place](const ParametersRow& one) {
        return place.object.group.ends_with(one.group) &&
               (one.kind.empty() || place.object.kind == one.kind) && place.ends_with(one.steps);
      });
  return row == std::end(parameters_rows) ? nullptr : row;
}

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

bool is_in_tree(const Place& place) {
  if (!patched_above(place).empty()) return true;
  if (place.context.role == Role::values) return true;
  if (place.context.role == Role::releases &&
      (place.passes({"helm", "values"}) > 0 || place.passes({"releases", "[]", "values", "[]"}) > 0))
    return true;
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

namespace {

// The path of the one value that the entry is: Flux's `targetPath`.
// (https://fluxcd.io/flux/components/helm/helmreleases/#values-references)
std::string target_path(const Place& place) {
  const std::string* const entry = values_entry(place);
  return entry == nullptr ? "" : *entry;
}

}  // namespace

std::optional<ValuesField> ValuesField::at(const Place& place) {
  if (const std::string path = target_path(place); !path.empty()) {
    ValuesField field(place);
    field.parameters_ = place.step(0).container;
    field.read_name(path);
    return field;
  }
  const ParametersRow* const row = parameters_at(place);
  if (row == nullptr && is_patched_value(place)) {
    ValuesField field(place);
    field.parameters_ = place.step(0).container;
    std::string name = place.sibling("path").substr(patched_values.size());
    std::replace(name.begin(), name.end(), '/', '.');
    field.read_name(name);
    return field;
  }
  if (row == nullptr) return is_in_tree(place) ? std::optional(ValuesField(place)) : std::nullopt;
  ValuesField field(place);
  const bool is_list = *(row->steps.end() - 1) == in_list;
  field.parameters_ = place.step(is_list ? 1 : 0).container;
  field.read_name(is_list ? place.sibling("name") : std::string(place.key()));
  return field;
}

// `image.registry`, `sidecars[0].image`, `nodeSelector.example\.com/role`.
void ValuesField::read_name(std::string_view name) {
  keys_.emplace_back();
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '.') {
      keys_.emplace_back();
      before_ = name.substr(0, at + 1);
    } else if (name[at] == '[') {
      at = std::min(name.find(']', at), name.size());
    } else {
      if (name[at] == '\\' && at + 1 < name.size()) ++at;
      keys_.back() += name[at];
    }
  }
  std::reverse(keys_.begin(), keys_.end());
}

std::string_view ValuesField::key(std::size_t back) const {
  if (parameters_ == no_node) return place_->key(back);
  return back < keys_.size() ? std::string_view(keys_[back]) : std::string_view();
}

bool ValuesField::is_top() const {
  if (parameters_ != no_node) return keys_.size() == 1;
  if (place_->context.role == Role::values) return place_->path.size() == place_->object.depth + 1;
  const std::string_view above = place_->key(1);
  if (above == "value" && patched_above(*place_) == "/spec/values") return true;
  const bool is_item =
      place_->context.role == Role::releases && place_->ends_with({"values", "[]", "*"});  // helmfile
  return is_item || above == "values" || above == "valuesObject" || above == "valuesInline";
}

bool ValuesField::passes(std::string_view key) const {
  if (parameters_ == no_node) return place_->passes({key}) > 0;
  return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
}

NodeIndex ValuesField::beside(std::string_view key) const {
  const Document& document = place_->document;
  if (parameters_ == no_node) {
    const NodeIndex mapping = place_->step(0).container;
    return mapping == no_node ? no_node : document.value(mapping, key);
  }
  const std::string name = before_ + std::string(key);
  const bool is_list = document.tape()[parameters_].kind == manifest::NodeKind::sequence;
  return is_list ? document.value_named(parameters_, name) : document.value(parameters_, name);
}

bool is_in_values(const Place& place) {
  return is_in_tree(place) || parameters_at(place) != nullptr || is_patched_value(place) ||
         !target_path(place).empty();
}

}  // namespace ecrify::locate
