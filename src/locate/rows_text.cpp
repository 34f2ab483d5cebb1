// SPDX-License-Identifier: Apache-2.0
// Texts of other shapes: patches, literals, entries of ConfigMaps, documents in strings, prose.

#include "commands.hpp"
#include "containers.hpp"
#include "ecrify/reference/reference.hpp"
#include "names.hpp"
#include "rows.hpp"
#include "values.hpp"

namespace ecrify::locate::rows {

MatchResult json_patch(const Place& place) {
  // Gatekeeper's: location: "spec.containers[name:*].image", parameters: {assign: {value: REF}}.
  if (place.object.group == "mutations.gatekeeper.sh" &&
      place.ends_with({"spec", "parameters", "assign", "value"})) {
    const std::string location =
        place.document.text_of(place.document.value(place.object.node, "spec"), "location");
    return location.ends_with(".image") && place.full_reference ? whole(place) : std::nullopt;
  }
  // Fields of kinds that nobody knows, or that the patch does not say: /spec/agentImage,
  // /spec/image/repository.
  if (!place.patched || !place.full_reference) return std::nullopt;
  const std::string_view key = place.key();
  const bool of_image = (key == "repository" && contains_word(place.key(1), "image")) ||
                        (key == "reference" && place.passes({"image"}) > 0) ||
                        (place.pinned && says_image(key));
  return of_image ? whole(place) : std::nullopt;
}

// `KEY=REF` of a generator of kustomize, which takes quotes away (api/kv/kv.go); what the entry of that key
// would be.
MatchResult generator_literal(const Place& place) {
  const std::size_t equals = place.value.find('=');
  if (!is_generator_literal(place) || equals == std::string_view::npos) return std::nullopt;
  const std::string_view key = place.value.substr(0, equals);
  const std::size_t begin = place.value.find_first_not_of("\"'", equals + 1);
  const std::size_t end = place.value.find_last_not_of("\"'") + 1;
  if (begin == std::string_view::npos || contains_word(key, "allow")) return std::nullopt;
  const Reading reading = reading_of(place.value.substr(begin, end - begin));
  if (!reading.full_reference || !(reading.pinned || contains_word(key, "image"))) return std::nullopt;
  Match match;
  match.parts = {{begin, end}};
  return match;
}

// A line of an env file, or a file that is one entry of what kustomize generates: as the entry would be.
MatchResult generator_input(const Place& place) {
  const bool is_image_key = place.context.role == Role::image_entry_file ||
                            (place.context.role == Role::env_file && contains_word(place.key(), "image"));
  const bool is_input =
      is_image_key || place.context.role == Role::env_file || place.context.role == Role::entry_file;
  if (!is_input || place.step(0).kind == StepKind::key || contains_word(place.key(), "allow"))
    return std::nullopt;
  return place.full_reference && (place.pinned || is_image_key) ? whole(place) : std::nullopt;
}

MatchResult config_value(const Place& place) {
  // Knative's operator writes its ConfigMaps from these.
  const bool is_copied =
      place.object.group == "operator.knative.dev" && place.below({"spec", "config", "*", "*"});
  if (is_copied) {
    return place.full_reference && (place.pinned || contains_word(place.key(), "image")) ? whole(place)
                                                                                         : std::nullopt;
  }
  if (place.object.kind != "ConfigMap" || !place.below({"data", "*"}) || place.step(1).key != "data")
    return std::nullopt;
  const std::string_view key = place.key();
  // Lists of what is allowed are compared with, not pulled.
  if (contains_word(key, "allow")) return std::nullopt;
  const std::string tag = tag_key_of(key);
  const bool has_tag = !tag.empty() && place.has_sibling(tag);
  return place.full_reference && (place.pinned || contains_word(key, "image") || has_tag) ? whole(place)
                                                                                          : std::nullopt;
}

namespace {

// `RELATED_IMAGES: '{"web": "ghcr.io/org/web:v1"}'` of a container that builds none.
bool holds_images(const Place& place) {
  return place.ends_with({"env", "[]", "value"}) && contains_word(place.name, "image") &&
         !contains_word(place.name, "allow") && !names_no_image(place.name) &&
         !builds_images(place.document, place.step(2).container);
}

}  // namespace

MatchResult nested(const Place& place) {
  if (!may_be_document(place.value) || place.step(0).kind == StepKind::key) return std::nullopt;
  Match match;
  match.inner = holds_values_text(place)                                             ? Role::values
                : place.key() == "patch" || place.key() == "patchesJson6902"         ? Role::patch
                : holds_images(place)                                                ? Role::images_fragment
                : is_in_values(place) || place.context.role == Role::values_fragment ? Role::values_fragment
                                                                                     : Role::fragment;
  return match;
}

// `ghcr.io/org/`, `ghcr.io/org/%s:%s`, `ghcr.io/org/App:1`, alone or behind `--flag=`: something completes
// it.
MatchResult near_reference(const Place& place) {
  if (place.full_reference || place.mentions.size() != 1) return std::nullopt;
  const Mention& first = place.mentions.front();
  const bool is_address = !first.scheme.empty() && is_image_field(place);
  const std::size_t begin = first.span.begin - (is_address ? first.scheme.size() + 3 : 0);
  const bool begins =
      begin == 0 || place.value[begin - 1] == '=' || (begin == 1 && place.value.find_first_of("'\"") == 0);
  if (!begins || place.value.find_first_of(" \t\n") != std::string_view::npos) return std::nullopt;
  const auto is_reference = [&](std::size_t size) {
    return reading_of(place.value.substr(begin, size)).full_reference;
  };
  if (is_reference(std::string_view::npos) || is_reference(first.span.size())) return std::nullopt;
  Match match;
  match.parts = {{begin, place.value.size()}};
  match.near = true;
  return match;
}

namespace {

// `image: {{ printf "ghcr.io/org/%s" .x }}` happens to be YAML: a mapping as the key of a mapping.
bool is_in_template(const Place& place) {
  const Step& step = place.step(0);
  return step.kind == StepKind::key && step.container != manifest::no_node &&
         place.document.tape().is_key(step.container);
}

}  // namespace

MatchResult embedded(const Place& place) {
  Match match;
  match.parts = parts_of_prose(place.value, place.mentions);
  const bool prose = !match.parts.empty() && !place.full_reference &&
                     (place.step(0).kind != StepKind::key || is_in_template(place));
  return prose ? std::optional(match) : std::nullopt;
}

// A reference within the key of a mapping is reported, and never changes.
MatchResult no_reference(const Place& place) {
  const bool is_key =
      place.step(0).kind == StepKind::key && !parts_of_prose(place.value, place.mentions).empty();
  return when(!place.full_reference && !is_key, place);
}

MatchResult anything(const Place& place) {
  Match match = *all_mentions(place);
  match.near = std::none_of(match.parts.begin(), match.parts.end(), [&place](Span part) {
    return reading_of(place.value.substr(part.begin, part.size())).full_reference;
  });
  return match;
}

}  // namespace ecrify::locate::rows
