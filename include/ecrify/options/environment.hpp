// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ecrify::options {

// The variables and the working folder of the process, beside arguments and descriptors. Tests fill in their
// own.
struct Environment {
  std::map<std::string, std::string, std::less<>> variables;
  std::string folder;  // the working folder, absolute; empty when it is gone

  // The value of a variable. Nothing when it is unset or empty: `VAR= ecrify …` switches it off.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
};

// The working folder, and those variables that ecrify knows, which src/options/environment.cpp lists.
[[nodiscard]] Environment process_environment();

}  // namespace ecrify::options
