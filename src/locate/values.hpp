// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "place.hpp"

// Values of Helm charts: the places that are among them, and the images in them, whole or split over several
// fields.
namespace ecrify::locate {

// values.cpp

// True for a place among values: a values file, HelmRelease spec.values, Argo CD valuesObject, a parameter,
// ….
[[nodiscard]] bool is_in_values(const Place& place);
// True for a field at the top of the values.
[[nodiscard]] bool is_top_of_values(const Place& place);

// True for an entry of a ConfigMap, a Secret or what generates one, of which other objects of the run may say
// something.
[[nodiscard]] bool may_be_named(const Place& place);

// Of an entry of a ConfigMap or a Secret that is values of a chart: its path among them, "" where it is all
// of them; nullptr for anything else. It lives as long as the context.
[[nodiscard]] const std::string* values_entry(const Place& place);

// Of one that a container reads into a variable: that one's name.
[[nodiscard]] const std::string* variable_entry(const Place& place);

// charts.cpp

// Registry credentials also say `registry: ghcr.io`: a login stands beside it, or what is above says so.
[[nodiscard]] bool is_credentials(const Place& place);

// The text of this scalar is values: `helm.values: |`, `valuesContent: |`, a ConfigMap's `values.yaml`.
[[nodiscard]] bool holds_values_text(const Place& place);

// The image that the place is (a part of), when it is one among values.
struct ValuesImage {
  std::optional<Join> join;  // nothing: the value is the whole reference, or its name without tag
  std::string version = {};  // `:v1`, `@sha256:…`: the tag and the digest that stand beside it
  bool has_digest = false;   // the digest stands beside it, or in the tag there
};
[[nodiscard]] std::optional<ValuesImage> values_image_of(const Place& place);

// True where the key of a text among values, and what stands beside and above it, say that it is a whole
// image, or its name without tag. `pinned`: the text has a tag or a digest.
[[nodiscard]] bool names_image_in_values(const Place& place, bool pinned);

// A registry beside its repository, whether or not a chart reads them. Other fields beside it may show that
// it is none.
[[nodiscard]] std::optional<Join> halves_of(const Place& place);

}  // namespace ecrify::locate
