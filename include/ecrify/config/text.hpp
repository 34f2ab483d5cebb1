// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/config/config.hpp"

// The texts of a configuration: as it is written, and the schema of what may be written.
namespace ecrify::config {

// The configuration as YAML that load_config() reads back unchanged; a comment behind each rule names its
// origin.
[[nodiscard]] std::string config_text(const Config& config);
// One rule of config_text(), `{from: ghcr.io, prefix: ghcr}`, with the comment about its origin.
[[nodiscard]] std::string rule_text(const rules::Rule& rule);

// A class of places and what a configuration may say is done there: rewrite, warn, ignore.
struct ClassUses {
  std::string_view name;
  std::vector<std::string_view> uses;
};

// The JSON schema (draft-07) of the configuration, made from the tables that read it. What it accepts the
// reader may still refuse: whether rules fit together, whether a pattern or a field path is one.
[[nodiscard]] std::string config_schema(const std::vector<ClassUses>& classes);

}  // namespace ecrify::config
