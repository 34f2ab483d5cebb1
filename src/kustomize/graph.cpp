// SPDX-License-Identifier: Apache-2.0
// The kustomizations of a run, and what their paths lead to.
#include "graph.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "copied_texts.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/manifest/plain_text.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t least_work = std::size_t{1} << 25U;
constexpr std::size_t work_a_byte = 32;

// True for what kustomize takes for the address of a repository. (api/internal/git/repospec.go)
bool is_remote(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.starts_with("git@") ||
         text.starts_with("git::") || text.starts_with("github.com/") ||
         text.find("?ref=") != std::string_view::npos;
}

// `path` as it is written in a file of `folder`, without `.` and `..`; "" above the root.
std::string joined(const std::string& folder, std::string_view path) {
  std::string whole = path.starts_with('/') ? std::string() : folder;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t slash = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, slash - begin);
    if (part == "..") {
      if (whole.empty()) return "";
      whole.resize(std::min(whole.rfind('/'), whole.size()));
      if (whole.find('/') == std::string::npos && !whole.starts_with('/')) whole.clear();
    } else if (!part.empty() && part != ".") {
      whole.append("/").append(part);
    }
    begin = slash + 1;
  }
  return whole;
}

// The key of the list before `[3]` at the end of a path.
std::string_view list_at_end(std::string_view path) {
  if (!path.ends_with(']')) return {};
  path = path.substr(0, path.rfind('['));
  const std::size_t begin = path.find_last_of(". ");
  return begin == std::string_view::npos ? path : path.substr(begin + 1);
}

// `spec.workers[0].image` as fieldSpecs have it: spec/workers/image.
std::string spec_of(std::string_view path) {
  std::string spec;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[') {
      i = std::min(path.find(']', i), path.size());
    } else {
      spec += path[i] == '.' ? '/' : path[i];
    }
  }
  return spec;
}

bool is_container_image(const ImageName& name) {
  if (name.kind == "CustomResourceDefinition" || name.path.find(": ") != std::string::npos) return false;
  const std::string_view path = name.path;
  const auto list = [&](std::string_view tail) {
    return path.ends_with(tail) ? list_at_end(path.substr(0, path.size() - tail.size())) : "";
  };
  if (const std::string_view key = list(".image"); key == "containers" || key == "initContainers")
    return true;
  return list(".image.reference") == "volumes";
}

}  // namespace

Graph::Graph(Run& run) : run_(run), work_left_(least_work + work_a_byte * run.bytes) {
  add_nodes();
  for (NodeId id = 0; id < nodes_.size(); ++id) connect(id);
  put_in_order();
}

// Where kustomize's images transformer looks: `containers` and `initContainers` at any depth of any object
// but a CustomResourceDefinition, image volumes, and the fields of `configurations`.
// (api/internal/accumulator, api/filters/imagetag/legacy.go)
bool Graph::is_image_place(const ImageName& name, bool in_patch) const {
  if (in_patch)
    return name.is_image || last_key(name.path) == "image" || name.path.ends_with("image.reference");
  return is_container_image(name) || !configurations_of(name).empty();
}

Configurations Graph::configurations_of(const ImageName& name) const {
  Configurations found;
  if (fields_.empty() || is_container_image(name) || name.kind == "CustomResourceDefinition" ||
      name.path.find(": ") != std::string::npos)
    return found;
  const auto named = files_by_field_.find(spec_of(name.path));
  if (named == files_by_field_.end()) return found;
  for (const std::string& kind : {std::string(), name.kind}) {
    const auto files = named->second.find(kind);
    if (files != named->second.end()) found.insert(files->second.begin(), files->second.end());
  }
  return found;
}

bool Graph::spend(std::size_t work) {
  work_left_ -= std::min(work, work_left_);
  return work_left_ > 0;
}

void Graph::add_nodes() {
  for (std::size_t i = 0; i < run_.files.size(); ++i) {
    RunFile& file = run_.files[i];
    file_at_.emplace(file.path, i);
    if (!file.kustomization || !is_kustomization_name(file.path)) continue;
    // kustomize refuses a folder with two of them.
    if (!node_at_.emplace(ecrify::folder_of(file.path), nodes_.size()).second) continue;
    Node node;
    node.file = i;
    node.component = file.kustomization->component;
    for (std::size_t entry = 0; entry < file.kustomization->images.size(); ++entry) {
      const ImageEntry& image = file.kustomization->images[entry];
      node.entries.push_back(entries_.size());
      ImageTransform& added =
          entries_.emplace_back(ImageTransform{i, entry, false, &image, Selector(image.name)});
      added.suppressed = file.outside || (entry < file.suppressed.size() && file.suppressed[entry]);
    }
    nodes_.push_back(std::move(node));
  }
}

Graph::Target Graph::target_of(const Node& from, const std::string& text) const {
  if (text.empty() || is_remote(text)) return {};
  const std::string path = joined(ecrify::folder_of(run_.files[from.file].path), text);
  const auto look = [this](const std::string& at) -> Target {
    if (const auto file = file_at_.find(at); file != file_at_.end()) return {std::nullopt, file->second};
    if (const auto node = node_at_.find(at); node != node_at_.end()) return {node->second, std::nullopt};
    return {};
  };
  const Target target = look(path);
  if (target.node || target.file || !run_.real_path) return target;
  const std::string real = run_.real_path(path);
  return real.empty() || real == path ? target : look(real);
}

void Graph::connect(NodeId id) {
  Node& node = nodes_[id];
  const Kustomization& says = *run_.files[node.file].kustomization;
  // A file that the configuration ignores has no names here.
  const bool holds_images = !says.inline_patches.empty() || !says.literals.empty();
  node.open = (run_.files[node.file].unread && holds_images) || says.charts || !says.generators.empty() ||
              !says.inline_generators.empty();
  for (const Text& text : says.resources) {
    const Target target = target_of(node, text.text);
    if (target.node)
      node.kids.push_back(*target.node);
    else if (target.file)
      node.resources.push_back(*target.file);
    else
      node.open = true;
  }
  const auto add = [&node](const auto& found, auto& list) {
    if (found)
      list.push_back(*found);
    else
      node.open = true;
  };
  for (const Text& text : says.components) add(target_of(node, text.text).node, node.components);
  for (const Text& text : says.patches) add(target_of(node, text.text).file, node.patches);
  add_inputs(node, says.generated);
  for (const Text& text : says.generators) {
    const Target target = target_of(node, text.text);
    if (const auto generators = target.file ? text_of(*target.file) : std::nullopt)
      add_inputs(node, read_generators(*generators));
  }
  for (const Text& text : says.configurations) {
    if (const Target target = target_of(node, text.text); target.file) {
      node.configurations.push_back(*target.file);
      add_configuration(*target.file);
    }
  }
  node.replacements = says.replacements;
  for (const Text& text : says.replacement_files) {
    const Target target = target_of(node, text.text);
    const auto found = target.file ? replacements_in(*target.file) : std::nullopt;
    if (!found || !found->complete) node.open = true;
    if (!found) continue;
    for (const Replacement& one : found->all) node.replacements.emplace_back(one).span = text.span;
  }
  connect_transformers(id);
  for (const NodeId kid : node.kids) nodes_[kid].users.push_back(id);
  for (const NodeId component : node.components) nodes_[component].users.push_back(id);
}

// Transformers in files, and in the kustomization itself.
void Graph::connect_transformers(NodeId id) {
  const Node& node = nodes_[id];
  const Kustomization& says = *run_.files[node.file].kustomization;
  for (const Text& text : says.transformers) add_transformers(id, text);
  for (const Text& text : says.inline_transformers) {
    const Transformers found = read_transformers(text.text);
    for (const ImageEntry& image : found.images) {
      if (NameMapping& mapping = run_.mappings[run_.files[node.file].mapping]; !mapping.changes(image.name))
        continue;
      refusals_.push_back(
          {node.file,
           says.document,
           text.span,
           image.name,
           {FindingId::kustomize_selector,
            "an ImageTagTransformer inside of a kustomization selects images by this name: " + image.name,
            "write it as an entry of images"}});
    }
    take(id, found);
  }
}

// A file, or the resources of the kustomization in a folder, which kustomize builds for them.
void Graph::add_transformers(NodeId id, const Text& text) {
  std::vector<std::pair<NodeId, std::string>> due{{id, text.text}};
  std::set<NodeId> seen;
  while (!due.empty()) {
    const auto [from, path] = std::move(due.back());
    due.pop_back();
    const Target target = target_of(nodes_[from], path);
    if (target.file) {
      add_transformer_file(id, *target.file);
    } else if (!target.node) {
      nodes_[id].open = true;
    } else if (spend(1) && seen.insert(*target.node).second) {
      for (const Text& inner : run_.files[nodes_[*target.node].file].kustomization->resources)
        due.emplace_back(*target.node, inner.text);
    }
  }
}

void Graph::add_transformer_file(NodeId id, std::size_t file) {
  const auto [known, is_new] = transformer_files_.try_emplace(file);
  TransformerFile& read = known->second;
  if (is_new) {
    if (const auto text = text_of(file)) read.says = read_transformers(*text);
    std::vector<ImageEntry>& images = run_.files[file].transformers;
    if (read.says) images = read.says->images;
    for (std::size_t i = 0; i < images.size(); ++i) {
      read.entries.push_back(entries_.size());
      entries_.emplace_back(ImageTransform{file, i, true, &images[i], Selector(images[i].name)}).suppressed =
          run_.files[file].outside || run_.files[file].refused;
    }
  }
  if (!read.says) {
    nodes_[id].open = true;
    return;
  }
  if (!read.says->complete) nodes_[id].open = true;
  take(id, *read.says);
  nodes_[id].late_patches.push_back(file);  // those that stand in it
  nodes_[id].patches.push_back(file);
  spend(read.entries.size());
  nodes_[id].entries.insert(nodes_[id].entries.end(), read.entries.begin(), read.entries.end());
}

std::optional<std::string> Graph::text_of(std::size_t file) const {
  return run_.text_of ? run_.text_of(run_.files[file].path) : std::nullopt;
}

void Graph::add_inputs(Node& node, const GeneratorInputs& inputs) {
  for (const std::vector<Text>* list : {&inputs.files, &inputs.envs}) {
    for (const Text& text : *list) {
      const Target target = target_of(node, text.text);
      if (!target.file) continue;
      node.inputs.push_back(*target.file);
      inputs_[*target.file].push_back(text);
    }
  }
}

std::span<const Text> Graph::inputs_of(std::size_t file) const {
  const auto inputs = inputs_.find(file);
  return inputs == inputs_.end() ? std::span<const Text>() : inputs->second;
}

const ImageName* Graph::image_in(std::size_t file, Span span) {
  const std::vector<ImageName>& names = run_.files[file].names;
  const auto [known, is_new] = images_.try_emplace(file);
  if (is_new) {
    for (std::size_t i = 0; i < names.size(); ++i) known->second.emplace(names[i].span.begin, i);
  }
  for (auto at = known->second.lower_bound(span.begin); at != known->second.end() && at->first <= span.end;
       ++at) {
    if (names[at->second].span.end <= span.end) return &names[at->second];
  }
  return nullptr;
}

const ImageName& Graph::add_image(std::size_t file, ImageName name) {
  std::vector<ImageName>& names = run_.files[file].names;
  if (const auto known = images_.find(file); known != images_.end())
    known->second.emplace(name.span.begin, names.size());
  return names.emplace_back(std::move(name));
}

void Graph::add_configuration(std::size_t file) {
  const auto [known, is_new] = fields_.try_emplace(file);
  const auto text = is_new ? text_of(file) : std::nullopt;
  auto fields = text ? read_configuration(*text) : std::nullopt;
  if (!fields) return;
  for (const FieldSpec& field : *fields) files_by_field_[spec_of(field.path)][field.kind].insert(file);
  known->second = std::move(*fields);
}

const std::optional<Replacements>& Graph::replacements_in(std::size_t file) {
  const auto [known, is_new] = replacement_files_.try_emplace(file);
  if (is_new) {
    if (const auto text = text_of(file)) known->second = read_replacements(*text);
  }
  return known->second;
}

void Graph::take(NodeId id, const Transformers& found) {
  Node& node = nodes_[id];
  node.replacements.insert(node.replacements.end(), found.replacements.begin(), found.replacements.end());
  for (const Text& text : found.patches) {
    const Target target = target_of(node, text.text);
    if (!target.file)
      node.open = true;
    else
      for (auto* list : {&node.patches, &node.late_patches}) list->push_back(*target.file);
  }
}

// Inner ones before those that use them.
void Graph::put_in_order() {
  enum class State : std::uint8_t { unseen, open, done };
  std::vector<State> states(nodes_.size(), State::unseen);
  for (NodeId root = 0; root < nodes_.size(); ++root) {
    std::vector<NodeId> open{root};
    while (!open.empty()) {
      const NodeId id = open.back();
      if (states[id] != State::unseen) {
        open.pop_back();
        if (std::exchange(states[id], State::done) == State::open) order_.push_back(id);
        continue;
      }
      states[id] = State::open;
      for (const std::vector<NodeId>* list : {&nodes_[id].components, &nodes_[id].kids}) {
        for (const NodeId inner : *list) {
          if (states[inner] == State::unseen) open.push_back(inner);
        }
      }
    }
  }
}

// The files that what a kustomization gathers comes from.
std::set<std::size_t> Graph::files_below(NodeId id) {
  std::vector<NodeId> open{id};
  std::set<NodeId> seen;
  std::set<std::size_t> files;
  while (!open.empty() && spend(1)) {
    const NodeId one = open.back();
    open.pop_back();
    if (!seen.insert(one).second) continue;
    const Node& at = nodes_[one];
    files.insert(at.file);
    files.insert(at.resources.begin(), at.resources.end());
    files.insert(at.patches.begin(), at.patches.end());
    files.insert(at.inputs.begin(), at.inputs.end());
    open.insert(open.end(), at.kids.begin(), at.kids.end());
    open.insert(open.end(), at.components.begin(), at.components.end());
    if (at.component) open.insert(open.end(), at.users.begin(), at.users.end());
  }
  return files;
}

}  // namespace ecrify::kustomize
