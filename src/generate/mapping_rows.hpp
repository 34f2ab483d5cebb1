// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/rules/rules.hpp"

namespace ecrify::generate {

// A name and what stands for it: ghcr.io and 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr.
struct MappingRow {
  std::string from;
  std::string to;
};

// Where each rule leads, those that keep apart. Precondition: no rule needs a registry that is not known.
[[nodiscard]] std::vector<MappingRow> mapping_rows(const rules::RuleSet& rules);

}  // namespace ecrify::generate
