// SPDX-License-Identifier: Apache-2.0
// Questions that several rows ask.
#include "rows.hpp"

#include <algorithm>

#include "containers.hpp"

namespace ecrify::locate::rows {

MatchResult whole(const Place& place, rules::ShortNames short_names) {
  Match match;
  match.parts = {{0, place.value.size()}};
  match.short_names = short_names;
  return match;
}

MatchResult all_mentions(const Place& place) {
  Match match;
  for (const Mention& mention : place.mentions) match.parts.push_back(mention.span);
  return match;
}

MatchResult when(bool fits, const Place& place) { return fits ? all_mentions(place) : std::nullopt; }

bool has_repository(const Place& place) {
  return std::any_of(place.mentions.begin(), place.mentions.end(),
                     [](const Mention& m) { return m.has_repository; });
}

bool is_artifact_scheme(std::string_view scheme) {
  // KServe says behind `oci+` how it is fetched.
  return scheme == "oci" || scheme == "registry" || scheme == "docker" || scheme == "docker-image" ||
         scheme.starts_with("oci+");
}

std::optional<FieldUse> known_use(const Place& place) {
  return place.known_field ? std::optional(place.known_field->use) : std::nullopt;
}

bool is_annotation(const Place& place) { return place.ends_with({"metadata", "annotations", "*"}); }

std::optional<AnnotationUse> known_annotation(const Place& place) {
  if (!ends_with_word(place.key(1), "annotations")) return std::nullopt;
  return find_known_annotation(place.object.group, place.object.kind, place.key());
}

bool says_image(std::string_view key) {
  const bool begins = key.size() > 5 && key.starts_with("image") && key[5] >= 'A' && key[5] <= 'Z';
  return key == "image" || key == "imageName" || key.ends_with("Image") || key.ends_with("ImageName") ||
         key.ends_with("ImageFqin") || begins;
}

bool is_image_field(const Place& place) {
  if (place.step(0).kind == StepKind::key) return false;
  if (is_container_image(place) || is_image_volume(place)) return true;
  if (const auto use = known_use(place)) return *use == FieldUse::image || *use == FieldUse::repository;
  // Of a patch it is the last step of its path.
  const bool is_patch = place.key() == "value" && place.has_sibling("op");
  const std::string_view key = is_patch ? std::string_view(place.name) : place.key();
  if (says_image(key)) return true;
  const bool is_part = key == "repository" || key == "registry" || key == "name";
  const bool is_reference = key == "reference" && place.key(1) == "image";
  return is_reference || (is_part && contains_word(place.key(1), "image"));
}

}  // namespace ecrify::locate::rows
