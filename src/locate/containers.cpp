// SPDX-License-Identifier: Apache-2.0
#include "containers.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "commands.hpp"
#include "ecrify/reference/reference.hpp"
#include "names.hpp"
#include "values.hpp"

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;

constexpr std::array<std::string_view, 3> container_lists{"containers", "initContainers",
                                                          "ephemeralContainers"};

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

// `args` and `command` of containers, and what charts and custom resources add to these: `extraArgs`. Those
// of builds name what is built from.
bool is_argument_list(std::string_view key) {
  return key == "command" || (ends_with_word(key, "args") && !contains_word(key, "build"));
}

bool is_in_arguments(const Place& place) {
  return place.step(0).kind == StepKind::item && is_argument_list(place.key(1));
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
      // Values of a chart, with commas between them: `--set image.repository=REF,image.tag=v1`.
      if (names_image(flag->name) && !before.starts_with("--set"))
        read_list(place, right, flag->value_begin, argument);
      argument.pushes = names_push_target(flag->name);
      argument.builder = !argument.parts.empty() && builds_images(place.document, container);
      return argument.parts.empty() ? std::nullopt : std::optional(argument);
    }
    argument.parts = {{flag->value_begin, place.value.size()}};
    argument.pushes = is_push_flag(flag->name) || names_push_target(flag->name);
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
  argument.pushes =
      (behind_flag && (is_push_flag(flag) || names_push_target(flag))) || pushed_by_command(place, container);
  if (!place.pinned && !(behind_flag && ends_with_word(flag, "image")) && !argument.pushes)
    return std::nullopt;
  argument.builder = builds_images(place.document, container);
  return argument;
}

}  // namespace

bool is_pushed_url(const Place& place) {
  return is_in_arguments(place) && place.mentions.size() == 1 && !place.mentions.front().scheme.empty() &&
         pushed_by_command(place, place.step(1).container);
}

namespace {

// Parameters of pipelines name what is built as often as what is run.
bool names_push(std::string_view variable) {
  return contains_word(variable.substr(0, 6), "output") || contains_word(variable.substr(0, 4), "dest");
}
// `KEY=VALUE`, of arguments and of generators.
bool is_flag_or_literal(const Place& place) { return is_in_arguments(place) || is_generator_literal(place); }

// With those that hand parameters over: triggers.tekton.dev, pipelinesascode.tekton.dev.
bool is_of_tekton(std::string_view group) { return group == "tekton.dev" || group.ends_with(".tekton.dev"); }
bool is_workflow_parameter(const Place& place) {
  return place.object.group == "argoproj.io" && place.key(2) == "parameters" &&
         (place.key(3) == "arguments" || place.key(3) == "inputs" || place.key(3) == "outputs");
}
bool is_task_parameter(const Place& place) {
  return is_of_tekton(place.object.group) && place.key(2) == "params";
}
bool may_be_built(const Place& place, std::string_view parameter) {
  return is_of_tekton(place.object.group) &&
         (contains_word(parameter, "url") || names_image_of_build(parameter));
}

}  // namespace

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
  text += find_known_setting(SettingForm::name, name) ? "setting\n" : "";
  text += names_os_image(name) ? "os\n" : "";
  text += names_push_target(name) || pushed_by_script(document, container, name) ? "push\n" : "";
  text += names_target_image(name) || builds_images(document, container) ? "builder\n" : "";
}

namespace {

// Of Argo CD's configuration management plugins, which read them as they like: `parameters[].string`, `array`
// and `map`, `env[].value`. With the name of the parameter, and the key of the map.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/config-management-plugins/#using-environment-variables-in-your-plugin
std::optional<std::string> plugin_parameter(const Place& place) {
  if (place.object.group != "argoproj.io") return std::nullopt;
  const auto name = [&place](std::size_t back) {
    return place.document.text_of(place.step(back).container, "name");
  };
  if (place.ends_with({"plugin", "parameters", "[]", "string"}) ||
      place.ends_with({"plugin", "env", "[]", "value"}))
    return name(0);
  if (place.ends_with({"plugin", "parameters", "[]", "array", "[]"})) return name(1);
  if (place.ends_with({"plugin", "parameters", "[]", "map", "*"}))
    return name(1) + '.' + std::string(place.key());
  return std::nullopt;
}

}  // namespace

std::string name_of(const Place& place) {
  if (const std::string* const variable = variable_entry(place)) return *variable;
  if (auto parameter = plugin_parameter(place)) return *std::move(parameter);
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
    if (place.below({"value"}))
      return place.document.text_of(place.document.value(place.object.node, "metadata"), "name");
    // `extraEnv: {DOCKER_MODS: {value: REF}}`
    if (!place.key(1).empty()) return std::string(place.key(1));
  }
  return std::string(place.key());
}

namespace {

// Flags as a mapping: `extraArgs: {sidecar-image: REF}`.
bool is_flag_of_mapping(const Place& place) {
  return place.step(0).kind == StepKind::value && place.key(1) != "command" && is_argument_list(place.key(1));
}

// By all of a path with dots between, by its last keys, and by the last one alone: trivy.dbRegistry,
// env.DOCKER_MODS.
std::optional<SettingUse> setting_named(std::string_view path) {
  auto use = find_known_setting(SettingForm::name, path);
  for (std::size_t dot = path.find('.'); !use && dot != std::string_view::npos; dot = path.find('.')) {
    path.remove_prefix(dot + 1);
    use = find_known_setting(SettingForm::name, path);
  }
  return use;
}

}  // namespace

std::optional<SettingUse> setting_of(const Place& place) {
  if (place.step(0).kind == StepKind::key) return std::nullopt;
  if (is_flag_of_mapping(place)) {
    if (const auto use = find_known_setting(SettingForm::flag, place.key())) return use;
  }
  if (const std::string* const variable = variable_entry(place))
    return find_known_setting(SettingForm::name, *variable);
  if (is_flag_or_literal(place)) {
    if (const auto flag = flag_of(place.value)) {
      const auto form = place.value.starts_with('-') ? SettingForm::flag : SettingForm::name;
      if (const auto use = find_known_setting(form, flag->name)) return use;
      // `--env=DOCKER_MODS=REF`
      const auto variable = flag_of(place.value.substr(flag->value_begin));
      return variable ? find_known_setting(SettingForm::name, variable->name) : std::nullopt;
    }
    const std::string before = element_before(place);
    return before.starts_with('-') ? find_known_setting(SettingForm::flag, before) : std::nullopt;
  }
  constexpr std::size_t longest_name = 256;
  if (place.key() == "value" || place.key() == "default") {
    if (const std::string name = place.sibling("name"); !name.empty())
      return name.size() > longest_name ? std::nullopt : setting_named(name);
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
    if (const auto use = find_known_setting(SettingForm::name, name)) return use;
    ++keys;
  }
  return std::nullopt;
}

bool is_container_image(const Place& place) {
  return place.ends_with({"[]", "image"}) &&
         std::find(container_lists.begin(), container_lists.end(), place.key(2)) != container_lists.end();
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

namespace {

// `${HOST}/path:8080`: what begins with a placeholder is an image where that or the name says so.
bool may_be_anything(const Place& place) {
  if (!place.mentions.empty() || !reference::may_hold_placeholder(place.value)) return false;
  const reference::MaskedText masked = reference::mask_placeholders(place.value);
  if (masked.spans.empty() || masked.spans.front().begin != 0) return false;
  if (names_registry(place.value.substr(0, masked.spans.front().size()))) return false;
  return !ends_with_word(place.name, "image") && !(place.pinned && names_image(place.name));
}

}  // namespace

bool is_run_parameter(const Place& place) {
  return (is_workflow_parameter(place) || is_task_parameter(place)) &&
         (place.ends_with({"[]", "value"}) || place.ends_with({"[]", "default"})) &&
         place.document.runs_parameter(place.sibling("name"));
}

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
  if (may_be_anything(place)) return std::nullopt;
  argument.parts = {{0, place.value.size()}};
  if (plugin_parameter(place)) {
    argument.pushes = names_push_target(place.name);
    const bool is_named = names_image(place.name) && (place.pinned || ends_with_word(place.name, "image"));
    return is_named || argument.pushes ? std::optional(argument) : std::nullopt;
  }
  if (is_flag_of_mapping(place)) {
    argument.pushes = is_push_flag(place.key()) || names_push_target(place.key());
    return place.pinned || ends_with_word(place.key(), "image") || argument.pushes ? std::optional(argument)
                                                                                   : std::nullopt;
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
    if (is_run_parameter(place)) return argument;
    const bool is_parameter = is_workflow_parameter(place) || is_task_parameter(place);
    if (!names_image(name)) return std::nullopt;
    argument.pushes = names_push(name) || (is_parameter && pushed_as_parameter(place.document, name));
    if (!argument.pushes && may_be_built(place, name)) return std::nullopt;
    const bool names_one = ends_with_word(name, "image") || ends_with_word(name, "imagename") ||
                           ends_with_word(name, "repository");
    if (!place.pinned && !names_one) return std::nullopt;
    if (is_workflow_parameter(place) && !argument.pushes) return std::nullopt;
    return argument;
  }
  if (place.key(1) == "env" && names_image(place.key())) return argument;
  return std::nullopt;
}

}  // namespace ecrify::locate
