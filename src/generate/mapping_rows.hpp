// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/rules/rules.hpp"

namespace ecrify::generate {

// A name and its replacement: ghcr.io and 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr. Hosts in
// lower case, Docker Hub as docker.io.
struct MappingRow {
  std::string from;
  std::string to;
};

// The replacement of each rule except keep rules. Precondition: no rule needs a registry that is not known.
[[nodiscard]] std::vector<MappingRow> mapping_rows(const rules::RuleSet& rules);

// The whole mapping, for readers that take the longest name that fits: kept names and names in a target map
// to themselves, aliases and the other hosts of Docker Hub to the replacement of their source.
[[nodiscard]] std::vector<MappingRow> whole_mapping(const rules::RuleSet& rules);

}  // namespace ecrify::generate
