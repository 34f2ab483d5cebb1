// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/config/config.hpp"

namespace ecrify::config {

// The configuration as YAML that load_config() reads back unchanged; a comment behind each rule names its
// origin.
[[nodiscard]] std::string config_text(const Config& config);
// One rule of config_text(), `{from: ghcr.io, prefix: ghcr}`, with the comment about its origin.
[[nodiscard]] std::string rule_text(const rules::Rule& rule);

}  // namespace ecrify::config
