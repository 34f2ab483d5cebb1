// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/options/invocation.hpp"

// Commands that a message proposes. They can be pasted: they name the paths of the run.
namespace ecrify::options {

// The text in single quotes of a shell.
[[nodiscard]] std::string shell_quoted(std::string_view text);

// A word as a shell takes it, in quotes where it needs them. Control characters become visible escapes: then
// it is for eyes.
[[nodiscard]] std::string shell_word(std::string_view raw);
// Paths with a blank before each; PATH instead of none, of those that can't be shown, and of more than a line
// holds.
[[nodiscard]] std::string path_words(const std::vector<std::string>& paths);
// "ecrify rewrite -w --rule quay.io=quay deploy": another command with the flags of this one that decide what
// becomes of what. `first` is what it begins with, "rewrite -w"; `more` are flags that are missing, "--region
// REGION".
[[nodiscard]] std::string command_line(const Invocation& invocation, run::Command command,
                                       std::string_view first, std::string_view more = "");

}  // namespace ecrify::options
