// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ecrify::options {

// What the program takes from its surroundings, beside its arguments and descriptors. Tests fill in their
// own.
struct Environment {
  std::map<std::string, std::string, std::less<>> variables;
  std::string folder;  // the working folder, absolute; empty when it is gone

  // Nothing when the variable is unset, and also when it is empty: `VAR= ecrify …` switches it off.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
};

// Only the variables that ecrify knows (they stand in the .cpp), and the working folder.
[[nodiscard]] Environment process_environment();

}  // namespace ecrify::options
