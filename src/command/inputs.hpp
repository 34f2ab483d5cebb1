// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/command/commands.hpp"

namespace ecrify::command {

// The pull-through cache rules in the named files, folders and stdin.
struct Inputs {
  aws::CacheRules cache;
  std::size_t files = 0;          // that were read
  std::vector<Failure> failures;  // each about a file; they have been reported
};

// Reads them all; `-` is stdin. Of a file only its name and a place in it are shown.
[[nodiscard]] Inputs read_inputs(const std::vector<std::string>& paths, const ConfigSession& session);

}  // namespace ecrify::command
