// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "place.hpp"

// Values of Helm charts: where they stand in an object, and the images in them, whole or split over several fields.
namespace ecrify::locate {

// The place is among values: a values file, HelmRelease spec.values, Argo CD valuesObject, ….
[[nodiscard]] bool is_in_values(const Place& place);
// The text of this scalar is values: `helm.values: |`, `valuesContent: |`, a ConfigMap's `values.yaml`.
[[nodiscard]] bool holds_values_text(const Place& place);

// The image that the place is (a part of), when it is one among values.
struct ValuesImage {
  std::optional<Join> join;  // nothing: the value is the whole reference, or its name without tag
};
[[nodiscard]] std::optional<ValuesImage> values_image_of(const Place& place);

// The digest of that image stands in a field of its own, or in its tag.
[[nodiscard]] bool has_digest_beside(const Place& place);

}  // namespace ecrify::locate
