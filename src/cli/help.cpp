// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "completion.hpp"
#include "ecrify/cli/completion.hpp"
#include "ecrify/options/flag_table.hpp"

namespace ecrify::cli {
namespace {

constexpr std::size_t most_columns = 100;
constexpr std::size_t longest_left = 25;  // a longer left side puts its text on the next line

void append_padded(std::string& text, std::string_view word, std::size_t width) {
  text += word;
  text.append(width > word.size() ? width - word.size() : 0, ' ');
}

std::string left_side(const options::FlagRow& row) {
  std::string text;
  if (row.letter.empty()) {
    text += "    ";
  } else {
    text.append("-").append(row.letter).append(", ");
  }
  text.append("--").append(row.name);
  if (std::holds_alternative<options::OptionalValue>(row.target)) {
    text.append("[=").append(row.value).append("]");
  } else if (!row.value.empty()) {
    text.append(" ").append(row.value);
  }
  return text;
}

// The commands of a group, or those outside of all with an empty one.
void append_commands(std::string& text, std::string_view group) {
  std::size_t column = 0;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::group_of(row) == group) column = std::max(column, row.name.size() + 2);
  }
  text += "\nCommands:\n";
  for (const options::CommandRow& row : options::command_table()) {
    if (options::group_of(row) != group) continue;
    text += "  ";
    append_padded(text, row.name, column);
    text += row.summary;
    text += '\n';
  }
}

std::string overview() {
  std::string text =
      "ecrify rewrites image references in Kubernetes manifests to Amazon ECR pull-through cache "
      "references,\n"
      "byte for byte.\n\nUsage: ecrify COMMAND [flags] [PATH...|-]\n";
  append_commands(text, "");
  return text + "\n\"ecrify COMMAND --help\" shows the flags of a command.\n";
}

// The names of the command's formats, as prose has them.
std::string format_names(run::Command command) {
  std::string names;
  for (const options::FlagRow& flag : options::flag_table()) {
    if (flag.name != "format") continue;
    for (const char c : value_choices(flag, command))
      names += c == ' ' ? std::string(", ") : std::string(1, c);
  }
  return names;
}

}  // namespace

std::string text_of(const options::CommandRow& row) {
  constexpr std::string_view mark = "{formats}";
  std::string text(row.text);
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) return text;
  text.replace(at, mark.size(), format_names(row.command));
  // Each format makes the line longer: it is wrapped, so that a new one leaves the table as it is.
  std::size_t begin = text.rfind('\n', at) + 1;
  while (std::min(text.find('\n', begin), text.size()) - begin > most_columns) {
    begin = text.rfind(' ', begin + most_columns) + 1;
    text[begin - 1] = '\n';
  }
  return text;
}

std::string help_text(run::Command command) {
  if (command == run::Command::none) return overview();
  const options::CommandRow& row = options::row_of(command);
  std::string text = text_of(row);
  text.append("\n\nUsage: ecrify ").append(row.name);
  if (options::is_group(row)) text += " COMMAND";
  if (!row.usage.empty()) text.append(" ").append(row.usage);
  text += '\n';
  if (options::is_group(row)) append_commands(text, row.name);

  std::string_view group;
  for (const options::FlagRow& flag : options::flag_table()) {
    if (!options::has_flag(command, flag)) continue;
    if (flag.group != group) {
      group = flag.group;
      text.append("\n").append(group).append(":\n");
    }
    const std::string left = left_side(flag);
    text += "  ";
    append_padded(text, left, longest_left + 1);
    if (left.size() > longest_left) text += '\n' + std::string(2 + longest_left + 1, ' ');
    text += flag.help;
    text += '\n';
  }
  return text;
}

}  // namespace ecrify::cli
