// SPDX-License-Identifier: Apache-2.0
#include "containers.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"
#include "names.hpp"
#include "values_field.hpp"

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;

constexpr std::array<std::string_view, 3> container_lists{"containers", "initContainers",
                                                          "ephemeralContainers"};

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
constexpr std::array<std::string_view, 8> push_flags{"destination", "cache-repo", "tag",  "t",
                                                     "push",        "output",     "dest", "target"};

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

// By its image, or by the program that it starts: the first element of `command`, or of `args` where there is
// none.
bool builds_images(const Document& document, NodeIndex container) {
  if (is_builder_image(document.view_of(container, "image"))) return true;
  NodeIndex line = document.value(container, "command");
  if (line == no_node) line = document.value(container, "args");
  if (line == no_node) return false;
  const manifest::Tape& tape = document.tape();
  return tape[line].kind == manifest::NodeKind::sequence && line + 1 < tape[line].next &&
         is_builder(document.view(line + 1));
}

// The flag of `--flag=REF`, `-flag=REF`: its name without dashes, and where the right-hand side begins.
struct Flag {
  std::string_view name;
  std::size_t value_begin;
};
std::optional<Flag> flag_of(std::string_view argument) {
  const std::size_t dashes = argument.starts_with("--") ? 2 : argument.starts_with('-') ? 1 : 0;
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos || equals <= dashes) return std::nullopt;
  const std::string_view name = argument.substr(dashes, equals - dashes);
  const bool is_word = std::all_of(name.begin(), name.end(),
                                   [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
  if (!is_word) return std::nullopt;
  return Flag{name, equals + 1};
}

// The variable is used in what stands there: `$NAME`, `${NAME}`, `$(NAME)`.
bool uses(std::string_view command, std::string_view variable) {
  const auto is_name = [](char c) { return c == '_' || is_alnum(c); };
  for (std::size_t use = command.find('$'); use != std::string_view::npos; use = command.find('$', use + 1)) {
    std::string_view name = command.substr(use + 1);
    if (!name.empty() && (name.front() == '{' || name.front() == '(')) name.remove_prefix(1);
    if (name.starts_with(variable) && (name.size() == variable.size() || !is_name(name[variable.size()])))
      return true;
  }
  return false;
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

// `docker push TARGET`, `buildx build -t TARGET --push`, `crane copy SOURCE TARGET`, `--destination TARGET`,
// `PUSH_TO=TARGET`.
bool pushes(const std::vector<std::string_view>& command, const IsTarget& is_target) {
  constexpr std::string_view copies[] = {"copy", "cp", "sync"};
  bool pushes = false;
  bool copies_before = false;
  bool builds = false;
  bool is_build = false;
  std::size_t target = command.size();
  for (std::size_t i = 0; i < command.size(); ++i) {
    const std::string_view word = command[i];
    if (is_target(word)) {
      target = i;
      const std::string_view name = given_to(command, i);
      // `docker run -t TARGET` is about a terminal.
      if (is_build && name == "t") return true;
      const bool is_named = name.size() > 1;  // most words are given to nothing, and the tables are long
      if (is_named &&
          (names_push_target(name) || setting_find(SettingForm::name, name) == SettingUse::pushed ||
           is_one_of(name, push_flags)))
        return true;
    }
    const bool is_output = word.find("push=true") != std::string_view::npos;  // of buildctl
    builds = builds || is_output || is_builder(word);
    is_build = is_build || (builds && word == "build");
    pushes = pushes || is_output || word == "push" || word == "--push";
    copies_before = copies_before || is_one_of(word, copies);
  }
  if (target == command.size()) return false;
  // Programs that nobody knows have flags `--push` and commands `sync` of their own.
  const bool is_operand = given_to(command, target).empty();
  return (pushes && (builds || is_operand)) ||
         (copies_before && builds && is_operand && target + 1 == command.size());
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

// The variable, or another that is set to it, is what the script pushes to.
bool pushes_to(std::string_view script, std::string_view variable) {
  constexpr std::size_t longest_script = 1 << 16;
  constexpr std::size_t most_names = 4;
  std::vector<std::string_view> names{variable};
  const IsTarget is_target = [&names](std::string_view word) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return uses(word, name); });
  };
  bool found = false;
  for_each_command(script.substr(0, longest_script), [&](const std::vector<std::string_view>& command) {
    found = found || pushes(command, is_target);
    for (std::size_t i = 0; i < command.size() && names.size() < most_names; ++i) {
      const std::string_view name = is_target(command[i]) ? given_to(command, i) : std::string_view();
      if (!name.empty()) names.push_back(name);
    }
  });
  return found;
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

bool pushed_by_script(const Document& document, NodeIndex container, std::string_view variable) {
  return !variable.empty() && pushes_to(script_of(document, container, variable), variable);
}

// `args: [push, REF]`, `command: [crane, copy, REF, REF]`: by the words of the command before it.
bool pushed_by_command(const Place& place, NodeIndex container) {
  bool found = false;
  const IsTarget is_target = [&place](std::string_view word) { return word == place.value; };
  for_each_command(
      script_of(place.document, container, place.value),
      [&](const std::vector<std::string_view>& command) { found = found || pushes(command, is_target); });
  return found;
}

// `docker push $(params.NAME)`, `--destination={{workflow.parameters.NAME}}` of any container of the
// document.
bool pushed_as_parameter(const Document& document, std::string_view name) {
  const manifest::Tape& tape = document.tape();
  const auto is_name = [](char c) { return is_alnum(c) || c == '-' || c == '_'; };
  const IsTarget is_target = [&](std::string_view word) {
    for (std::size_t at = word.find(name); at != std::string_view::npos; at = word.find(name, at + 1)) {
      const std::string_view before = word.substr(0, at);
      const bool is_whole = at + name.size() == word.size() || !is_name(word[at + name.size()]);
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

// The element before the leaf in its sequence, "" for the first.
std::string element_before(const Place& place) {
  const Step& step = place.step(0);
  if (step.kind != StepKind::item || step.item == 0) return "";
  const manifest::Tape& tape = place.document.tape();
  // Items stand one behind the other: the one before ends where this one begins.
  NodeIndex before = step.node - 1;
  while (before != step.container && tape[before].parent != step.container) before = tape[before].parent;
  return before == step.container ? "" : place.document.scalar(before);
}

// AIRFLOW__KUBERNETES__WORKER_CONTAINER_REPOSITORY, too.
bool names_image(std::string_view variable) {
  return contains_word(variable, "image") || ends_with_word(variable, "container_repository");
}

// The images of a list `3.5.0=REF,REF`, with commas, blanks or line ends between: nothing where any item is
// something else than one full reference with tag or digest, perhaps behind `KEY=`.
std::vector<Span> images_of_list(std::string_view value, std::size_t offset) {
  constexpr std::string_view between = ", \t\r\n;";
  std::vector<Span> images;
  for (std::size_t begin = value.find_first_not_of(between); begin != std::string_view::npos;) {
    const std::size_t end = std::min(value.find_first_of(between, begin), value.size());
    const std::string_view item = value.substr(begin, end - begin);
    const std::size_t key = item.find('=') + 1;
    const Reading reading = reading_of(item.substr(key));
    if (!reading.pinned) return {};
    images.push_back({offset + begin + key, offset + end});
    begin = value.find_first_not_of(between, end);
  }
  return images;
}

// Two items or more, each a legal reference as it stands, perhaps behind `KEY=`. A script has blanks in its
// lines.
bool is_list_of_names(std::string_view list) {
  constexpr std::string_view separators = ",;\n";
  std::size_t items = 0;
  for (std::size_t begin = list.find_first_not_of(separators); begin != std::string_view::npos; ++items) {
    const std::size_t end = std::min(list.find_first_of(separators, begin), list.size());
    const std::string_view item = list.substr(begin, end - begin);
    const reference::NormalizeResult read = reference::normalize(item.substr(item.find('=') + 1));
    if (!read.ok() && read.error != reference::ParseError::name_contains_uppercase) return false;
    begin = list.find_first_not_of(separators, end);
  }
  return items > 1;
}

// A list of images under a name that says so: rewritten item by item where each is one, else looked at as a
// whole.
void read_list(const Place& place, std::string_view list, std::size_t offset, Argument& argument) {
  argument.parts = images_of_list(list, offset);
  if (!argument.parts.empty() || !is_list_of_names(list)) return;
  for (const Mention& mention : place.mentions) {
    const bool is_image = mention.has_repository && mention.scheme.empty() && mention.span.begin >= offset;
    if (is_image) argument.parts.push_back(mention.span);
  }
  argument.mixed = !argument.parts.empty();
}

std::optional<Argument> in_arguments(const Place& place) {
  // The container is the mapping that holds `args` or `command`.
  const NodeIndex container = place.step(1).container;
  Argument argument;
  const std::string before = element_before(place);
  const bool behind_flag = before.starts_with('-') && before.find('=') == std::string::npos;
  // `--kafka-images`, `3.5.0=REF,3.6.0=REF`: a list, and no flag of its own.
  const bool is_list = behind_flag && names_image(before) && !place.value.starts_with('-');
  const auto own_flag = is_list ? std::nullopt : flag_of(place.value);
  if (const auto& flag = own_flag) {
    const std::string_view right = place.value.substr(flag->value_begin);
    const Reading inner = reading_of(right);
    if (!inner.full_reference) {
      if (names_image(flag->name)) read_list(place, right, flag->value_begin, argument);
      argument.pushes = names_push_target(flag->name);
      argument.builder = !argument.parts.empty() && builds_images(place.document, container);
      return argument.parts.empty() ? std::nullopt : std::optional(argument);
    }
    argument.parts = {{flag->value_begin, place.value.size()}};
    argument.pushes = is_one_of(flag->name, push_flags) || names_push_target(flag->name);
    if (!inner.pinned && !ends_with_word(flag->name, "image") && !argument.pushes) return std::nullopt;
    argument.builder = builds_images(place.document, container);
    return argument;
  }
  const std::string_view flag =
      std::string_view(before).substr(std::min(before.find_first_not_of('-'), before.size()));
  if (!place.full_reference) {
    if (behind_flag && names_image(flag) && !place.mentions.empty())
      read_list(place, place.value, 0, argument);
    argument.pushes = names_push_target(flag);
    argument.builder = !argument.parts.empty() && builds_images(place.document, container);
    return argument.parts.empty() ? std::nullopt : std::optional(argument);
  }
  argument.parts = {{0, place.value.size()}};
  argument.pushes = (behind_flag && (is_one_of(flag, push_flags) || names_push_target(flag))) ||
                    pushed_by_command(place, container);
  if (!place.pinned && !(behind_flag && ends_with_word(flag, "image")) && !argument.pushes)
    return std::nullopt;
  argument.builder = builds_images(place.document, container);
  return argument;
}

// `args` and `command` of containers, and what charts and custom resources add to these: `extraArgs`. Those
// of builds name what is built from.
bool is_argument_list(std::string_view key) {
  return key == "command" || (ends_with_word(key, "args") && !contains_word(key, "build"));
}

bool is_in_arguments(const Place& place) {
  return place.step(0).kind == StepKind::item && is_argument_list(place.key(1));
}

// `KEY=VALUE`, of arguments and of generators.
bool is_flag_or_literal(const Place& place) { return is_in_arguments(place) || is_generator_literal(place); }

// Parameters of pipelines name what is built as often as what is run.
bool names_push(std::string_view variable) {
  return contains_word(variable.substr(0, 6), "output") || contains_word(variable.substr(0, 4), "dest");
}
bool is_workflow_parameter(const Place& place) {
  return place.object.group == "argoproj.io" && place.key(2) == "parameters" &&
         (place.key(3) == "arguments" || place.key(3) == "inputs" || place.key(3) == "outputs");
}
bool is_task_parameter(const Place& place) {
  return place.object.group == "tekton.dev" && place.key(2) == "params";
}
bool may_be_built(const Place& place, std::string_view parameter) {
  return place.object.group == "tekton.dev" && (parameter.size() == 5 || contains_word(parameter, "url"));
}

}  // namespace

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

void append_beside(const Document& document, NodeIndex leaf, std::string_view value, std::string& text) {
  const manifest::Tape& tape = document.tape();
  const auto key_of = [&](NodeIndex node) {
    return tape[node].slot == no_node || tape[tape[node].parent].kind != manifest::NodeKind::mapping
               ? ""
               : document.view(tape[node].slot);
  };
  const NodeIndex variable = tape[leaf].parent;
  if (variable == no_node || key_of(leaf) != "value") return;
  const NodeIndex list = tape[variable].parent;
  if (list == no_node || tape[list].kind != manifest::NodeKind::sequence || tape[list].parent == no_node ||
      key_of(list) != "env")
    return;
  const NodeIndex container = tape[list].parent;
  // A colon behind the last slash begins a tag.
  const std::size_t slash = value.rfind('/');
  const bool pinned =
      value.find_first_of(":@", slash == std::string_view::npos ? 0 : slash) != std::string_view::npos;
  text += pinned ? "pinned\n" : "";
  const std::string_view name = document.view_of(variable, "name");
  text += names_image(name) ? "image\n" : "";
  text += setting_find(SettingForm::name, name) ? "setting\n" : "";
  text += names_os_image(name) ? "os\n" : "";
  text += names_push_target(name) || pushed_by_script(document, container, name) ? "push\n" : "";
  text += builds_images(document, container) ? "builder\n" : "";
}

std::string name_of(const Place& place) {
  if (is_flag_or_literal(place)) {
    if (const auto flag = flag_of(place.value)) return std::string(flag->name);
    const std::string before = element_before(place);
    return before.starts_with('-') && before.find('=') == std::string::npos
               ? before.substr(std::min(before.find_first_not_of('-'), before.size()))
               : "";
  }
  if (place.key() == "value" || place.key() == "default") {
    if (std::string name = place.sibling("name"); !name.empty()) return name;
    // Rancher's settings are objects: {kind: Setting, metadata: {name: system-default-registry}, value: …}.
    if (const std::string path = place.sibling("path"); place.key() == "value" && path.starts_with('/'))
      return path.substr(path.rfind('/') + 1);
    if (place.below({"value"}))
      return place.document.text_of(place.document.value(place.object.node, "metadata"), "name");
    // `extraEnv: {DOCKER_MODS: {value: REF}}`
    if (!place.key(1).empty()) return std::string(place.key(1));
  }
  return std::string(place.key());
}

namespace {

// By all of a path with dots between, by its last keys, and by the last one alone: trivy.dbRegistry,
// env.DOCKER_MODS.
std::optional<SettingUse> setting_named(std::string_view path) {
  auto use = setting_find(SettingForm::name, path);
  for (std::size_t dot = path.find('.'); !use && dot != std::string_view::npos; dot = path.find('.')) {
    path.remove_prefix(dot + 1);
    use = setting_find(SettingForm::name, path);
  }
  return use;
}

}  // namespace

std::optional<SettingUse> setting_of(const Place& place) {
  if (place.step(0).kind == StepKind::key) return std::nullopt;
  if (is_flag_or_literal(place)) {
    if (const auto flag = flag_of(place.value)) {
      const auto form = place.value.starts_with('-') ? SettingForm::flag : SettingForm::name;
      if (const auto use = setting_find(form, flag->name)) return use;
      // `--env=DOCKER_MODS=REF`
      const auto variable = flag_of(place.value.substr(flag->value_begin));
      return variable ? setting_find(SettingForm::name, variable->name) : std::nullopt;
    }
    const std::string before = element_before(place);
    return before.starts_with('-') ? setting_find(SettingForm::flag, before) : std::nullopt;
  }
  constexpr std::size_t longest_name = 256;
  if (place.key() == "value" || place.key() == "default") {
    std::string name = place.sibling("name");
    if (name.empty() && place.key() == "value") {
      name = place.sibling("path");  // of a JSON patch: /data/DOCKER_MODS
      std::replace(name.begin(), name.end(), '/', '.');
    }
    if (!name.empty()) return name.size() > longest_name ? std::nullopt : setting_named(name);
  }
  // The last key that leads to the value, the last two, the last three; `value` is none of them.
  constexpr std::size_t most_keys = 3;
  constexpr std::size_t longest_key = 64;
  std::string name;
  for (std::size_t back = place.key() == "value" ? 1 : 0, keys = 0; keys < most_keys && back < place.steps();
       ++back) {
    if (place.step(back).kind == StepKind::item) continue;
    const std::string_view key = place.key(back);
    if (key.empty() || key.size() > longest_key) break;
    name.insert(0, std::string(key) + (name.empty() ? "" : "."));
    if (const auto use = setting_find(SettingForm::name, name)) return use;
    ++keys;
  }
  return std::nullopt;
}

bool is_container_image(const Place& place) {
  return place.ends_with({"[]", "image"}) && is_one_of(place.key(2), container_lists);
}

bool is_generator_literal(const Place& place) {
  const std::string_view kind = place.object.kind;
  const bool is_generator = kind == "ConfigMapGenerator" || kind == "SecretGenerator";
  if (is_generator && place.below({"literals", "[]"})) return true;
  const bool is_kustomization =
      place.context.role == Role::kustomization || place.object.group == "kustomize.config.k8s.io";
  return is_kustomization && (place.ends_with({"configMapGenerator", "[]", "literals", "[]"}) ||
                              place.ends_with({"secretGenerator", "[]", "literals", "[]"}));
}

bool is_image_volume(const Place& place) { return place.ends_with({"volumes", "[]", "image", "reference"}); }

std::optional<Argument> argument_of(const Place& place) {
  if (is_in_arguments(place)) return in_arguments(place);
  Argument argument;
  if (!place.full_reference) {
    // Charts have variables in lists of other names, too: `extraEnv`, `extraEnvVars`.
    const bool is_variable = place.ends_with({"env", "[]", "value"}) ||
                             (place.ends_with({"[]", "value"}) && is_in_values(place)) ||
                             (place.key(1) == "env" && place.step(0).kind == StepKind::value);
    const bool may_be_list = !place.mentions.empty() || reference::may_hold_placeholder(place.value);
    if (!is_variable || !names_image(place.name) || !may_be_list) return std::nullopt;
    read_list(place, place.value, 0, argument);
    argument.pushes = names_push_target(place.name);
    argument.builder = place.key(2) == "env" && builds_images(place.document, place.step(2).container);
    return argument.parts.empty() ? std::nullopt : std::optional(argument);
  }
  argument.parts = {{0, place.value.size()}};
  // Flags as a mapping: `extraArgs: {sidecar-image: REF}`.
  if (place.step(0).kind == StepKind::value && place.key(1) != "command" && is_argument_list(place.key(1))) {
    argument.pushes = is_one_of(place.key(), push_flags) || names_push_target(place.key());
    return place.pinned || ends_with_word(place.key(), "image") || argument.pushes ? std::optional(argument)
                                                                                   : std::nullopt;
  }
  // A variable that a JSON patch adds: {path: /spec/…/env/-, value: {name: X_IMAGE, value: REF}}.
  if (place.context.role == Role::patch && place.ends_with({"[]", "value", "value"}) &&
      place.document.text_of(place.step(1).container, "path").find("/env/") != std::string::npos) {
    const std::string name = place.sibling("name");
    argument.pushes = names_push_target(name);
    return place.pinned || names_image(name) ? std::optional(argument) : std::nullopt;
  }
  if (place.ends_with({"env", "[]", "value"})) {
    const std::string name = place.sibling("name");
    if (!place.pinned && !names_image(name)) return std::nullopt;
    argument.pushes =
        names_push_target(name) || pushed_by_script(place.document, place.step(2).container, name);
    argument.builder = builds_images(place.document, place.step(2).container);
    return argument;
  }
  // Name and value elsewhere (parameters of workflows and templates), and maps of environment variables.
  if (place.ends_with({"[]", "value"}) || place.ends_with({"[]", "default"})) {
    const std::string name = place.sibling("name");
    const bool is_parameter = is_workflow_parameter(place) || is_task_parameter(place);
    if (is_parameter && place.document.runs_parameter(name)) return argument;
    if (!names_image(name) || may_be_built(place, name)) return std::nullopt;
    const bool names_one = ends_with_word(name, "image") || ends_with_word(name, "imagename") ||
                           ends_with_word(name, "repository");
    if (!place.pinned && !names_one) return std::nullopt;
    argument.pushes = names_push(name) || (is_parameter && pushed_as_parameter(place.document, name));
    if (is_workflow_parameter(place) && !argument.pushes) return std::nullopt;
    return argument;
  }
  if (place.key(1) == "env" && names_image(place.key())) return argument;
  return std::nullopt;
}

}  // namespace ecrify::locate
