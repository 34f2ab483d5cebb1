// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/locate/document.hpp"
#include "ecrify/rules/rules.hpp"

// Knowledge of single kinds, by their API group and name: data only, fields in src/locate/fields.tsv, the
// rest in src/locate/known_*.cpp. It adds to what holds in every kind (the containers of a pod spec, a
// key `image` with one full reference) and overrides it. Groups and kinds compare without regard to case, any
// version counts. What stands in no table is not said to be no image.
namespace ecrify::locate {

enum class FieldUse : std::uint8_t {
  image,       // the whole value is the reference of an image that a node pulls; it may lack the tag
  registry,    // `host` or `host/path`, perhaps with a last `/`, to which software appends a repository
  repository,  // an image without its tag, which stands elsewhere; the host, too, may stand in a sibling
               // `registry`
  url,         // an image behind `oci://` that a node pulls
  artifact,    // fetched by software that needs its own login: a controller, a build, a cloud's service
  none,        // no image that is pulled, whatever it looks like, or one that must not change
};
[[nodiscard]] std::string_view field_use_name(FieldUse use);

// One field path of one kind.
struct KnownField {
  std::string_view group;  // "" is the core group; `*.example.com` is one label and that; `*` any
  std::string_view kind;   // `*` any of the group
  std::string_view path;   // as PathPattern reads it, from the object's root
  FieldUse use = FieldUse::none;
  rules::ShortNames short_names = rules::ShortNames::ignore;
  std::string_view
      why;  // artifact and none: one clause, "where a build pushes to"; else what there is to know, or empty
};

// The row of a field; path[from] is the first step within the object. A row of the exact group and kind is
// preferred to one of any kind, and that to one of any group.
[[nodiscard]] std::optional<KnownField> find_known_field(std::string_view group, std::string_view kind,
                                                         const FieldPath& path, std::size_t from);

// The group of the only one that has fields of this kind; empty where there is none, or are several.
[[nodiscard]] std::string_view only_group_of(std::string_view kind);

// All of them, sorted by group, kind and path without regard to case. Entries of one kind that fit one field
// say the same of it.
[[nodiscard]] std::span<const KnownField> known_fields();

// Annotations that name an image; `group` and `kind` are those of the object that has it, `*` is any.
enum class AnnotationUse : std::uint8_t {
  image,     // one that runs; the tag may stand in another annotation
  document,  // JSON with the images of containers in it
  artifact,  // one that a controller fetches, or whose tags it lists
};
struct KnownAnnotation {
  std::string_view group;
  std::string_view kind;
  std::string_view key;  // `*` stands for any bytes
  AnnotationUse use = AnnotationUse::image;
};
[[nodiscard]] std::optional<AnnotationUse> find_known_annotation(std::string_view group,
                                                                 std::string_view kind, std::string_view key);
[[nodiscard]] std::span<const KnownAnnotation> known_annotations();

// Settings of programs that read or write a registry with a login of their own.
enum class SettingUse : std::uint8_t {
  artifact,  // what is fetched
  pushed,    // where something is pushed to
};
enum class SettingForm : std::uint8_t {
  flag,  // of a command line, without its dashes
  name,  // a variable, a key, or the keys that lead to a value with dots between them
};
struct KnownSetting {
  SettingForm form = SettingForm::name;
  // Compared without case and without `-`, `_` and `.`: TRIVY_DB_REPOSITORY is trivy.dbRepository. `*` stands
  // for words before.
  std::string_view name;
  SettingUse use = SettingUse::artifact;
};
[[nodiscard]] std::optional<SettingUse> find_known_setting(SettingForm form, std::string_view name);
[[nodiscard]] std::span<const KnownSetting> known_settings();

// Kinds that judge or select images by name: a name in them is compared, not pulled.
enum class PolicyUse : std::uint8_t {
  matches,   // a pattern or a name to compare with
  verifies,  // and where it no longer matches, an image runs without its signature being checked
  body,      // text that the policy puts into other objects: no policy, read as what it is
  writes,    // an expression in CEL that does so: what it gives a field for an image is none either
};
struct KnownPolicy {
  std::string_view group;
  std::string_view kind;
  std::string_view path;
  PolicyUse use = PolicyUse::matches;
};
// The row of a policy kind's field; nullopt without one. For `body` the caller goes on with other tables.
[[nodiscard]] std::optional<KnownPolicy> find_known_policy(std::string_view group, std::string_view kind,
                                                           const FieldPath& path, std::size_t from);
[[nodiscard]] const std::vector<KnownPolicy>& known_policies();

// True for API groups that only tools on a user's machine read: no node pulls the images that they name.
[[nodiscard]] bool is_client_side(std::string_view group);

// The keys of fields that take short names and that no key `…image…` leads to: `sidecars`.
[[nodiscard]] const std::vector<std::string>& other_image_keys();
// By its name a variable holds what no node pulls: a setting of a program that fetches it itself, a push
// target, an operating system.
[[nodiscard]] bool names_no_image(std::string_view variable);

}  // namespace ecrify::locate
