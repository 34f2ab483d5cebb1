// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "ecrify/cli/completion.hpp"
#include "ecrify/options/flag_table.hpp"
#include "ecrify/options/hints.hpp"

namespace ecrify::cli {

inline constexpr std::string_view shells = "bash zsh fish";

[[nodiscard]] inline bool takes_value(const options::FlagRow& row) {
  return !std::holds_alternative<options::Switch>(row.target) &&
         !std::holds_alternative<options::OptionalValue>(row.target);
}
[[nodiscard]] inline bool is_repeatable(const options::FlagRow& row) {
  return std::holds_alternative<options::ValueList>(row.target) ||
         std::holds_alternative<options::WordList>(row.target) ||
         std::holds_alternative<options::InOrder>(row.target);
}
[[nodiscard]] inline bool names_file(const options::FlagRow& row) {
  return takes_value(row) && (row.value == "FILE" || std::holds_alternative<options::WordList>(row.target));
}

// All values that the flag has behind this command, with blanks between them; empty where these are no words
// of a list.
[[nodiscard]] std::string value_choices(const options::FlagRow& row, run::Command command);

// The text of a command, with the names of its formats filled in, in 100 columns.
[[nodiscard]] std::string text_of(const options::CommandRow& row);

// The words of a command that are no flags, where there is a list of them, with blanks between them.
[[nodiscard]] std::string_view argument_choices(const options::CommandRow& row);
// True for commands whose arguments are paths.
[[nodiscard]] bool takes_paths(const options::CommandRow& row);

// "rewrite" of "rewrite", "show" of "config show".
[[nodiscard]] inline std::string_view last_word(const options::CommandRow& row) {
  return row.name.substr(row.name.find(' ') == std::string_view::npos ? 0 : row.name.find(' ') + 1);
}

}  // namespace ecrify::cli
