// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ecrify/options/invocation.hpp"

// All commands and flags: the parser, the help, the suggestions, the completions and the man page read these
// tables.
namespace ecrify::options {

struct CommandRow {
  run::Command command;
  std::string_view name;     // two words for one of a group: "config show"
  std::string_view usage;    // what follows the name
  std::string_view summary;  // one line for the overview
  std::string_view text;     // more lines for the command's own help, an example among them; {formats} stands
                             // for the names of its formats
};

using Switch = bool Flags::*;
using Value = std::optional<std::string> Flags::*;    // the last one counts
using ValueList = std::vector<std::string> Flags::*;  // each one counts
struct WordList {                                     // each word behind it counts, up to the next flag
  ValueList member;
};
struct OptionalValue {  // --flag or --flag=value, never --flag value
  Value member;
};

struct InOrder {  // each one counts, and its place among the others with the same member
  std::vector<TypedFlag> Flags::*member;
};

struct FlagRow {
  std::string_view letter;  // "w" for -w, empty when there is none
  std::string_view name;    // "write" for --write
  std::string_view value;   // how the help names the value, empty for a switch
  std::string_view group;
  unsigned commands;  // a bit for each command that has it, see has_flag
  std::variant<Switch, Value, ValueList, WordList, OptionalValue, InOrder> target;
  std::string_view help;
  std::string_view choices = {};  // all values there are, with blanks between them, where these are words
};

// The groups of flags that have no say in what becomes of a reference.
inline constexpr std::string_view printing_flags = "What to print";
inline constexpr std::string_view message_flags = "Messages";

[[nodiscard]] std::span<const CommandRow> command_table();
[[nodiscard]] std::span<const FlagRow> flag_table();
[[nodiscard]] bool has_flag(run::Command command, const FlagRow& row);
[[nodiscard]] const CommandRow* find_command(std::string_view name);
[[nodiscard]] const CommandRow& row_of(run::Command command);
// The first word of a command of two: "config". Empty for the others.
[[nodiscard]] std::string_view group_of(const CommandRow& row);
// The command has commands of its own, and does nothing alone.
[[nodiscard]] bool is_group(const CommandRow& row);

}  // namespace ecrify::options
