// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "ecrify/aws/needed.hpp"

namespace ecrify::generate {

struct TerraformSettings {
  std::optional<std::string> account;  // of the registry, where both are known; else whoever applies decides
  std::optional<std::string> region;
  bool monitoring = false;
};

// A root module of Terraform, as `terraform fmt` writes it, with all that these cache rules need.
// Precondition: there is one at least.
[[nodiscard]] std::string terraform(std::span<const aws::NeededCacheRule> rules,
                                    const TerraformSettings& settings);

}  // namespace ecrify::generate
