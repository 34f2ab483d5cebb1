// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ecrify/locate/known_fields.hpp"
#include "ecrify/locate/location.hpp"
#include "place.hpp"

// The rows of the class table (classify.cpp), each with what it asks of a place. A file holds those about one
// thing: rows_ignored, rows_registry, rows_controller, rows_image, rows_text.
namespace ecrify::locate::rows {

// The answer of a row about a place: the references within the value, and more; the class and the reason are
// the row's.
using Match = Location;
using MatchResult = std::optional<Match>;

// The whole value is one reference.
[[nodiscard]] MatchResult whole(const Place& place,
                                rules::ShortNames short_names = rules::ShortNames::ignore);
// Each mapped registry that the value names.
[[nodiscard]] MatchResult all_mentions(const Place& place);
[[nodiscard]] MatchResult when(bool fits, const Place& place);
[[nodiscard]] bool has_repository(const Place& place);
[[nodiscard]] bool is_artifact_scheme(std::string_view scheme);
// The policy that matches images by the value; not one that writes it into other objects.
[[nodiscard]] std::optional<KnownPolicy> policy_of(const Place& place);
// The use of the field in the table of fields (fields.tsv).
[[nodiscard]] std::optional<FieldUse> known_use(const Place& place);
[[nodiscard]] bool is_annotation(const Place& place);
// Also in `podAnnotations` of a chart's values, or in another field that becomes annotations.
[[nodiscard]] std::optional<AnnotationUse> known_annotation(const Place& place);
// The Containerized Data Importer's images are pulled by the kubelet when they say so, those of the tables
// unless their scheme says otherwise.
[[nodiscard]] bool is_node_pulled_url(const Place& place);
// True where each reference in the text is fetched or pushed by a program: `DOCKER_MODS=REF`, `docker push
// REF`.
[[nodiscard]] bool names_no_node_image(std::string_view text, const std::vector<Mention>& mentions);
// A registry that a controller fetches charts from whose names stand elsewhere: `url: oci://ghcr.io` of
// Flux's HelmRepository, of Argo CD's login, of helmfile.
[[nodiscard]] bool is_registry_of_charts(const Place& place);
// The subjects of prose: references, and registries that are named as such.
[[nodiscard]] std::vector<Span> parts_of_prose(std::string_view text, const std::vector<Mention>& mentions);
// In custom resources keys with these words name an image, when one full reference with tag or digest stands
// there.
[[nodiscard]] bool says_image(std::string_view key);

// A field for an image, or for its repository: what stands there is meant as one, also behind `https://`.
[[nodiscard]] bool is_image_field(const Place& place);

// The rows, in the order of the table.
[[nodiscard]] MatchResult status(const Place& place);
[[nodiscard]] MatchResult schema_default(const Place& place);
[[nodiscard]] MatchResult schema(const Place& place);
[[nodiscard]] MatchResult client_side(const Place& place);
[[nodiscard]] MatchResult prose(const Place& place);
[[nodiscard]] MatchResult description(const Place& place);
[[nodiscard]] MatchResult secret(const Place& place);
[[nodiscard]] MatchResult web_url(const Place& place);
[[nodiscard]] MatchResult no_image(const Place& place);
[[nodiscard]] MatchResult push_target(const Place& place);
[[nodiscard]] MatchResult bare_host(const Place& place);
[[nodiscard]] MatchResult placeholder_registry(const Place& place);
[[nodiscard]] MatchResult policy(const Place& place);
[[nodiscard]] MatchResult pattern(const Place& place);
[[nodiscard]] MatchResult artifact(const Place& place);
[[nodiscard]] MatchResult injected(const Place& place);
[[nodiscard]] MatchResult container(const Place& place);
[[nodiscard]] MatchResult image_volume(const Place& place);
[[nodiscard]] MatchResult beside_values(const Place& place);
[[nodiscard]] MatchResult node_pulled_url(const Place& place);
[[nodiscard]] MatchResult known_image_field(const Place& place);
[[nodiscard]] MatchResult operator_registry(const Place& place);
[[nodiscard]] MatchResult image_key(const Place& place);
[[nodiscard]] MatchResult image_word(const Place& place);
[[nodiscard]] MatchResult image_in_parts(const Place& place);
[[nodiscard]] MatchResult short_owner_in_values(const Place& place);
[[nodiscard]] MatchResult split_image(const Place& place);
[[nodiscard]] MatchResult argument(const Place& place);
[[nodiscard]] MatchResult annotation(const Place& place);
[[nodiscard]] MatchResult json_patch(const Place& place);
[[nodiscard]] MatchResult config_value(const Place& place);
[[nodiscard]] MatchResult generator_literal(const Place& place);
[[nodiscard]] MatchResult generator_input(const Place& place);
[[nodiscard]] MatchResult nested(const Place& place);
[[nodiscard]] MatchResult halves(const Place& place);
[[nodiscard]] MatchResult near_reference(const Place& place);
[[nodiscard]] MatchResult entry_elsewhere(const Place& place);
[[nodiscard]] MatchResult entry_of_pair(const Place& place);
[[nodiscard]] MatchResult placeholder_path(const Place& place);
[[nodiscard]] MatchResult embedded(const Place& place);
[[nodiscard]] MatchResult short_name_outside_of_containers(const Place& place);
[[nodiscard]] MatchResult no_reference(const Place& place);
[[nodiscard]] MatchResult anything(const Place& place);

}  // namespace ecrify::locate::rows
