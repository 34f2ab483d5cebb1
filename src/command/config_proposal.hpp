// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/command/commands.hpp"
#include "ecrify/config/config.hpp"

namespace ecrify::command {

// The rules that there is work for below some folders, each with the number of its references as its origin.
struct Proposal {
  std::vector<rules::Rule> rules;    // of registries that ECR has a cache for, most references first
  std::vector<rules::Rule> without;  // of registries that it has none for
  std::string comment;               // what was found besides, as lines of comments
  std::size_t references = 0;
  bool complete = true;  // false: something could not be read, and was reported
};
[[nodiscard]] Result<Proposal> propose_rules(const ConfigSession& session,
                                             const std::vector<std::string>& folders);

}  // namespace ecrify::command
