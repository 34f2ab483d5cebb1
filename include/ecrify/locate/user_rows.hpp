// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/locate/path_pattern.hpp"

// The rows that a configuration adds to the table of classes.
namespace ecrify::locate {

// A field that names an image, from the object's root. An empty kind or apiVersion matches any; `*` in them
// matches any bytes.
struct UserField {
  std::string kind;
  std::string api_version;  // group/version, as objects have it
  PathPattern path;
};

// Objects that are left alone. An empty member matches any; `*` in it matches any bytes.
struct UserIgnore {
  std::string kind;
  std::string name;
  std::string name_space;
  std::string reason = {};
};

// True if one of the fields is the one at the end of the path, or the one that an operation of a JSON patch
// writes there. A document without a kind has no such fields.
[[nodiscard]] bool is_user_field(const std::vector<UserField>& fields, const Context& context,
                                 const Document& document, const FieldPath& path);

// The place as such a field: the whole value, the reference behind the scheme of a URL, or a registry with
// the repository beside it.
[[nodiscard]] Location as_user_field(const Document& document, const FieldPath& path, std::string_view value,
                                     const rules::Mapping& mapping);

// The first of them that is about the object; nullptr when none is.
[[nodiscard]] const UserIgnore* ignored_by_user(const std::vector<UserIgnore>& ignored,
                                                const Resource& resource);

}  // namespace ecrify::locate
