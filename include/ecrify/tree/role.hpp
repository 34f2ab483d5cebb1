// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/locate/location.hpp"

namespace ecrify::tree {

// What a file is, by its name and what stands around it: a kustomization by its name, a chart's values when it lies
// beside a Chart.yaml (or in a folder beside one), when a kustomization, HelmRelease or Application next to it names
// it, or when the user's patterns do; a suite of tests for the chart is none. Everything else holds objects. Reads
// neighbours, follows nothing out of their folders, and takes what can't be read for absent.
[[nodiscard]] locate::Role role_of(const std::string& path, const std::vector<Glob>& values);

// `*values*.yaml`: looks like values, whether or not anything says so.
[[nodiscard]] bool is_named_like_values(const std::string& path);

}  // namespace ecrify::tree
