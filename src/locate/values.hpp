// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "place.hpp"

namespace ecrify::locate {

// True for a place among values: a values file, HelmRelease spec.values, Argo CD valuesObject, a parameter,
// ….
[[nodiscard]] bool is_in_values(const Place& place);
// True for a field at the top of the values.
[[nodiscard]] bool is_top_of_values(const Place& place);

// Of an entry of a ConfigMap or a Secret that is values of a chart: its path among them, "" where it is all
// of them; nullptr for anything else. It lives as long as the context.
[[nodiscard]] const std::string* values_entry(const Place& place);

// Of one that a container reads into a variable: that one's name.
[[nodiscard]] const std::string* variable_entry(const Place& place);

}  // namespace ecrify::locate
