// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"

// What is made from the tables of flag_table.hpp for shells and for man.
namespace ecrify::cli {

// The script for bash, zsh or fish; fails on another name. Completed are commands, flags, values that are
// words of a short list, and file names.
[[nodiscard]] Result<std::string> completion_script(std::string_view shell);

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

// ecrify(1), for man and mandoc. `version` stands in its footer.
[[nodiscard]] std::string man_page(std::string_view version);

}  // namespace ecrify::cli
