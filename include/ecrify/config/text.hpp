// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/config/config.hpp"

namespace ecrify::config {

// The configuration as a document that load_config reads back to the same; a comment behind each rule says
// where it was written.
[[nodiscard]] std::string config_text(const Config& config);
// One rule of it, `{from: ghcr.io, prefix: ghcr}`, with that comment.
[[nodiscard]] std::string rule_text(const rules::Rule& rule);

}  // namespace ecrify::config
