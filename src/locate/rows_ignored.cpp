// SPDX-License-Identifier: Apache-2.0
// Places where no node pulls an image, whatever stands there.
#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "containers.hpp"
#include "names.hpp"
#include "rows.hpp"
#include "values.hpp"

namespace ecrify::locate::rows {

namespace {

// The same keys in the values of a chart are components: `status: {image: …}`.
bool is_below_of_object(const Place& place, std::initializer_list<std::string_view> keys) {
  if (!place.below(keys)) return false;
  const bool is_value = is_in_values(place) || place.context.role == Role::values_fragment;
  return !is_value || !place.object.kind.empty();
}

}  // namespace

MatchResult status(const Place& place) {
  const bool is_event =
      place.object.kind == "Event" && (place.object.group.empty() || place.object.group == "events.k8s.io");
  return when(is_event || is_below_of_object(place, {"status"}) || place.below({"metadata", "managedFields"}),
              place);
}

namespace {

bool is_schema_kind(const Place& place) {
  return place.object.kind == "CustomResourceDefinition" ||
         place.object.kind == "CompositeResourceDefinition";
}

// The keyword `default`, and what stands below it; not a property of that name, nor an example.
bool is_below_default(const Place& place) {
  constexpr std::string_view no_schemas[] = {"enum", "example", "externalDocs"};
  bool names_properties = false;  // the next key is a name that the schema gives
  for (std::size_t back = place.passes({"openAPIV3Schema"}); back > 1; --back) {
    const std::string_view key = place.key(back - 2);
    if (key.empty()) continue;  // an item of allOf, anyOf, oneOf
    if (names_properties) {
      names_properties = false;
    } else if (key == "default") {
      return true;
    } else if (std::find(std::begin(no_schemas), std::end(no_schemas), key) != std::end(no_schemas)) {
      return false;
    } else {
      names_properties = key == "properties" || key == "patternProperties" || key == "definitions";
    }
  }
  return false;
}

}  // namespace

MatchResult schema_default(const Place& place) {
  return is_schema_kind(place) && place.full_reference && is_below_default(place) ? whole(place)
                                                                                  : std::nullopt;
}

MatchResult schema(const Place& place) { return when(is_schema_kind(place), place); }

MatchResult client_side(const Place& place) {
  return when(is_client_side(place.object.group) || is_beside_items(place.object, place.path), place);
}

MatchResult prose(const Place& place) {
  constexpr std::string_view keys[] = {"description", "longDescription", "releaseNotes", "shortDescription",
                                       "summary"};
  const std::string_view key = place.key();
  const bool is_known = std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
  return when(is_known || (key == "message" && policy_of(place)), place);
}

MatchResult description(const Place& place) {
  // Of the object, and of the templates of pods in it.
  const std::string_view above = place.key(1);
  const bool of_alerts = ends_with_word(above, "labels") ||
                         (ends_with_word(above, "annotations") && !is_in_values(place)) ||
                         above == "eventMetadata";
  const bool about = is_annotation(place) || is_below_of_object(place, {"metadata"}) ||
                     place.ends_with({"metadata", "labels", "*"}) || of_alerts;
  return when(about && !known_annotation(place), place);
}

MatchResult secret(const Place& place) {
  return when(place.object.kind == "Secret" && place.below({"data"}), place);
}

MatchResult web_url(const Place& place) {
  const bool urls = !place.mentions.empty() &&
                    std::all_of(place.mentions.begin(), place.mentions.end(), [](const Mention& m) {
                      return !m.scheme.empty() && !is_artifact_scheme(m.scheme);
                    });
  return when(urls && !may_be_document(place.value) && !is_image_field(place), place);
}

namespace {

// The last keys, with the outer ones before: `os_image` of `os: {image: {repository: REF}}`.
std::string keys_of(const Place& place) {
  constexpr std::size_t most_steps = 4;
  std::string keys;
  for (std::size_t back = 0; back < std::min(most_steps, place.steps()); ++back) {
    const std::string_view key = place.key(back);
    // `vm` is a component, such as VictoriaMetrics, as often as a machine.
    if (key.empty() || key == "repository" || key == "registry" || key == "name" || key == "vm") continue;
    keys = std::string(key) + (keys.empty() ? "" : "_") + keys;
  }
  return keys;
}

}  // namespace

MatchResult no_image(const Place& place) {
  if (const auto use = known_use(place)) return when(*use == FieldUse::none, place);
  const std::string_view key = place.key();
  return when(place.ends_with({"rbd", "image"}) || place.ends_with({"build", "output", "image"}) ||
                  key == "imageURL" || key == "imageUrl" ||
                  (!place.setting && place.step(0).kind != StepKind::key &&
                   names_no_node_image(place.value, place.mentions)) ||
                  (!place.known_field && (names_os_image(place.name) || names_os_image(keys_of(place)))),
              place);
}

namespace {

// `push: {registry, repository}` of what a chart has built, `cache` of its build. A component of that name
// has the image in a mapping of its own, or says more of how it runs.
bool is_pushed_by_chart(const Place& place, std::string_view mapping) {
  const bool is_cache = mapping == "cache" && contains_word(place.key(2), "build");
  if (mapping != "push" && !is_cache) return false;
  constexpr std::string_view of_components[] = {"pullPolicy",     "imagePullPolicy", "imagePullSecrets",
                                                "replicas",       "replicaCount",    "resources",
                                                "service",        "containerPort",   "ports",
                                                "serviceAccount", "nodeSelector",    "tolerations"};
  return std::none_of(std::begin(of_components), std::end(of_components),
                      [&place](std::string_view key) { return place.has_sibling(key); });
}

}  // namespace

MatchResult push_target(const Place& place) {
  if ((place.argument && place.argument->pushes) || place.setting == SettingUse::pushed)
    return all_mentions(place);
  // `command: [oras, push, "oci://ghcr.io/org/a:v1"]`
  if (is_pushed_url(place)) return all_mentions(place);
  if (place.known_field || is_container_image(place) || is_image_volume(place)) return std::nullopt;
  // `push-image` may name the image that pushes.
  if (names_push_target(place.name)) return is_run_parameter(place) ? std::nullopt : all_mentions(place);
  const std::string_view above = place.step(1).kind == StepKind::item ? place.key(2) : place.key(1);
  if (is_in_values(place)) {
    // `outputImage: {repository, tag}`, `destination: {image}`.
    const bool says_so = contains_word(above, "image") || above == "destination" || above == "pushTo";
    return when((says_so && names_push_target(above)) || is_pushed_by_chart(place, above), place);
  }
  // `push: {image: …}` of a build; `cache: {image: …}` names its cache there, and a database elsewhere.
  const std::string_view kind = place.object.kind;
  const bool builds =
      kind.find("Build") != std::string_view::npos || kind.find("Image") != std::string_view::npos;
  return when((names_push_target(above) && (builds || !contains_word(above, "output"))) ||
                  (above == "cache" && builds),
              place);
}

// Istio's injector puts its proxy in the place of `auto`:
// https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway
MatchResult injected(const Place& place) {
  if (!is_container_image(place) || place.value != injected_image) return std::nullopt;
  return Match{};
}

}  // namespace ecrify::locate::rows
