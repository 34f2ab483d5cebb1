// SPDX-License-Identifier: Apache-2.0
#include "values.hpp"

namespace ecrify::locate {
namespace {

// Fields of fleet.yaml and helmfile.yaml below which values of charts stand: those of releases, of what these
// inherit, of environments, which templates of values read, and of other helmfiles.
// (https://helmfile.readthedocs.io/en/latest/#configuration, https://fleet.rancher.io/ref-fleet-yaml)
bool is_in_values_of_release(const Place& place) {
  if (place.passes({"helm", "values"}) > 0 || place.passes({"helm", "templateValues"}) > 0) return true;
  constexpr std::size_t below_item = 3;  // an item that is a text is the name of a file
  return place.passes({"values", "[]"}) >= below_item || place.passes({"valuesTemplate", "[]"}) >= below_item;
}

bool is_in_tree(const Place& place) {
  if (place.context.role == Role::values) return true;
  if (place.context.role == Role::releases && is_in_values_of_release(place)) return true;
  // A patch may not say of what kind its objects are.
  const bool is_release = place.object.kind == "HelmRelease" || (place.patched && place.object.kind.empty());
  const bool is_chart = place.object.group == "helm.cattle.io";  // HelmChart and HelmChartConfig of K3s
  if ((is_release || is_chart) && place.below({"spec", "values"})) return true;
  // Bundle and HelmOp, which hold what fleet.yaml does.
  if (place.object.group == "fleet.cattle.io" &&
      (place.passes({"helm", "values"}) > 0 || place.passes({"helm", "templateValues"}) > 0))
    return true;
  if (place.object.kind == "Release" && place.object.group.ends_with("crossplane.io") &&
      place.below({"spec", "forProvider", "values"})) {
    return true;
  }
  return place.passes({"helm", "valuesObject"}) > 0 ||
         place.passes({"helmCharts", "[]", "valuesInline"}) > 0 ||
         (place.object.kind == "HelmChartInflationGenerator" && place.below({"valuesInline"})) ||
         place.passes({"charts", "[]", "values"}) > 0;
}

bool is_entry_kind(std::string_view kind) { return kind == "ConfigMap" || kind == "Secret"; }

// What the run says of the entry: of `data` and `stringData`, or `KEY=VALUE` of what kustomize generates.
const EntryUse* entry_use(const Place& place) {
  if (!may_be_named(place)) return nullptr;
  std::string_view kind = place.object.kind;
  std::string_view key = place.key();
  std::string name;
  if (is_entry_kind(kind) && (place.below({"data", key}) || place.below({"stringData", key}))) {
    name = place.document.text_of(place.document.value(place.object.node, "metadata"), "name");
  } else if (place.ends_with({"literals", "[]"})) {
    kind = place.key(3) == "secretGenerator" ? "Secret" : "ConfigMap";
    key = place.value.substr(0, place.value.find('='));
    name = place.document.text_of(place.step(1).container, "name");
  } else {
    return nullptr;
  }
  return place.context.entries->find(kind, name, key);
}

}  // namespace

const NamedEntries::Entries& NamedEntries::all() const {
  std::call_once(read_, [this] {
    if (!later_) return;
    const std::vector<Entry> more = later_();
    entries_.insert(more.begin(), more.end());
  });
  return entries_;
}

const EntryUse* NamedEntries::find(std::string_view kind, std::string_view name, std::string_view key) const {
  const auto found = all().find(std::string(kind).append("/").append(name).append("/").append(key));
  return found == all().end() ? nullptr : &found->second;
}

bool may_be_named(const Place& place) {
  const NamedEntries* const entries = place.context.entries;
  return entries != nullptr && (is_entry_kind(place.object.kind) || place.ends_with({"literals", "[]"})) &&
         !entries->empty();
}

const std::string* values_entry(const Place& place) {
  const EntryUse* const use = place.step(0).kind == StepKind::value ? entry_use(place) : nullptr;
  return use != nullptr && use->as == EntryUse::As::values ? &use->name : nullptr;
}

const std::string* variable_entry(const Place& place) {
  const EntryUse* const use = entry_use(place);
  return use != nullptr && use->as == EntryUse::As::variable ? &use->name : nullptr;
}

bool is_top_of_values(const Place& place) {
  if (place.context.role == Role::values) return place.path.size() == place.object.depth + 1;
  const std::string_view above = place.key(1);
  const bool is_item = place.context.role == Role::releases &&
                       (place.ends_with({"values", "[]", "*"}) ||
                        place.ends_with({"valuesTemplate", "[]", "*"}) || above == "templateValues");
  return is_item || above == "values" || above == "valuesObject" || above == "valuesInline";
}

bool is_in_values(const Place& place) { return place.parameter != nullptr || is_in_tree(place); }

}  // namespace ecrify::locate
