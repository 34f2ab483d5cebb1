// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ecrify/run/entries.hpp"
#include "ecrify/run/kustomizations.hpp"

namespace ecrify::run {

// Adds what the generators of the run's kustomizations read that is no YAML: env files, and files that become
// entries as a whole; and values of fleet.yaml and helmfile.yaml whose names don't end as those of YAML do.
// Only regular files below the folder that the run walked count, and those that it names get their role.
void add_generator_inputs(const Options& options, const Kustomizations& kustomizations,
                          std::vector<InputEntry>& entries);

}  // namespace ecrify::run
