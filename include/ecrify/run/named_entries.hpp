// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "ecrify/locate/location.hpp"

namespace ecrify::run {

// The entries of ConfigMaps and Secrets that HelmReleases read with `valuesFrom`, and containers into
// variables that name no image of a node (DOCKER_MODS, OUTPUT_IMAGE).
// (https://fluxcd.io/flux/components/helm/helmreleases/#values-references)
[[nodiscard]] std::vector<locate::NamedEntries::value_type> named_entries(std::string_view bytes);

}  // namespace ecrify::run
