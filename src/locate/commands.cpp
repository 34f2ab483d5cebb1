// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_map>
#include <vector>

#include "ecrify/base/ascii.hpp"
#include "names.hpp"

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;

template <class List>
bool is_one_of(std::string_view text, const List& list) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

// Programs that build, copy, sign or scan images, or artifacts beside them: what they are given is as often a
// place to push to, and what they read, they read with a login of their own. talosctl has the machine pull
// its installer.
constexpr std::string_view builders[] = {
    "apko",     "buildah", "buildctl", "copa",    "cosign",   "crane", "crictl",      "ctr",    "docker",
    "falcoctl", "flux",    "flux-cli", "gcrane",  "grype",    "ig",    "imgpkg",      "kaniko", "kbld",
    "ko",       "krane",   "melange",  "nerdctl", "notation", "oras",  "osv-scanner", "podman", "regbot",
    "regctl",   "regsync", "skopeo",   "syft",    "talosctl", "trivy", "umoci",
};
// Images of theirs have names such as gcr.io/kaniko-project/executor and moby/buildkit.
constexpr std::string_view builder_projects[] = {"buildah",        "buildkit", "buildpacksio",
                                                 "kaniko-project", "podman",   "skopeo"};
// Programs of theirs whose names say less than the folder: `exporter` in that of the Cloud Native Buildpacks'
// lifecycle.
constexpr std::string_view builder_folders[] = {"/cnb/lifecycle/", "/kaniko/", "/lifecycle/"};

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_builder_image(std::string_view image) {
  if (image.find("://") != std::string_view::npos) return false;
  image = image.substr(0, image.find('@'));
  const std::string_view last = last_component(image);
  if (is_one_of(last.substr(0, last.find(':')), builders)) return true;
  for (std::size_t begin = 0; begin < image.size();) {
    const std::size_t end = std::min(image.find_first_of("/:", begin), image.size());
    if (is_one_of(image.substr(begin, end - begin), builder_projects)) return true;
    begin = end + 1;
  }
  return false;
}

bool is_builder(std::string_view program) {
  constexpr std::size_t longest_path = 4096;
  if (program.size() > longest_path) return false;
  return is_one_of(last_component(program), builders) ||
         std::any_of(std::begin(builder_folders), std::end(builder_folders),
                     [&](std::string_view folder) { return program.starts_with(folder); });
}

// Visits the variables that a word uses: `$NAME`, `${NAME}`, `$(my.name)`.
template <class Visit>
void for_each_variable(std::string_view word, const Visit& visit) {
  const auto length = [](std::string_view name, std::string_view more) {
    return static_cast<std::size_t>(std::find_if(name.begin(), name.end(),
                                                 [&](char c) {
                                                   return c != '_' && !is_alnum(c) &&
                                                          more.find(c) == std::string_view::npos;
                                                 }) -
                                    name.begin());
  };
  for (std::size_t use = word.find('$'); use != std::string_view::npos; use = word.find('$', use + 1)) {
    std::string_view name = word.substr(use + 1);
    if (!name.empty() && (name.front() == '{' || name.front() == '(')) name.remove_prefix(1);
    const std::size_t size = length(name, "");
    const std::size_t longer = length(name, ".-");
    if (size > 0) visit(name.substr(0, size));
    if (longer > size) visit(name.substr(0, longer));
  }
}

using IsTarget = std::function<bool(std::string_view word)>;

// The flag or variable that a word of a command is given to: `--to=WORD`, `--to WORD`, `TO="WORD"`.
std::string_view given_to(const std::vector<std::string_view>& command, std::size_t at) {
  if (const auto flag = flag_of(command[at])) return flag->name;
  std::string_view before = at == 0 ? std::string_view() : command[at - 1];
  if (!before.starts_with('-') && !before.ends_with('=')) return {};
  if (before.ends_with('=')) before.remove_suffix(1);
  return before.substr(std::min(before.find_first_not_of('-'), before.size()));
}

// What the words of a command up to some place say.
struct CommandSoFar {
  bool pushes = false;
  bool copies = false;
  bool builds = false;
  bool is_build = false;

  void read(std::string_view word) {
    constexpr std::string_view copy_words[] = {"copy", "cp", "sync"};
    const bool is_output = word.find("push=true") != std::string_view::npos;  // of buildctl
    builds = builds || is_output || is_builder(word);
    is_build = is_build || (builds && word == "build");
    pushes = pushes || is_output || word == "push" || word == "--push";
    copies = copies || is_one_of(word, copy_words);
  }
};

// `buildx build -t TARGET`, `--destination TARGET`, `PUSH_TO=TARGET`, by the words before it.
bool is_named_target(const CommandSoFar& before, const std::vector<std::string_view>& command,
                     std::size_t target) {
  const std::string_view name = given_to(command, target);
  // `docker run -t TARGET` is about a terminal.
  if (before.is_build && name == "t") return true;
  const bool is_named = name.size() > 1;  // most words are given to nothing, and the tables are long
  return is_named && (names_push_target(name) || is_push_flag(name) ||
                      find_known_setting(SettingForm::name, name) == SettingUse::pushed ||
                      find_known_setting(SettingForm::flag, name) == SettingUse::pushed);
}

// `docker push TARGET`, `buildx build --push TARGET`, `crane copy SOURCE TARGET`, by all words.
bool is_operand_pushed(const CommandSoFar& all, const std::vector<std::string_view>& command,
                       std::size_t target) {
  // Programs that nobody knows have flags `--push` and commands `sync` of their own.
  const bool is_operand = given_to(command, target).empty();
  return (all.pushes && (all.builds || is_operand)) ||
         (all.copies && all.builds && is_operand && target + 1 == command.size());
}

bool pushes(const std::vector<std::string_view>& command, const IsTarget& is_target) {
  CommandSoFar words;
  std::size_t target = command.size();
  for (std::size_t i = 0; i < command.size(); ++i) {
    if (is_target(command[i])) {
      target = i;
      if (is_named_target(words, command, i)) return true;
    }
    words.read(command[i]);
  }
  return target < command.size() && is_operand_pushed(words, command, target);
}

// The same of each word that may be one: those with a slash.
void add_pushed(const std::vector<std::string_view>& command, Document::Words& pushed) {
  CommandSoFar words;
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < command.size(); ++i) {
    if (command[i].find('/') != std::string_view::npos) {
      last[command[i]] = i;
      if (is_named_target(words, command, i)) pushed.emplace(command[i]);
    }
    words.read(command[i]);
  }
  if (!words.pushes && !words.copies) return;
  for (const auto& [word, at] : last) {
    if (is_operand_pushed(words, command, at)) pushed.emplace(word);
  }
}

bool ends_command(std::string_view script, std::size_t at) {
  if (at == script.size()) return true;
  const char c = script[at];
  return c == ';' || c == '&' || c == '|' || (c == '\n' && (at == 0 || script[at - 1] != '\\'));
}

bool is_between_words(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '"' || c == '\'' || c == '\\' || c == '`';
}

// The commands of a script, each as its words without quotes.
template <class Visit>
void for_each_command(std::string_view script, const Visit& visit) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= script.size(); ++at) {
    const bool is_end = ends_command(script, at);
    if (!is_end && !is_between_words(script[at])) continue;
    if (at > begin) words.push_back(script.substr(begin, at - begin));
    begin = at + 1;
    if (!is_end) continue;
    visit(words);
    words.clear();
  }
}

// The uses of a variable in a script. Words and commands are counted from its beginning.
struct ScriptVariable {
  struct Assignment {
    std::size_t word;
    std::size_t command;
    std::string_view name;
  };
  std::vector<Assignment> given_to;  // the variables and flags that get its value
  std::size_t last_use = 0;          // in a command
  std::size_t pushed_in = 0;         // the last of the commands that push to it
};
using ScriptVariables = std::unordered_map<std::string_view, ScriptVariable>;

ScriptVariables variables_of(std::string_view script) {
  ScriptVariables all;
  std::size_t count = 0;    // of words
  std::size_t command = 0;  // 0: none
  for_each_command(script, [&](const std::vector<std::string_view>& words) {
    ++command;
    CommandSoFar so_far;
    std::vector<std::string_view> used;
    for (std::size_t i = 0; i < words.size(); so_far.read(words[i++]), ++count) {
      const std::size_t first = used.size();
      for_each_variable(words[i], [&](std::string_view name) { used.push_back(name); });
      if (used.size() == first) continue;
      const bool is_target = is_named_target(so_far, words, i);
      const std::string_view given = given_to(words, i);
      for (std::size_t at = first; at < used.size(); ++at) {
        ScriptVariable& variable = all[used[at]];
        variable.last_use = i;
        if (is_target) variable.pushed_in = command;
        if (!given.empty()) variable.given_to.push_back({count, command, given});
      }
    }
    for (const std::string_view name : used) {
      ScriptVariable& variable = all[name];
      if (is_operand_pushed(so_far, words, variable.last_use)) variable.pushed_in = command;
    }
  });
  return all;
}

// The variable, or another that is set to it, is what the script pushes to.
bool is_pushed(const ScriptVariables& all, std::string_view variable) {
  constexpr std::size_t most_names = 4;
  std::vector<ScriptVariable::Assignment> names{{0, 0, variable}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = all.find(names[i].name);
    if (found == all.end()) continue;
    if (found->second.pushed_in > names[i].command) return true;
    const std::vector<ScriptVariable::Assignment>& given = found->second.given_to;
    auto one = std::partition_point(given.begin(), given.end(), [&](const auto& before) {
      return i > 0 && before.word <= names[i].word;
    });
    for (; one != given.end() && names.size() < most_names; ++one) names.push_back(*one);
  }
  return false;
}

Document::Words pushed_variables(std::string_view script) {
  constexpr std::size_t longest_script = 1 << 16;
  Document::Words pushed;
  const ScriptVariables all = variables_of(script.substr(0, longest_script));
  for (const auto& [name, variable] : all) {
    if (is_pushed(all, name)) pushed.emplace(name);
  }
  return pushed;
}

// Visits what a container runs: its command with its arguments, or its script. Tekton's steps and the
// templates of Argo Workflows have the latter in a field of their own.
template <class Visit>
void for_each_run(const Document& document, NodeIndex container, const Visit& visit) {
  const manifest::Tape& tape = document.tape();
  for (const std::string_view key : {"command", "args", "script", "source"}) {
    const NodeIndex list = document.value(container, key);
    if (list == no_node) continue;
    if (tape[list].kind == manifest::NodeKind::scalar) visit(list, '\n');
    if (tape[list].kind != manifest::NodeKind::sequence) continue;
    for (NodeIndex item = list + 1; item < tape[list].next; item = tape[item].next) {
      if (tape[item].kind == manifest::NodeKind::scalar) visit(item, ' ');
    }
  }
}

// That in one text; empty where the word is not in it, as in nearly all containers.
std::string script_of(const Document& document, NodeIndex container, std::string_view word) {
  bool has_word = false;
  for_each_run(document, container, [&](NodeIndex node, char) {
    has_word = has_word || document.view(node).find(word) != std::string_view::npos;
  });
  std::string script;
  if (!has_word) return script;
  for_each_run(document, container,
               [&](NodeIndex node, char end) { script.append(document.scalar(node)) += end; });
  return script;
}

}  // namespace

bool is_push_flag(std::string_view name) {
  constexpr std::string_view flags[] = {"destination", "cache-repo", "tag",  "t",
                                        "push",        "output",     "dest", "target"};
  return is_one_of(name, flags);
}

bool builds_images(const Document& document, NodeIndex container) {
  if (is_builder_image(document.view_of(container, "image"))) return true;
  NodeIndex line = document.value(container, "command");
  if (line == no_node) line = document.value(container, "args");
  if (line == no_node) return false;
  const manifest::Tape& tape = document.tape();
  return tape[line].kind == manifest::NodeKind::sequence && line + 1 < tape[line].next &&
         is_builder(document.view(line + 1));
}

std::optional<Flag> flag_of(std::string_view argument) {
  const std::size_t dashes = argument.starts_with("--") ? 2 : argument.starts_with('-') ? 1 : 0;
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos || equals <= dashes) return std::nullopt;
  const std::string_view name = argument.substr(dashes, equals - dashes);
  const bool is_word =
      std::all_of(name.begin(), name.end(), [](char c) { return is_word_byte(c) || c == '.'; });
  if (!is_word) return std::nullopt;
  return Flag{name, equals + 1};
}

bool pushed_by_script(const Document& document, NodeIndex container, std::string_view variable) {
  return document
      .answer(container, Document::Question::pushed_variables,
              [&] { return pushed_variables(script_of(document, container, "$")); })
      .contains(variable);
}

bool pushed_by_command(const Place& place, NodeIndex container) {
  const Document& document = place.document;
  const Document::Words& pushed = document.answer(container, Document::Question::pushed_words, [&] {
    Document::Words words;
    for_each_command(script_of(document, container, ""),
                     [&](const std::vector<std::string_view>& command) { add_pushed(command, words); });
    return words;
  });
  return pushed.contains(place.value);
}

bool pushed_as_parameter(const Document& document, std::string_view name) {
  const manifest::Tape& tape = document.tape();
  const IsTarget is_target = [&](std::string_view word) {
    for (std::size_t at = word.find(name); at != std::string_view::npos; at = word.find(name, at + 1)) {
      const std::string_view before = word.substr(0, at);
      const bool is_whole = at + name.size() == word.size() || !is_word_byte(word[at + name.size()]);
      if (is_whole && (before.ends_with("params.") || before.ends_with("parameters."))) return true;
    }
    return false;
  };
  bool found = false;
  for (const NodeIndex use : document.other_uses_of_parameter(name)) {
    NodeIndex container = tape[use].parent;
    if (container != no_node && tape[container].kind == manifest::NodeKind::sequence)
      container = tape[container].parent;
    if (found || container == no_node || tape[container].kind != manifest::NodeKind::mapping) continue;
    for_each_command(script_of(document, container, name), [&](const std::vector<std::string_view>& command) {
      found = found || pushes(command, is_target);
    });
  }
  return found;
}

bool is_pushed_in(std::string_view text, Span reference) {
  constexpr std::size_t longest_command = 256;
  const std::size_t first = reference.begin - std::min(reference.begin, longest_command);
  text = text.substr(0, std::min(reference.end + longest_command, text.size()));
  // A text may hold millions of references, and hardly any stands near one of these.
  constexpr std::string_view words[] = {"push", "copy",   "cp ", "sync",   "build",
                                        "dest", "output", "tag", "target", "KO_"};
  const bool may_push =
      std::any_of(std::begin(words), std::end(words), [around = text.substr(first)](std::string_view word) {
        return around.find(word) != std::string_view::npos;
      });
  if (!may_push) return false;
  // The command that holds it, alone: others stand around it.
  std::size_t begin = reference.begin;
  while (begin > first && !ends_command(text, begin - 1)) --begin;
  std::size_t end = reference.begin;
  while (!ends_command(text, end)) ++end;
  const IsTarget is_target = [at = text.data() + reference.begin](std::string_view word) {
    return word.data() <= at && at < word.data() + word.size();
  };
  bool found = false;
  for_each_command(text.substr(begin, end - begin), [&](const std::vector<std::string_view>& command) {
    found = found || pushes(command, is_target);
  });
  return found;
}

}  // namespace ecrify::locate
