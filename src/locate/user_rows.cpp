// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/user_rows.hpp"

#include <algorithm>

#include "ecrify/base/wildcard.hpp"
#include "patched_field.hpp"
#include "place.hpp"
#include "values.hpp"

namespace ecrify::locate {
namespace {

bool fits(const std::string& pattern, std::string_view text) {
  return pattern.empty() || wildcard_match(pattern, text);
}

}  // namespace

bool is_user_field(const std::vector<UserField>& fields, const Context& context, const Document& document,
                   const FieldPath& path) {
  if (fields.empty()) return false;
  // The target of a patch has no version that counts here.
  const auto patched = PatchedField::at(context, document, path);
  const bool is_patched = patched && !patched->object().kind.empty() &&
                          std::any_of(fields.begin(), fields.end(), [&](const UserField& field) {
                            return field.api_version.empty() && fits(field.kind, patched->object().kind) &&
                                   field.path.matches(patched->path(), 0);
                          });
  if (is_patched) return true;
  const Object object = object_of(document, path);
  if (object.kind.empty()) return false;
  const std::string_view api_version = document.fields(object.node).api_version;
  return std::any_of(fields.begin(), fields.end(), [&](const UserField& field) {
    return fits(field.kind, object.kind) && fits(field.api_version, api_version) &&
           field.path.matches(path, object.depth);
  });
}

Location as_user_field(const Document& document, const FieldPath& path, std::string_view value,
                       const rules::Mapping& mapping) {
  // A block scalar's line ends are no part of the reference in it.
  const std::size_t end = value.find_last_not_of("\r\n") + 1;
  Location location;
  location.cls = LocationClass::image_field;
  location.why = "field that the configuration names";
  location.parts = {{0, end}};
  location.short_names = rules::ShortNames::count;
  const Context context{Role::object, &mapping};
  const Place place = place_of(context, document, path, value);
  const std::vector<Mention>& mentions = place.mentions;
  location.near = mentions.size() == 1 && !mentions.front().has_repository;  // a registry alone is no image
  if (mentions.size() == 1 && mentions.front().span.end == end) location.join = halves_of(place);
  const bool url = mentions.size() == 1 && !mentions.front().scheme.empty() &&
                   mentions.front().span.end == end &&
                   mentions.front().span.begin == mentions.front().scheme.size() + 3;
  if (url) location.parts = {mentions.front().span};
  return location;
}

const UserIgnore* ignored_by_user(const std::vector<UserIgnore>& ignored, const Resource& resource) {
  const auto found = std::find_if(ignored.begin(), ignored.end(), [&](const UserIgnore& one) {
    return fits(one.kind, resource.kind) && fits(one.name, resource.name) &&
           fits(one.name_space, resource.name_space);
  });
  return found == ignored.end() ? nullptr : &*found;
}

}  // namespace ecrify::locate
