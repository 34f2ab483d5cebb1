// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecrify::config {

// A class of places and what a configuration may say is done there: rewrite, warn, ignore.
struct ClassUses {
  std::string_view name;
  std::vector<std::string_view> uses;
};

// The JSON schema (draft-07) of the configuration, made from the tables that read it. What it accepts the
// reader may still refuse: whether rules fit together, whether a pattern or a field path is one.
[[nodiscard]] std::string config_schema(const std::vector<ClassUses>& classes);

}  // namespace ecrify::config
