// SPDX-License-Identifier: Apache-2.0
#include "charts.hpp"

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

bool is_values_key(std::string_view key) {
  return key == "values" || key == "valuesObject" || key == "valuesInline" || key == "valuesContent" ||
         key == "valuesTemplate" || key == "helmValues";
}

// Registry credentials also say `registry: ghcr.io`.
bool is_credentials(const Place& place) {
  return place.has_sibling("username") || place.has_sibling("password") || place.has_sibling("auth") ||
         place.has_sibling("email");
}

// `hub` is Istio's word for it.
bool is_registry_key(std::string_view key) {
  return key == "hub" || ends_with_word(key, "registry") || ends_with_word(key, "registryurl");
}
bool is_repository_key(std::string_view key) { return ends_with_word(key, "repository") || ends_with_word(key, "repo"); }

bool has_tag_sibling(const Place& place) {
  return place.has_sibling("tag") || place.has_sibling("digest") || place.has_sibling("pullPolicy") ||
         place.has_sibling("imagePullPolicy") || place.has_sibling("tagOverride") || place.has_sibling("sha");
}

bool image_is_above(const Place& place) {
  for (std::size_t back = 1; back <= 2; ++back) {
    if (contains_word(place.key(back), "image")) return true;
  }
  return false;
}

// `{registry: ghcr.io, repository: ghcr.io/org/app}`: nobody joins the two, the repository is the whole name. It stays
// that when it was rewritten and the registry beside it was not.
bool is_whole_name(const Place& place, std::string_view repository, std::string_view registry) {
  const auto& in_target = place.context.registries->in_target;
  if (in_target && in_target(repository)) return true;
  return repository.size() > registry.size() && repository.starts_with(registry) && repository[registry.size()] == '/';
}

// What rewriting makes of a registry is one half of an image still: `{registry: 123….amazonaws.com/ghcr, tag: v1}`.
bool stands_for_registry(const Place& place) {
  const auto& stands_for = place.context.registries->stands_for_registry;
  return stands_for && stands_for(place.value);
}

// `registry` is one half of an image: its other half, or no_node when that is the chart's own default.
std::optional<Join> join_of_registry(const Place& place) {
  if (is_credentials(place)) return std::nullopt;
  Join join;
  join.registry = place.step(0).node;
  // `fooRegistry` goes with `fooRepository`.
  const std::string_view key = place.key();
  for (const std::string_view other : {"repository", "name", "image", "repo"}) {
    const NodeIndex node = place.document.value(place.step(0).container, other);
    if ((key == "registry" || key == "hub") && node != no_node && place.document.tape()[node].kind == NodeKind::scalar &&
        !place.sibling(other).empty()) {
      if (is_whole_name(place, place.sibling(other), place.value)) return std::nullopt;
      join.repository = node;
      return join;
    }
  }
  if (key.size() > 8 && ends_with_word(key, "registry")) {
    const std::string stem(key.substr(0, key.size() - 8));
    for (const std::string& other : {stem + "Repository", stem + "_repository", stem + "Name"}) {
      const NodeIndex node = place.document.value(place.step(0).container, other);
      if (node != no_node && !place.sibling(other).empty()) {
        join.repository = node;
        return join;
      }
    }
  }
  if (key == "hub" && !place.has_sibling("tag")) return std::nullopt;
  // The other half is the chart's: `image.registry`, `global.imageRegistry`.
  const bool of_images = contains_word(key, "image") || image_is_above(place) || place.passes({"global"}) > 0 ||
                         place.key(1) == "distribution" || has_tag_sibling(place);
  return of_images ? std::optional(join) : std::nullopt;
}

}  // namespace

bool is_in_values(const Place& place) {
  if (place.context.role == Role::values) return true;
  if (place.object.kind == "HelmRelease" && place.below({"spec", "values"})) return true;
  return place.passes({"helm", "valuesObject"}) > 0 || place.passes({"helmCharts", "[]", "valuesInline"}) > 0 ||
         place.passes({"charts", "[]", "values"}) > 0;
}

bool holds_values_text(const Place& place) {
  const std::string_view key = place.key();
  if (is_values_key(key)) return true;
  // `values.yaml`, `override-values.yml`, Istio's `merged-values`.
  return place.object.kind == "ConfigMap" && contains_word(key, "values") &&
         (key.ends_with(".yaml") || key.ends_with(".yml") || key.ends_with("values"));
}

bool has_digest_beside(const Place& place) {
  return place.sibling("tag").find('@') != std::string::npos || place.sibling("digest").find(':') != std::string::npos ||
         !place.sibling("sha").empty();
}

std::optional<ValuesImage> values_image_of(const Place& place) {
  if (!is_in_values(place) || place.step(0).kind == StepKind::key) return std::nullopt;
  const std::string_view key = place.key();
  if (key.empty()) return std::nullopt;
  if (is_registry_key(key)) {
    // `{registry: ghcr.io/org/app, tag: v1}`: the registry is the whole name.
    const bool alone = !place.has_sibling("repository") && !place.has_sibling("name") && !place.has_sibling("image");
    const bool whole = place.full_reference && !stands_for_registry(place);
    if (whole && alone && key == "registry" && place.has_sibling("tag")) return ValuesImage{};
    const auto join = join_of_registry(place);
    return join ? std::optional(ValuesImage{join}) : std::nullopt;
  }
  // Kube-OVN's: `global: {registry: {address: ghcr.io/org}, images: {kubeovn: {repository: kube-ovn}}}`.
  if (key == "address" && place.key(1) == "registry" && place.key(2) == "global" && !is_credentials(place)) {
    return ValuesImage{Join{place.step(0).node, no_node}};
  }
  if (!place.full_reference) return std::nullopt;
  if (is_repository_key(key)) {
    // A registry beside it would be put before it; then what stands here is no whole name.
    if (const std::string registry = place.sibling("registry");
        key == "repository" && !registry.empty() && !is_whole_name(place, place.value, registry)) {
      return std::nullopt;
    }
    const bool of_image = has_tag_sibling(place) || contains_word(key, "image") || image_is_above(place) ||
                          place.has_sibling("registry");
    return of_image ? std::optional(ValuesImage{}) : std::nullopt;
  }
  // Of openstack-helm's charts: `images: {tags: {api: REF, dep_check: REF}}`.
  if (place.key(1) == "tags" && place.key(2) == "images") return ValuesImage{};
  if (key == "name" && (image_is_above(place) || place.has_sibling("tag"))) return ValuesImage{};
  if ((key == "ref" || key == "reference") && place.pinned && contains_word(place.key(1), "image")) return ValuesImage{};
  if (key == "image" || key == "imageName") return ValuesImage{};
  if (ends_with_word(key, "image") && (place.pinned || has_tag_sibling(place))) return ValuesImage{};
  return std::nullopt;
}

}  // namespace ecrify::locate
