// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ecrify/kustomize/decide.hpp"

// The images in the final builds of a run, with the names and tags that entries give them.
namespace ecrify::kustomize {

// Tag and digest that entries give: as kustomize has it, each entry takes the place of both.
// (kustomize api/internal/image/image.go and api/filters/imagetag)
struct GivenVersion {
  std::optional<std::string>
      version;         // `:1.1`, `@sha256:…`, `:1.1@sha256:…`; nothing: what the image has itself
  std::string suffix;  // of the tag that comes out
  // The version of an image whose own is `:tag@digest`.
  [[nodiscard]] std::string of(const std::string& own) const;
  bool operator==(const GivenVersion&) const = default;
  auto operator<=>(const GivenVersion&) const = default;
};

// A place in a file of the run, as one of the builds has it at the end.
struct BuiltImage {
  std::size_t file = 0;
  Span span;
  std::string name;  // without tag and digest
  GivenVersion given;
};

// An entry that selects no image of the run, and the image that it names: one of a remote base or of a chart.
struct EntryImage {
  std::size_t file = 0;
  Span span;  // of its name
  std::string image;
};

struct Builds {
  std::vector<BuiltImage> images;   // of places that a build has, in the order of the run; each result once
  std::vector<EntryImage> entries;  // that give a tag or a digest
  bool known = false;               // false: the run is too large to be followed, and nothing is here
};

// Kustomizations that others of the run use are parts of their builds, and none of their own. Patches are not
// merged: an image that a patch replaces is there as well.
[[nodiscard]] Builds builds_of(Run& run);

}  // namespace ecrify::kustomize
