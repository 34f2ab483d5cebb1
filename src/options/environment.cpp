// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/environment.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace ecrify::options {
namespace {

constexpr std::array known_variables = {
    "AWS_ACCOUNT_ID", "AWS_REGION",      "AWS_DEFAULT_REGION",
    "ECRIFY_CONFIG",  "ECRIFY_ACCOUNT",  "ECRIFY_REGION",
    "NO_COLOR",       "FORCE_COLOR",     "CLICOLOR_FORCE",
    "TERM",           "ECRIFY_FORMAT",   "GITHUB_STEP_SUMMARY",
    "HOME",           "XDG_CONFIG_HOME", "ECRIFY_LOG_FILE",
};

}  // namespace

std::optional<std::string> Environment::get(std::string_view name) const {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

Environment process_environment() {
  Environment environment;
  for (const char* name : known_variables) {
    if (const char* value = std::getenv(name)) environment.variables.emplace(name, value);
  }
  std::error_code error;
  environment.folder = std::filesystem::current_path(error).string();
  return environment;
}

}  // namespace ecrify::options
