// SPDX-License-Identifier: Apache-2.0
#include "parameter.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "values.hpp"

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
    {"", "", {"releases", "[]", "setTemplate", "[]", in_list}},
    {"", "", {"templates", "*", "set", "[]", in_list}},
};

const ParametersRow* parameters_at(const Place& place) {
  const auto* const row = std::find_if(
      std::begin(parameters_rows), std::end(parameters_rows), [&place](const ParametersRow& one) {
        return place.object.group.ends_with(one.group) &&
               (one.kind.empty() || place.object.kind == one.kind) && place.ends_with(one.steps);
      });
  return row == std::end(parameters_rows) ? nullptr : row;
}

}  // namespace

std::optional<Parameter> Parameter::at(const Place& place) {
  const Step& leaf = place.step(0);
  if (leaf.kind != StepKind::value) return std::nullopt;
  std::size_t kept = place.object.depth;
  std::string name;
  NodeIndex parameters = leaf.container;
  // https://fluxcd.io/flux/components/helm/helmreleases/#values-references
  if (const std::string* const entry = values_entry(place); entry != nullptr && !entry->empty()) {
    name = *entry;
  } else if (const ParametersRow* const row = parameters_at(place)) {
    const bool is_list = *(row->steps.end() - 1) == in_list;
    name = is_list ? place.sibling("name") : std::string(leaf.key);
    if (is_list) parameters = place.step(1).container;
    kept = place.path.size() - (is_list ? 3 : 2);
  }
  constexpr std::size_t longest_name = 1024;
  if (name.empty() || name.size() > longest_name) return std::nullopt;
  std::optional<Parameter> parameter(std::in_place);
  parameter->parameters_ = parameters;
  parameter->path_.assign(place.path.begin(), place.path.begin() + static_cast<std::ptrdiff_t>(kept));
  parameter->path_.push_back({no_node, no_node, StepKind::value, "values", 0});
  parameter->read_name(name);
  parameter->path_.back().node = leaf.node;
  return parameter;
}

// `image.registry`, `sidecars[0].image`, `nodeSelector.example\.com/role`.
void Parameter::read_name(std::string_view name) {
  const auto take = [this](StepKind kind) {
    path_.push_back({no_node, no_node, kind, keys_.empty() ? std::string_view() : keys_.back(), 0});
  };
  keys_.emplace_back();
  bool is_key = true;  // one is being read
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '.' || name[at] == '[') {
      if (is_key) take(StepKind::value);
      before_ = name.substr(0, at + 1);
      is_key = name[at] == '.';
      keys_.emplace_back();
      if (is_key) continue;
      at = std::min(name.find(']', at), name.size());
      take(StepKind::item);
    } else {
      if (name[at] == '\\' && at + 1 < name.size()) ++at;
      keys_.back() += name[at];
      is_key = true;
    }
  }
  if (is_key) take(StepKind::value);
}

NodeIndex Parameter::beside(const Document& document, std::string_view key) const {
  const std::string name = before_ + std::string(key);
  const bool is_list = document.tape()[parameters_].kind == manifest::NodeKind::sequence;
  return is_list ? document.value_named(parameters_, name) : document.value(parameters_, name);
}

}  // namespace ecrify::locate
