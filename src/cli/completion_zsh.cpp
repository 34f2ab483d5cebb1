// SPDX-License-Identifier: Apache-2.0
#include "completion.hpp"

namespace ecrify::cli {
namespace {

// Text within the brackets of a specification of _arguments.
std::string in_brackets(std::string_view text) {
  std::string out = "[";
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out + "]";
}

// The values that there are, as they stand behind a value's name.
std::string action(const options::FlagRow& row, run::Command command) {
  if (const std::string choices = value_choices(row, command); !choices.empty()) return "(" + choices + ")";
  return names_file(row) ? "_files" : " ";
}

std::string flag_spec(const options::FlagRow& row, run::Command command) {
  const std::string name = "--" + std::string(row.name);
  const std::string help = in_brackets(row.help);
  std::string value;
  if (takes_value(row)) value = ":" + std::string(row.value) + ":" + action(row, command);
  if (std::holds_alternative<options::OptionalValue>(row.target))
    return options::shell_quoted(name + "=-" + help + "::" + "value:" + action(row, command));
  const std::string long_name = takes_value(row) ? name + "=" : name;
  if (row.letter.empty())
    return options::shell_quoted((is_repeatable(row) ? "*" : "") + long_name + help + value);
  const std::string letter = "-" + std::string(row.letter);
  const std::string others = is_repeatable(row) ? "*" : "(" + letter + " " + name + ")";
  return options::shell_quoted(others) + "{" + letter + (takes_value(row) ? "+" : "") + "," + long_name +
         "}" + options::shell_quoted(help + value);
}

std::string argument_spec(const options::CommandRow& row) {
  if (const std::string_view choices = argument_choices(row); !choices.empty()) {
    const std::string words = "(" + std::string(choices) + ")";
    if (!takes_paths(row)) return options::shell_quoted("1:word:" + words);
    return options::shell_quoted("1:word or file:{_alternative \"words:word:" + words +
                                 "\" \"files:file:_files\"}");
  }
  return takes_paths(row) ? "'*:file:_files'" : "";
}

std::string descriptions(std::string_view group) {
  std::string text;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::group_of(row) != group) continue;
    text +=
        "    " + options::shell_quoted(std::string(last_word(row)) + ":" + std::string(row.summary)) + "\n";
  }
  return text;
}

std::string group_descriptions() {
  std::string text;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::is_group(row))
      text += "    (" + std::string(row.name) + ")\n      group_commands=(\n" + descriptions(row.name) +
              "      )\n      ;;\n";
  }
  return text;
}

}  // namespace

std::string zsh_completion() {
  std::string text =
      "#compdef ecrify\n# zsh completion for ecrify; made by \"ecrify completion zsh\"\n\n"
      "_ecrify() {\n  local -a commands group_commands\n  commands=(\n" +
      descriptions("") +
      "  )\n"
      "  if ((CURRENT == 2)); then\n    _describe -t commands command commands\n    return\n  fi\n"
      "  local command=$words[2]\n"
      "  case $command in\n" +
      group_descriptions() +
      "  esac\n"
      "  if (($#group_commands)); then\n"
      "    if ((CURRENT == 3)); then\n      _describe -t commands \"$command command\" group_commands\n      "
      "return\n    fi\n"
      "    command=\"$command $words[3]\"\n    shift words\n    ((CURRENT--))\n  fi\n"
      "  shift words\n  ((CURRENT--))\n"
      "  case $command in\n";
  for (const options::CommandRow& row : options::command_table()) {
    text += "    (" + options::shell_quoted(row.name) + ")\n      _arguments -s -S";
    for (const options::FlagRow& flag : options::flag_table()) {
      if (options::has_flag(row.command, flag)) text += " \\\n        " + flag_spec(flag, row.command);
    }
    if (const std::string argument = argument_spec(row); !argument.empty())
      text += " \\\n        " + argument;
    text += "\n      ;;\n";
  }
  text += "    (help)\n      _describe -t commands command commands\n      ;;\n  esac\n}\n\n";
  // Sourced, it registers itself; found in $fpath, zsh calls the file as the function.
  return text +
         "if [[ $funcstack[1] == _ecrify ]]; then\n  _ecrify \"$@\"\nelse\n  compdef _ecrify ecrify\nfi\n";
}

}  // namespace ecrify::cli
