// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "place.hpp"

// Values of Helm charts: the images in them, whole or split over several fields.
namespace ecrify::locate {

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

// A registry beside its repository, whether or not a chart reads them. Other fields beside it may show that
// it is none.
[[nodiscard]] std::optional<Join> halves_of(const Place& place);

}  // namespace ecrify::locate
