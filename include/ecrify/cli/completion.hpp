// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/run/options.hpp"

// The help, shell completions and the man page, generated from the tables of flag_table.hpp.
namespace ecrify::cli {

// The help of one command, or the overview for Command::none: plain text of at most 100 columns.
[[nodiscard]] std::string help_text(run::Command command);

// The script for bash, zsh or fish; fails on another name. Completed are commands, flags, values that are
// words of a short list, and file names.
[[nodiscard]] Result<std::string> completion_script(std::string_view shell);

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

// The page ecrify(1), for man and mandoc, with `version` in its footer.
[[nodiscard]] std::string man_page(std::string_view version);

}  // namespace ecrify::cli
