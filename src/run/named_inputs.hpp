// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ecrify/run/entries.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/run/own_files.hpp"

namespace ecrify::run {

// Adds what the run's kustomizations read whatever it is called: resources, patches, generators and what
// these read, env files and files that become entries as a whole; and values of fleet.yaml and helmfile.yaml.
// Only what a walk of the run's folders may take counts, hidden files with it; those that it names get their
// role. Fails where one of them is an output.
[[nodiscard]] Status add_named_inputs(const Options& options, const Kustomizations& kustomizations,
                                      const Outputs& outputs, std::vector<InputEntry>& entries);

}  // namespace ecrify::run
