// SPDX-License-Identifier: Apache-2.0
// How the tables of the catalogue are written. Groups are sorted, and all rows of a group stand together
// below one comment that names the software and where the facts are from:
//   [schema]  the CRD's OpenAPI schema, as collected in datreeio/CRDs-catalog
//   [docs]    the project's documentation and examples, not checked by machine against a schema
// A list has blanks between its elements. Of several rows of one kind that fit, the first stands.
#pragma once

#include <span>
#include <string_view>

#include "ecrify/locate/catalogue.hpp"

namespace ecrify::locate {

struct CatalogueRow {
  std::string_view group;
  std::string_view kinds;  // a list
  std::string_view paths;  // a list
  FieldUse use;
  rules::ShortNames short_names;
  std::string_view why;
};

// `image`: a field of images that is filled with short names as well. `full_image`: one where a name without
// a registry means something else, a version or a part of the software.
constexpr CatalogueRow image(std::string_view group, std::string_view kinds, std::string_view paths) {
  return {group, kinds, paths, FieldUse::image, rules::ShortNames::count, ""};
}
constexpr CatalogueRow full_image(std::string_view group, std::string_view kinds, std::string_view paths) {
  return {group, kinds, paths, FieldUse::image, rules::ShortNames::ignore, ""};
}
constexpr CatalogueRow registry(std::string_view group, std::string_view kinds, std::string_view paths,
                                std::string_view why = "") {
  return {group, kinds, paths, FieldUse::registry, rules::ShortNames::ignore, why};
}
constexpr CatalogueRow repository(std::string_view group, std::string_view kinds, std::string_view paths) {
  return {group, kinds, paths, FieldUse::repository, rules::ShortNames::ignore, ""};
}
constexpr CatalogueRow url(std::string_view group, std::string_view kinds, std::string_view paths,
                           std::string_view why) {
  return {group, kinds, paths, FieldUse::url, rules::ShortNames::ignore, why};
}
constexpr CatalogueRow artifact(std::string_view group, std::string_view kinds, std::string_view paths,
                                std::string_view why) {
  return {group, kinds, paths, FieldUse::artifact, rules::ShortNames::ignore, why};
}
constexpr CatalogueRow none(std::string_view group, std::string_view kinds, std::string_view paths,
                            std::string_view why) {
  return {group, kinds, paths, FieldUse::none, rules::ShortNames::ignore, why};
}

// The areas. A group belongs to one of them.
std::span<const CatalogueRow> delivery_rows();   // build, release, GitOps, packages of operators
std::span<const CatalogueRow> data_rows();       // databases, queues, data processing, machine learning
std::span<const CatalogueRow> observing_rows();  // metrics, logs, traces, tests
std::span<const CatalogueRow> platform_rows();   // clusters, machines, network, storage, security, clouds

}  // namespace ecrify::locate
