// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "completion.hpp"

namespace ecrify::cli {
namespace {

// fish knows two escapes in single quotes.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// A condition of fish: one of these commands has been typed.
std::string seen(std::string_view words) {
  return fish_quoted("__fish_seen_subcommand_from " + std::string(words));
}

std::string condition(const options::CommandRow& row) {
  if (options::group_of(row).empty()) return "__fish_seen_subcommand_from " + std::string(row.name);
  return "begin; __fish_seen_subcommand_from " + std::string(options::group_of(row)) +
         "; and __fish_seen_subcommand_from " + std::string(last_word(row)) + "; end";
}

std::string flag_line(const options::FlagRow& row, const std::string& when, const std::string& choices) {
  std::string line = "complete -c ecrify -n " + fish_quoted(when) + " -l " + std::string(row.name);
  if (!row.letter.empty()) line.append(" -s ").append(row.letter);
  if (takes_value(row)) line += names_file(row) ? " -r -F" : " -x";
  if (!choices.empty()) line += " -a " + fish_quoted(choices);
  return line + " -d " + fish_quoted(row.help) + "\n";
}

// One for all commands that have the flag, unless it takes other words behind some of them.
std::string flag_lines(const options::FlagRow& row) {
  std::map<std::string, std::string> when_by_choices;
  for (const options::CommandRow& command : options::command_table()) {
    if (options::is_group(command) || !options::has_flag(command.command, row)) continue;
    std::string& when = when_by_choices[value_choices(row, command.command)];
    when.append(when.empty() ? "" : "; or ").append(condition(command));
  }
  std::string lines;
  for (const auto& [choices, when] : when_by_choices) lines += flag_line(row, when, choices);
  return lines;
}

std::string group_names(std::string_view group) {
  std::string words;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::group_of(row) == group) words.append(words.empty() ? "" : " ").append(last_word(row));
  }
  return words;
}

}  // namespace

std::string fish_completion() {
  std::string text = "# fish completion for ecrify; made by \"ecrify completion fish\"\n\n";
  std::string without_files;
  for (const options::CommandRow& row : options::command_table()) {
    if (!takes_paths(row) && options::group_of(row).empty())
      without_files.append(without_files.empty() ? "" : " ").append(row.name);
  }
  text += "complete -c ecrify -f -n __fish_use_subcommand\n";
  text += "complete -c ecrify -f -n " + seen(without_files) + "\n\n";
  for (const options::CommandRow& row : options::command_table()) {
    const std::string when =
        options::group_of(row).empty()
            ? "__fish_use_subcommand"
            : fish_quoted("__fish_seen_subcommand_from " + std::string(options::group_of(row)) +
                          "; and not __fish_seen_subcommand_from " + group_names(options::group_of(row)));
    text += "complete -c ecrify -f -n " + when + " -a " + std::string(last_word(row)) + " -d " +
            fish_quoted(row.summary) + "\n";
    if (const std::string_view choices = argument_choices(row); !choices.empty()) {
      text += std::string("complete -c ecrify ") + (takes_paths(row) ? "" : "-f ") + "-n " +
              fish_quoted(condition(row)) + " -a " + fish_quoted(choices) + "\n";
    }
  }
  text += "\n";
  // `config validate` takes files although `config` alone does not.
  for (const options::CommandRow& row : options::command_table()) {
    if (!options::group_of(row).empty() && takes_paths(row)) {
      text += "complete -c ecrify -F -n " + fish_quoted(condition(row)) + "\n";
    }
  }
  for (const options::FlagRow& row : options::flag_table()) text += flag_lines(row);
  return text;
}

}  // namespace ecrify::cli
