// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/rules/rules.hpp"

namespace ecrify::generate {

// A name and what stands for it: ghcr.io and 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr. Hosts in
// lower case, Docker Hub as docker.io.
struct MappingRow {
  std::string from;
  std::string to;
};

// Where each rule leads, those that keep apart. Precondition: no rule needs a registry that is not known.
[[nodiscard]] std::vector<MappingRow> mapping_rows(const rules::RuleSet& rules);

// The same as the whole mapping, for readers that take the longest name that fits: what is kept, and what
// stands in a target already, leads to itself, and each alias has what it stands in front of.
[[nodiscard]] std::vector<MappingRow> whole_mapping(const rules::RuleSet& rules);

}  // namespace ecrify::generate
