// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <filesystem>
#include <initializer_list>
#include <iterator>
#include <map>
#include <system_error>

#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/options/flag_table.hpp"
#include "ecrify/options/hints.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::cli {
namespace {

using Words = std::vector<std::string>;

std::string see_help(const options::CommandRow& command) {
  return "see \"ecrify " + std::string(command.name) + " --help\"";
}

// The names of the commands, of those of a group where there is one, else without these.
Words command_names(std::string_view group) {
  Words names;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::group_of(row) == group)
      names.emplace_back(row.name.substr(group.empty() ? 0 : group.size() + 1));
  }
  return names;
}

// Commands of other programs, and which one here does the same.
struct OtherName {
  std::string_view word;
  std::string_view command;
};
constexpr OtherName other_names[] = {
    {"fix", "rewrite -w"},     {"apply", "rewrite -w"},  {"write", "rewrite -w"}, {"update", "rewrite -w"},
    {"replace", "rewrite -w"}, {"format", "rewrite -w"}, {"fmt", "rewrite -w"},   {"lint", "check"},
    {"scan", "check"},         {"test", "check"},        {"images", "list"},      {"ls", "list"},
    {"why", "explain"},
};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The names that other programs have for -w.
bool is_in_place(std::string_view flag) {
  return is_one_of(flag,
                   {"-i", "--in-place", "--inplace", "--fix", "--apply", "--write", "-w", "-u", "--update"});
}

// The command to type instead of a word that is none; empty where nothing is known of it.
std::string command_meant_by(const std::string& word, const Words& rest) {
  const auto other = std::find_if(std::begin(other_names), std::end(other_names),
                                  [&](const OtherName& one) { return one.word == word; });
  const bool has_command = !rest.empty() && options::find_command(rest.front()) != nullptr;
  if (other != std::end(other_names) || (is_in_place(word) && !has_command)) {
    const std::string_view command = other != std::end(other_names) ? other->command : "rewrite -w";
    const bool is_bare =
        std::all_of(rest.begin(), rest.end(), [](const std::string& one) { return one.starts_with('-'); });
    std::string line(command);
    for (const std::string& one : rest) {
      if (!is_in_place(one)) line += " " + options::shell_word(one);
    }
    return is_bare && command == "rewrite -w" ? line + " PATH" : line;
  }
  const Words of_config = command_names("config");
  return std::find(of_config.begin(), of_config.end(), word) == of_config.end() ? "" : "config " + word;
}

// `group` is empty, or "config" or "generate" for what stands behind that; `rest` is what follows the word.
Failure unknown_command(const std::string& group, const std::string& word, const Words& rest) {
  const std::string before = group.empty() ? "ecrify " : "ecrify " + group + " ";
  const std::string meant = group.empty() ? command_meant_by(word, rest) : "";
  const std::string did_you_mean = meant.empty() ? "" : "did you mean " + in_quotes("ecrify " + meant) + "?";
  if (word.starts_with('-') && word.size() > 1) {
    return problem("the command comes first, not " + in_quotes(word),
                   meant.empty() ? "put it behind: \"" + before + "COMMAND " + word + "\"" : did_you_mean);
  }
  std::error_code error;
  if (group.empty() && (word == "-" || std::filesystem::exists(word, error))) {
    const std::string command = std::filesystem::is_directory(word, error) ? "check" : "rewrite";
    return problem(
        in_quotes(word) + " is no command",
        "did you mean \"ecrify " + command + (word == "-" ? " -" : options::path_words({word})) + "\"?");
  }
  const std::string message = "unknown command " + in_quotes(group.empty() ? word : group + " " + word);
  if (!meant.empty()) return problem(message, did_you_mean);
  const Words names = command_names(group);
  const std::string_view near = nearest(word, std::vector<std::string_view>(names.begin(), names.end()));
  return problem(message, near.empty() ? "the commands are " + listed(names)
                                       : "did you mean \"" + before + std::string(near) + "\"?");
}

const options::FlagRow* flag_named(std::string_view name) {
  const auto found = std::find_if(options::flag_table().begin(), options::flag_table().end(),
                                  [name](const options::FlagRow& row) { return row.name == name; });
  return found == options::flag_table().end() ? nullptr : &*found;
}

// The flags to type instead of those that other programs have; empty where nothing is known of it. `value` is
// what was given to it.
std::string meant_by(const options::Invocation& known, std::string_view name, const std::string& value) {
  const options::CommandRow& command = options::row_of(known.command);
  const bool writes_stdout = run::gives_manifests(command.command) || command.command == run::Command::diff;
  if (writes_stdout && (name == "-o" || name == "--output")) {
    return "it writes to stdout: ecrify " + std::string(command.name) + " … > " +
           (value.empty() ? "FILE" : value);
  }
  if (is_in_place(name)) {
    return in_quotes(options::command_line(known, run::Command::rewrite, "rewrite -w") +
                     options::path_words(known.flags.arguments)) +
           " rewrites files in place";
  }
  const options::FlagRow* const rule = flag_named("rule");
  if (name == "--prefix" && rule != nullptr && options::has_flag(command.command, *rule)) {
    return "a rule has it: --rule ghcr.io=" + (value.empty() ? "PREFIX" : value);
  }
  return "";
}

// `next` is the word behind it, `known` what is known of the others.
Failure unknown_flag(const options::Invocation& known, const std::string& word, const std::string& next) {
  const options::CommandRow& command = options::row_of(known.command);
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string message =
      "unknown flag " + in_quotes(name) + " of \"ecrify " + std::string(command.name) + "\"";
  const std::string value = equals != std::string::npos ? word.substr(equals + 1)
                            : next.starts_with('-')     ? ""
                                                        : next;
  if (std::string meant = meant_by(known, name, value); !meant.empty())
    return problem(message, std::move(meant));
  std::vector<std::string> names;
  for (const options::FlagRow& row : options::flag_table()) {
    const std::string spelt = "--" + std::string(row.name);
    if (options::has_flag(command.command, row)) {
      names.push_back(spelt);
    } else if (name == spelt || (name.size() == 2 && name.substr(1) == row.letter)) {
      for (const options::CommandRow& other : options::command_table()) {
        if (options::has_flag(other.command, row))
          return problem(message, "it belongs to \"ecrify " + std::string(other.name) + "\"");
      }
    }
  }
  // A lone letter is near to every other letter.
  const std::string_view near =
      name.size() > 2 ? nearest(name, std::vector<std::string_view>(names.begin(), names.end())) : "";
  return problem(message, near.empty() ? see_help(command) : "did you mean " + std::string(near) + "?");
}

Failure no_value_given(const std::string& name, const options::CommandRow& command) {
  return problem(name + " needs a value, and it is empty", "is a variable unset? " + see_help(command));
}

// CLI11 takes the next argument as the value of `--flag=`, so that an unset variable in a script would
// swallow a flag.
const std::string* empty_value(const Words& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  const auto found = std::find_if(words.begin(), end, [](const std::string& word) {
    return word.starts_with("--") && word.find('=') == word.size() - 1;
  });
  return found == end ? nullptr : &*found;
}

// The words that CLI11 found for one row of the table. Everything is taken as text, and judged here.
struct FlagWords {
  const options::FlagRow* row;
  Words values;
  const CLI::Option* option;
};

constexpr const char* no_value = "true";  // what CLI11 says for a flag without a value

Status store(const FlagWords& found, const options::CommandRow& command, options::Flags& flags) {
  const std::string name = "--" + std::string(found.row->name);
  if (const auto* target = std::get_if<options::Switch>(&found.row->target)) {
    for (const std::string& value : found.values) {
      if (value != no_value) return problem(name + " takes no value", see_help(command));
    }
    flags.*(*target) = true;
    return Success{};
  }
  if (const auto* target = std::get_if<options::OptionalValue>(&found.row->target)) {
    const std::string& value = found.values.back();
    flags.*(target->member) = value == no_value ? std::string{} : value;
    return Success{};
  }
  for (const std::string& value : found.values) {
    if (value.empty()) return no_value_given(name, command);
    // No value of any flag begins with a dash, so one that does is the next flag.
    if (value.starts_with('-') && value != "-") {
      return problem(name + " needs a value, found " + in_quotes(value), see_help(command));
    }
  }
  if (const auto* target = std::get_if<options::Value>(&found.row->target)) {
    flags.*(*target) = found.values.back();
  } else if (const auto* list = std::get_if<options::ValueList>(&found.row->target)) {
    flags.*(*list) = found.values;
  } else if (const auto* words = std::get_if<options::WordList>(&found.row->target)) {
    flags.*(words->member) = found.values;
  }  // InOrder: see Splitter::read
  return Success{};
}

// CLI11 splits the words into flags, values and the rest. Only the flags of one command are set up.
class Splitter {
 public:
  explicit Splitter(const options::CommandRow& command) : command_(command) {
    app_.set_help_flag();
    app_.allow_extras();
    for (const options::FlagRow& row : options::flag_table()) {
      if (options::has_flag(command.command, row)) add(row);
    }
  }

  Status split(const Words& words) {
    try {
      app_.parse(Words(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError& error) {
      // Only a value that is missing at the very end comes here; its name is the first word of CLI11's text.
      const std::string text = error.what();
      return problem(text.substr(0, text.find(':')) + " needs a value", see_help(command_));
    }
    return Success{};
  }

  Status read(options::Flags& flags) {
    for (const FlagWords& found : collected_) {
      if (found.values.empty()) continue;
      if (Status status = store(found, command_, flags); !status.ok()) return status;
    }
    read_in_order(flags);
    const Words remaining = app_.remaining();
    std::optional<std::size_t> unknown;
    bool only_arguments = false;
    for (std::size_t i = 0; i < remaining.size(); ++i) {
      const std::string& word = remaining[i];
      if (!only_arguments && word == "--") {
        only_arguments = true;
      } else if (!only_arguments && word.size() > 1 && word.front() == '-') {
        if (!unknown) unknown = i;
      } else {
        flags.arguments.push_back(word);
      }
    }
    if (!unknown) return Success{};
    return unknown_flag({command_.command, flags}, remaining[*unknown],
                        *unknown + 1 < remaining.size() ? remaining[*unknown + 1] : "");
  }

 private:
  // CLI11 remembers the order of all flags.
  void read_in_order(options::Flags& flags) {
    std::map<const CLI::Option*, std::size_t> next;
    for (const CLI::Option* option : app_.parse_order()) {
      const auto found = std::find_if(collected_.begin(), collected_.end(),
                                      [&](const FlagWords& one) { return one.option == option; });
      if (found == collected_.end()) continue;
      const auto* target = std::get_if<options::InOrder>(&found->row->target);
      const std::size_t at = next[option]++;
      if (target != nullptr && at < found->values.size()) {
        (flags.*(target->member)).push_back({std::string(found->row->name), found->values[at]});
      }
    }
  }

  void add(const options::FlagRow& row) {
    FlagWords& collected = collected_.emplace_back(FlagWords{&row, {}, nullptr});
    const std::string names =
        (row.letter.empty() ? "" : "-" + std::string(row.letter) + ",") + "--" + std::string(row.name);
    if (std::holds_alternative<options::WordList>(row.target)) {
      collected.option = app_.add_option(names, collected.values)->allow_extra_args(true);
    } else if (std::holds_alternative<options::Value>(row.target) ||
               std::holds_alternative<options::ValueList>(row.target) ||
               std::holds_alternative<options::InOrder>(row.target)) {
      collected.option = app_.add_option(names, collected.values)->allow_extra_args(false);
    } else {
      collected.option =
          app_.add_flag(names, collected.values)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }

  const options::CommandRow& command_;
  std::deque<FlagWords> collected_;  // CLI11 keeps references to the values
  CLI::App app_;
};

// `help rewrite` is `rewrite --help`.
Words without_help(const Words& arguments) {
  const auto subject = std::find_if(arguments.begin(), arguments.end(),
                                    [](const std::string& word) { return word != "help"; });
  Words words(subject, arguments.end());
  if (subject != arguments.begin()) words.emplace_back("--help");
  return words;
}

}  // namespace

Result<options::Invocation> parse_arguments(const std::vector<std::string>& given) {
  const Words arguments = without_help(given);
  if (arguments.empty()) return problem("a command is needed", "see \"ecrify --help\"");
  const std::string& first = arguments.front();
  options::Invocation invocation;
  if (first == "-h" || first == "--help") {
    invocation.flags.help = true;
    return invocation;
  }

  const options::CommandRow* command =
      options::find_command(first == "--version" || first == "-V" ? "version" : first);
  if (command == nullptr)
    return unknown_command("", first, Words(std::next(arguments.begin()), arguments.end()));
  std::size_t taken = 1;
  if (options::is_group(*command)) {
    const std::string second = arguments.size() > 1 ? arguments[1] : "";
    if (second.empty()) {
      return problem(first + " needs one of " + listed(command_names(first)), see_help(*command));
    }
    if (second != "-h" && second != "--help") {
      command = options::find_command(first + " " + second);
      if (command == nullptr) return unknown_command(first, second, {});
      ++taken;
    }
  }
  invocation.command = command->command;

  const Words words(std::next(arguments.begin(), static_cast<std::ptrdiff_t>(taken)), arguments.end());
  if (const std::string* word = empty_value(words)) {
    return no_value_given(word->substr(0, word->size() - 1), *command);
  }
  Splitter splitter(*command);
  if (Status status = splitter.split(words); !status.ok()) return status.failure();
  if (Status status = splitter.read(invocation.flags); !status.ok()) return status.failure();
  return invocation;
}

}  // namespace ecrify::cli
