// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/text.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/locate/mention.hpp"

namespace ecrify::locate {

// The object that a path leads into: the root, or the item of a List that it passes through.
struct Object {
  manifest::NodeIndex node = 0;
  std::size_t depth = 0;  // steps of the path that lead to it
  std::string_view
      group;  // "" for the core group; the version is left out: fields rarely move between versions
  std::string_view kind;  // both live as long as the document
};

[[nodiscard]] Object object_of(const Document& document, const FieldPath& path);

// True for fields of a ResourceList beside its items: the functionConfig of a KRM function, its results, and
// so on.
// (https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md)
[[nodiscard]] bool is_beside_items(const Object& outer, const FieldPath& path);

// Stands for an image that an injector puts in its place.
inline constexpr std::string_view injected_image = "auto";

// The value read by itself, without its place.
struct Reading {
  bool full_reference = false;  // registry host and repository and nothing else; placeholders may stand in it
  bool pinned = false;          // … and a tag or a digest
};
[[nodiscard]] Reading reading_of(std::string_view value);

// An argument or an environment variable of a container that names an image.
struct Argument {
  std::vector<Span> parts;  // the references within the value: one, or each item of a list
  bool pushes = false;      // it says where to push to
  bool mixed = false;    // a list of images in which not each item is one full reference with tag or digest
  bool builder = false;  // the container builds, copies or scans images: nobody can tell whether it pulls
};

class Parameter;

// One scalar on one path to it, as the rows of the table see it.
struct Place {
  const Context& context;
  const Document& document;
  const FieldPath& path;
  Object object;
  std::string_view value;         // without the line ends at its end
  std::vector<Mention> mentions;  // of the registries that are looked for
  bool full_reference = false;    // these two as in a Reading
  bool pinned = false;
  std::optional<KnownField> known_field = {};  // what the tables say of the field
  std::optional<KnownPolicy> policy = {};
  std::string name =
      {};  // what the value is called: by its flag, its variable, the `name` beside it, or its key
  std::optional<SettingUse> setting = {};
  std::optional<Argument> argument = {};
  const Parameter* parameter = nullptr;  // that the path is of, where it is one
  bool patched = false;                  // the path is that of the field which a JSON patch writes

  // The step `back` steps before the leaf's (0 is the leaf's own); an empty step where the object has none.
  [[nodiscard]] const Step& step(std::size_t back) const;
  // The key of that step, "" when it is an item.
  [[nodiscard]] std::string_view key(std::size_t back = 0) const;
  // How many of them the object has.
  [[nodiscard]] std::size_t steps() const { return path.size() - std::min(path.size(), object.depth); }
  // The object's path begins with these: a key, or "[]" for any item.
  [[nodiscard]] bool below(std::initializer_list<std::string_view> keys) const;
  // The path ends with these.
  [[nodiscard]] bool ends_with(std::initializer_list<std::string_view> steps) const;
  // Somewhere on the path, these keys follow each other. Returns the number of steps from there to the leaf,
  // or 0.
  [[nodiscard]] std::size_t passes(std::initializer_list<std::string_view> steps) const;
  // A field beside the leaf in its mapping; no_node when absent.
  [[nodiscard]] manifest::NodeIndex beside(std::string_view key) const;
  // Its text, "" when absent.
  [[nodiscard]] std::string sibling(std::string_view key) const;
  [[nodiscard]] bool has_sibling(std::string_view key) const;
};

[[nodiscard]] Place place_of(const Context& context, const Document& document, const FieldPath& path,
                             std::string_view value);
// The same where the object is known, and the path leads from it.
[[nodiscard]] Place place_at(const Context& context, const Document& document, const FieldPath& path,
                             Object object, std::string_view value);
// The place refers to its context.
Place place_of(Context&&, const Document&, const FieldPath&, std::string_view) = delete;

// ASCII, without case.
[[nodiscard]] bool ends_with_word(std::string_view text, std::string_view lower_case_word);

}  // namespace ecrify::locate
