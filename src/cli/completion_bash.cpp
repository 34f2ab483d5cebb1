// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "completion.hpp"

namespace ecrify::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::vector<std::string> spellings(const options::FlagRow& row) {
  std::vector<std::string> names = {"--" + std::string(row.name)};
  if (!row.letter.empty()) names.push_back("-" + std::string(row.letter));
  return names;
}

std::string alternatives(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : "|").append(word);
  return text;
}

// The words that are offered behind one command.
std::string command_case(const options::CommandRow& row) {
  std::vector<std::string> flags;
  for (const options::FlagRow& flag : options::flag_table()) {
    if (!options::has_flag(row.command, flag)) continue;
    for (std::string& name : spellings(flag)) flags.push_back(std::move(name));
  }
  return "    " + options::shell_quoted(row.name) + ") flags=" + options::shell_quoted(joined(flags)) +
         " words=" + options::shell_quoted(argument_choices(row)) +
         " files=" + (takes_paths(row) ? "yes" : "''") + " ;;\n";
}

// The offers behind a flag of a command that wants a value: words, files or nothing. A value that may be
// left out stands behind an equals sign alone.
std::string value_cases() {
  std::map<std::string, std::vector<std::string>> by_answer;
  for (const options::FlagRow& row : options::flag_table()) {
    for (const options::CommandRow& command : options::command_table()) {
      if (!options::has_flag(command.command, row)) continue;
      const std::string choices = value_choices(row, command.command);
      if (!takes_value(row) && choices.empty()) continue;
      const std::string choice = !choices.empty() ? "words " + choices : names_file(row) ? "files" : "none";
      const std::string answer =
          (takes_value(row) ? "echo " : "[[ -z $2 ]] || echo ") + options::shell_quoted(choice);
      // Of every command, where it is the same for all.
      const std::string before = row.choices == choices ? "*' " : "'" + std::string(command.name) + " ";
      for (const std::string& name : spellings(row)) {
        std::vector<std::string>& patterns = by_answer[answer];
        if (std::string pattern = before + name + "'";
            std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) {
          patterns.push_back(std::move(pattern));
        }
      }
    }
  }
  std::string text;
  for (const auto& [answer, names] : by_answer)
    text += "    " + alternatives(names) + ") " + answer + " ;;\n";
  return text;
}

std::string group_words(std::string_view group) {
  std::vector<std::string> words;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::group_of(row) == group) words.emplace_back(last_word(row));
  }
  return joined(words);
}

std::string group_cases() {
  std::string text;
  for (const options::CommandRow& row : options::command_table()) {
    if (!options::is_group(row)) continue;
    text += "    " + std::string(row.name) +
            ")\n      if ((COMP_CWORD == 2)); then\n        COMPREPLY=($(compgen -W " +
            options::shell_quoted(group_words(row.name) + " --help") +
            " -- \"$cur\"))\n        return\n      fi\n"
            "      command=\"$command ${COMP_WORDS[2]}\" first=3\n      ;;\n";
  }
  return text;
}

}  // namespace

std::string bash_completion() {
  std::string text =
      "# bash completion for ecrify; made by \"ecrify completion bash\"\n\n"
      "_ecrify_value() {\n  case \"$3 $1\" in\n" +
      value_cases() +
      "  esac\n}\n\n"
      "_ecrify() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} "
      "first=2\n"
      "  local flags words files value\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n    COMPREPLY=($(compgen -W " +
      options::shell_quoted(group_words("") + " help --help --version") +
      " -- \"$cur\"))\n    return\n  fi\n"
      "  case $command in\n" +
      group_cases() +
      "  esac\n"
      // bash takes `--flag=value` apart: the words are --flag, = and value.
      "  local flag=$prev equals=''\n"
      "  if [[ $cur == = ]]; then\n    cur='' equals=yes\n"
      "  elif [[ $prev == = ]]; then\n    flag=${COMP_WORDS[COMP_CWORD - 2]} equals=yes\n  fi\n"
      "  value=$(_ecrify_value \"$flag\" \"$equals\" \"$command\")\n"
      "  if ((COMP_CWORD > first)) && [[ -n $value ]]; then\n"
      "    case $value in\n"
      "      words*) COMPREPLY=($(compgen -W \"${value#words }\" -- \"$cur\")) ;;\n"
      "      files) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); compopt -o filenames 2>/dev/null ;;\n"
      "    esac\n    return\n  fi\n"
      "  case $command in\n";
  for (const options::CommandRow& row : options::command_table()) text += command_case(row);
  text += "    help) flags='' words=" + options::shell_quoted(group_words("")) +
          " files='' ;;\n"
          "    *) return ;;\n  esac\n"
          "  if [[ $cur == -* ]]; then\n    COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\"))\n"
          "  else\n"
          "    [[ -z $files ]] || { mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); compopt -o filenames "
          "2>/dev/null; }\n"
          "    [[ -z $words ]] || COMPREPLY+=($(compgen -W \"$words\" -- \"$cur\"))\n"
          "  fi\n}\n\ncomplete -F _ecrify ecrify\n";
  return text;
}

}  // namespace ecrify::cli
