// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/locate/path_pattern.hpp"

// What a configuration adds to the table of the classes.
namespace ecrify::locate {

// A field that names an image, from the object's root. An empty kind or apiVersion is any; `*` stands for any
// bytes.
struct UserField {
  std::string kind;
  std::string api_version;  // group/version, as objects have it
  PathPattern path;
};

// Objects that are left alone. An empty member is any; `*` stands for any bytes.
struct UserIgnore {
  std::string kind;
  std::string name;
  std::string name_space;
  std::string reason = {};
};

// Whether one of the fields is what the path leads to. Only objects have fields: what lacks a kind has none.
[[nodiscard]] bool is_user_field(const std::vector<UserField>& fields, const Document& document,
                                 const FieldPath& path);

// The place as such a field: the whole value, the reference behind the scheme of a URL, or a registry with
// the repository beside it.
[[nodiscard]] Location as_user_field(const Document& document, const FieldPath& path, std::string_view value,
                                     const rules::Mapping& mapping);

// The first of them that is about the object; nullptr when none is.
[[nodiscard]] const UserIgnore* ignored_by_user(const std::vector<UserIgnore>& ignored,
                                                const Resource& resource);

}  // namespace ecrify::locate
