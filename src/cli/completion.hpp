// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ecrify/cli/completion.hpp"
#include "ecrify/cli/flag_table.hpp"

namespace ecrify::cli {

inline constexpr std::string_view shells = "bash zsh fish";

[[nodiscard]] inline bool takes_value(const FlagRow& row) {
  return !std::holds_alternative<Switch>(row.target) && !std::holds_alternative<OptionalValue>(row.target);
}
[[nodiscard]] inline bool is_repeatable(const FlagRow& row) {
  return std::holds_alternative<ValueList>(row.target) || std::holds_alternative<WordList>(row.target) ||
         std::holds_alternative<InOrder>(row.target);
}
[[nodiscard]] inline bool names_file(const FlagRow& row) {
  return takes_value(row) && (row.value == "FILE" || std::holds_alternative<WordList>(row.target));
}

// All values that the flag has behind this command, with blanks between them; empty where these are no words
// of a list.
[[nodiscard]] std::string value_choices(const FlagRow& row, Command command);

// The words of a command that are no flags, where there is a list of them, with blanks between them.
[[nodiscard]] std::string_view argument_choices(const CommandRow& row);
// Whether its arguments are paths.
[[nodiscard]] bool takes_paths(const CommandRow& row);

// The text in single quotes of a shell.
[[nodiscard]] std::string shell_quoted(std::string_view text);

// "rewrite" of "rewrite", "show" of "config show".
[[nodiscard]] inline std::string_view last_word(const CommandRow& row) {
  return row.name.substr(row.name.find(' ') == std::string_view::npos ? 0 : row.name.find(' ') + 1);
}

}  // namespace ecrify::cli
