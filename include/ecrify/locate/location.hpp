// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/locate/document.hpp"

namespace ecrify::locate {

// What a place in an object means for an image reference that stands there. Every occurrence of a source registry has
// exactly one class: the first row of the table in src/locate/classify.cpp that fits.
enum class LocationClass : std::uint8_t {
  ignored,       // not a reference that anything pulls: status, schemas, annotations, URLs, bare hosts
  policy,        // kinds that judge images: what stands there is matched, not pulled
  container,     // containers[], initContainers[], ephemeralContainers[] .image of a pod spec
  image_volume,  // volumes[].image.reference of a pod spec
  image_field,   // a key `image` whose whole value is one full reference
  other,         // anything else
};

// What is done about a class: this is the decision, the documentation is made from it.
enum class Action : std::uint8_t {
  rewrite,  // `rewrite` changes it, `check` fails on it
  warn,     // left alone, with a warning
  leave,    // left alone, and counted
};

struct ClassRow {
  LocationClass cls;
  std::string_view name;  // image-field
  Action action;
  bool short_names;  // names without a registry (`nginx`) are references here
  std::string_view title;
};

[[nodiscard]] const std::vector<ClassRow>& class_table();
[[nodiscard]] const ClassRow& row_of(LocationClass cls);

// A place, and the class that it has there. `part` is the reference within the scalar's decoded value.
struct Location {
  LocationClass cls = LocationClass::other;
  std::string_view why;  // the row's reason, one clause: "image of a container"
  Span part;
  Resource resource;
  std::string path;
};

// The class of one scalar on one path to it. `value` is its decoded text, not empty.
[[nodiscard]] Location classify(const Document& document, const FieldPath& path, std::string_view value);

}  // namespace ecrify::locate
