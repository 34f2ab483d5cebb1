// SPDX-License-Identifier: Apache-2.0
// Fields, arguments and annotations that name images.

#include <algorithm>
#include <iterator>
#include <string>

#include "containers.hpp"
#include "ecrify/reference/reference.hpp"
#include "names.hpp"
#include "rows.hpp"
#include "values.hpp"

namespace ecrify::locate::rows {

bool is_node_pulled_url(const Place& place) {
  if (place.key() == "cdi.kubevirt.io/storage.import.endpoint") {
    return place.sibling("cdi.kubevirt.io/storage.import.registryImportMethod") == "node" &&
           !place.mentions.empty();
  }
  if (place.ends_with({"registry", "url"}) && place.sibling("pullMethod") == "node")
    return !place.mentions.empty();
  return known_use(place) == FieldUse::url && place.mentions.size() == 1 &&
         place.mentions.front().scheme.starts_with("oci") && place.mentions.front().scheme != "oci+fetch";
}

namespace {

// A value of an image field is meant as an image, also behind `https://` or in quotes of its own.
MatchResult image_of_pod(const Place& place) {
  Match match = *whole(place, rules::ShortNames::count);
  match.near =
      !place.full_reference && !place.mentions.empty() && !reference::may_hold_placeholder(place.value);
  return match;
}

}  // namespace

MatchResult container(const Place& place) {
  return is_container_image(place) ? image_of_pod(place) : std::nullopt;
}

MatchResult image_volume(const Place& place) {
  return is_image_volume(place) ? image_of_pod(place) : std::nullopt;
}

MatchResult node_pulled_url(const Place& place) { return when(is_node_pulled_url(place), place); }

MatchResult known_image_field(const Place& place) {
  const auto& hit = place.known_field;
  if (!hit) return std::nullopt;
  switch (hit->use) {
    case FieldUse::image:
      if (!place.mentions.empty() && !place.full_reference) return std::nullopt;
      return whole(place, hit->short_names);
    case FieldUse::repository:
      return place.full_reference ? whole(place) : std::nullopt;
    case FieldUse::registry: {
      // The settings of Rancher have one form.
      if (place.below({"value"}) && !names_registry_alone(place.name)) return std::nullopt;
      Match match = *whole(place);
      match.join = Join{place.step(0).node, manifest::no_node};
      return match;
    }
    default:
      return std::nullopt;
  }
}

MatchResult image_key(const Place& place) {
  const std::string_view key = place.key();
  return (key == "image" || key == "imageName") && place.full_reference && !is_in_values(place)
             ? whole(place)
             : std::nullopt;
}

namespace {

// `backgroundImage: bg.jpg`, `image: debian.iso`: a picture, or a disk.
bool names_file(std::string_view value) {
  constexpr std::string_view ends[] = {".bmp", ".gif",   ".ico", ".img", ".iso", ".jpeg", ".jpg", ".ova",
                                       ".png", ".qcow2", ".raw", ".svg", ".vhd", ".vmdk", ".webp"};
  return std::any_of(std::begin(ends), std::end(ends),
                     [value](std::string_view end) { return value.ends_with(end); });
}

// `github: {repository: org/repo, tag}`, `backup: {repository: backups}`: a repository of something else.
bool is_of_other_store(std::string_view above, std::string_view repository) {
  constexpr std::string_view forges[] = {"bitbucket", "git", "gitea", "github", "gitlab", "source"};
  if (std::find(std::begin(forges), std::end(forges), above) != std::end(forges)) return true;
  return contains_word(above, "backup") && repository.find('/') == std::string_view::npos;
}

bool is_custom(const Place& place) {
  return place.object.group.find('.') != std::string_view::npos && !place.object.group.ends_with(".k8s.io");
}

bool is_fragment(Role role) {
  return role == Role::fragment || role == Role::values_fragment || role == Role::images_fragment;
}

}  // namespace

MatchResult image_word(const Place& place) {
  const bool may_be_custom =
      is_custom(place) || (is_fragment(place.context.role) && place.object.kind.empty());
  const bool is_said = says_image(place.key()) ||
                       (place.context.role == Role::images_fragment && place.step(0).kind != StepKind::key);
  const bool fits = place.pinned && may_be_custom && is_said && !is_in_values(place) &&
                    !ends_with_word(place.key(1), "annotations") && place.key(1) != "labels";
  return fits ? whole(place) : std::nullopt;
}

// `{repository, tag}` and `{registry, repository, tag}` under a key that says image.
MatchResult image_in_parts(const Place& place) {
  if (!is_custom(place) || is_in_values(place) ||
      !(contains_word(place.key(1), "image") || contains_word(place.key(2), "image")))
    return std::nullopt;
  const std::string tag = place.sibling("tag");
  const std::string digest = place.sibling("digest");
  if (tag.empty() && digest.empty()) return std::nullopt;
  const bool is_whole =
      place.key() == "repository" && place.full_reference && place.sibling("registry").empty();
  const auto join = place.key() == "registry" ? halves_of(place) : std::nullopt;
  if (!is_whole && !join) return std::nullopt;
  Match match = *whole(place);
  match.join = join;
  match.version = (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
  match.pinned_beside = !digest.empty() || tag.find('@') != std::string::npos;
  return match;
}

namespace {

// `global: {imageRegistry: ghcr.io}` in a mapping that holds the place.
bool has_global_registry(const Place& place) {
  for (std::size_t back = 0; back < place.steps(); ++back) {
    const manifest::NodeIndex container = place.step(back).container;
    if (container == manifest::no_node) continue;
    const manifest::NodeIndex global = place.document.value(container, "global");
    if (global == manifest::no_node) continue;
    for (const std::string_view key : {"imageRegistry", "registry", "image_registry"}) {
      if (!place.document.text_of(global, key).empty()) return true;
    }
  }
  return false;
}

// Beside it stands what charts put before it: `{repo: ghcr.io/org, name: app}`, `{host: ghcr.io, owner: org,
// name: app}`, `{proxyRegistry: ghcr.io, proxyRepository: org/proxy}`.
bool has_part_before(const Place& place) {
  const std::string_view key = place.key();
  for (const std::string_view before :
       {"registry", "imageRegistry", "image_registry", "registryUrl", "hub", "repository", "repo"}) {
    if (key != before && !place.sibling(before).empty()) return true;
  }
  for (const std::string_view before : {"host", "domain", "server", "prefix", "base"}) {
    if (!find_mentions(place.sibling(before), *place.context.mapping).empty()) return true;
  }
  constexpr std::string_view ends[] = {"Repository", "Name", "Image", "_repository", "_name"};
  // Charts of their own have their official images, `repository: mysql`, from Docker Hub all the same.
  const bool has_owner = place.value.find('/') != std::string_view::npos;
  if (has_owner && ends_with_word(key, "repository") && has_global_registry(place)) return true;
  return std::any_of(std::begin(ends), std::end(ends), [&](std::string_view end) {
    const std::string registry = end.front() == '_' ? "_registry" : "Registry";
    return key.ends_with(end) &&
           !place.sibling(std::string(key.substr(0, key.size() - end.size())) + registry).empty();
  });
}

}  // namespace

// The usual form of Docker Hub's images in charts: `image: postgres:16`, `{repository: grafana/grafana, tag:
// 11}`. It says less of itself than a full reference: where its key leaves open what it names, it has to have
// a path or a tag.
MatchResult short_name_outside_of_containers(const Place& place) {
  if (!place.mentions.empty() || place.full_reference || place.step(0).kind == StepKind::key)
    return std::nullopt;
  if (!place.context.mapping->maps_short_names()) return std::nullopt;
  const bool is_text = place.context.role == Role::fragment && place.object.kind.empty();
  const bool may_be_value = place.context.role == Role::values_fragment && place.object.kind.empty();
  const bool is_known = known_use(place) == FieldUse::repository;
  if (!may_be_value && !is_text && !is_known && !is_in_values(place)) return std::nullopt;
  const std::string_view key = place.key();
  const std::string_view value = place.value;
  const bool above = contains_word(place.key(1), "image");
  const bool is_repository = ends_with_word(key, "repository") || ends_with_word(key, "repo");
  if (names_file(value) || (is_repository && !above && is_of_other_store(place.key(1), value)))
    return std::nullopt;
  if (value == "true" || value == "false" || value.starts_with("sha256:") ||
      value.find_first_of(" \t\n") != std::string_view::npos || reference::may_hold_placeholder(value))
    return std::nullopt;
  const reference::NormalizeResult read = reference::normalize(value);
  if (!read.ok()) return std::nullopt;
  const bool has_version = !(read.value.tag.empty() && read.value.digest.empty());
  const bool has_form = has_version || value.find('/') != std::string_view::npos;
  if (is_known)
    return has_form && !has_part_before(place) ? whole(place, rules::ShortNames::count) : std::nullopt;
  // In a text any word may stand behind any key.
  if (is_text && !(has_version && value.find('/') != std::string_view::npos && says_image(key)))
    return std::nullopt;
  const bool is_listed = ends_with_word(place.key(1), "images") && has_form;
  const bool has_clear_key =
      is_repository || contains_word(key, "image") || (key == "name" && above && place.has_sibling("tag"));
  const bool names_one = (has_clear_key || has_form) && names_image_in_values(place, has_version);
  if (!(names_one || is_listed) || has_part_before(place)) return std::nullopt;
  return whole(place, rules::ShortNames::count);
}

// `image: {registry: prom, name: prometheus, tag: v3}`: the rest of such a name stands beside it.
MatchResult short_owner_in_values(const Place& place) {
  if (!place.context.mapping->maps_short_names() || place.value == "null" || place.value == "~")
    return std::nullopt;
  const auto image = values_image_of(place);
  const bool is_part = image && image->join && image->join->repository != manifest::no_node &&
                       (contains_word(place.key(1), "image") || !image->version.empty());
  if (!is_part || reference::may_hold_placeholder(place.value)) return std::nullopt;
  const reference::NormalizeResult name = reference::normalize(std::string(place.value) + "/name");
  if (!name.ok() || !name.value.short_name) return std::nullopt;
  Match match = *whole(place, rules::ShortNames::count);
  match.join = image->join;
  match.version = image->version;
  return match;
}

MatchResult split_image(const Place& place) {
  const auto image = values_image_of(place);
  if (!image) return std::nullopt;
  Match match = *whole(place);
  match.near = !place.mentions.empty() && place.mentions.front().span.begin > 0;  // `https://ghcr.io`
  match.join = image->join;
  match.pinned_beside = image->has_digest;
  match.version = image->version;
  return match;
}

MatchResult argument(const Place& place) {
  if (!place.argument) return std::nullopt;
  Match match;
  match.parts = place.argument->parts;
  match.builder = place.argument->builder || (names_target_image(place.name) && !is_run_parameter(place));
  match.mixed = place.argument->mixed;
  return match;
}

MatchResult annotation(const Place& place) {
  return known_annotation(place) == AnnotationUse::image && place.full_reference ? whole(place)
                                                                                 : std::nullopt;
}

MatchResult halves(const Place& place) {
  const auto join = halves_of(place);
  if (!join || is_in_values(place)) return std::nullopt;
  Match match = *whole(place);
  match.join = join;
  return match;
}

}  // namespace ecrify::locate::rows
