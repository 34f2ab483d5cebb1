// SPDX-License-Identifier: Apache-2.0
// The kustomizations of a run, and what their paths lead to.
#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "accumulate.hpp"
#include "copied_texts.hpp"

namespace ecrify::kustomize {

namespace {

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

// What kustomize takes for the address of a repository. (api/internal/git/repospec.go)
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

}  // namespace

// Where kustomize's images transformer looks: `containers` and `initContainers` at any depth of any object
// but a CustomResourceDefinition, image volumes, and the fields of `configurations`, which count for a whole
// build. (api/internal/accumulator, api/filters/imagetag/legacy.go)
bool Accumulation::is_image_place(const ImageName& name, bool in_patch) const {
  if (in_patch)
    return name.is_image || last_key(name.path) == "image" || name.path.ends_with("image.reference");
  if (name.kind == "CustomResourceDefinition" || name.path.find(": ") != std::string::npos) return false;
  const std::string_view path = name.path;
  const auto list = [&](std::string_view tail) {
    return path.ends_with(tail) ? list_at_end(path.substr(0, path.size() - tail.size())) : "";
  };
  if (const std::string_view key = list(".image"); key == "containers" || key == "initContainers")
    return true;
  if (list(".image.reference") == "volumes") return true;
  return std::any_of(fields_.begin(), fields_.end(), [&](const FieldSpec& field) {
    return (field.kind.empty() || field.kind == name.kind) && spec_of(field.path) == spec_of(path);
  });
}

Accumulation::Accumulation(Run& run) : run_(run) {
  add_nodes();
  for (NodeId id = 0; id < nodes_.size(); ++id) connect(id);
  put_in_order();
  add_names();
  relate();
}

NameId Accumulation::id_of(const std::string& name) {
  const auto [known, is_new] = ids_.try_emplace(name, static_cast<NameId>(names_.size()));
  if (is_new) names_.push_back(name);
  return known->second;
}

bool Accumulation::spend(std::size_t work) {
  work_left_ -= std::min(work, work_left_);
  return work_left_ > 0;
}

void Accumulation::add_nodes() {
  for (std::size_t i = 0; i < run_.files.size(); ++i) {
    RunFile& file = run_.files[i];
    file_at_.emplace(file.path, i);
    if (!file.kustomization || !is_kustomization_name(file.path)) continue;
    // kustomize refuses a folder with two of them.
    if (!node_at_.emplace(folder_of(file.path), nodes_.size()).second) continue;
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

Accumulation::Target Accumulation::target_of(const Node& from, const std::string& text) const {
  if (text.empty() || is_remote(text)) return {};
  const std::string path = joined(folder_of(run_.files[from.file].path), text);
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

void Accumulation::connect(NodeId id) {
  Node& node = nodes_[id];
  const Kustomization& says = *run_.files[node.file].kustomization;
  // What the configuration ignores has no names here.
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
  for (const Text& text : says.components) {
    const Target target = target_of(node, text.text);
    if (target.node)
      node.components.push_back(*target.node);
    else
      node.open = true;
  }
  for (const Text& text : says.patches) {
    const Target target = target_of(node, text.text);
    if (target.file)
      node.patches.push_back(*target.file);
    else
      node.open = true;
  }
  add_inputs(node, says.generated);
  for (const Text& text : says.generators) {
    const Target target = target_of(node, text.text);
    if (const auto generators = target.file ? text_of(*target.file) : std::nullopt)
      add_inputs(node, read_generators(*generators));
  }
  for (const Text& text : says.configurations) {
    if (const Target target = target_of(node, text.text); target.file) add_configuration(*target.file);
  }
  node.replacements = says.replacements;
  for (const Text& text : says.replacement_files) {
    const Target target = target_of(node, text.text);
    const auto found = target.file ? replacements_in(*target.file) : std::nullopt;
    if (!found || !found->complete) node.open = true;
    if (!found) continue;
    for (const Replacement& one : found->all) node.replacements.emplace_back(one).span = text.span;
  }
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
  for (const NodeId kid : node.kids) nodes_[kid].users.push_back(id);
  for (const NodeId component : node.components) nodes_[component].users.push_back(id);
}

// A file, or the resources of the kustomization in a folder, which kustomize builds for them.
void Accumulation::add_transformers(NodeId id, const Text& text) {
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

void Accumulation::add_transformer_file(NodeId id, std::size_t file) {
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

std::optional<std::string> Accumulation::text_of(std::size_t file) const {
  return run_.text_of ? run_.text_of(run_.files[file].path) : std::nullopt;
}

void Accumulation::add_inputs(Node& node, const GeneratorInputs& inputs) {
  for (const std::vector<Text>* list : {&inputs.files, &inputs.envs}) {
    for (const Text& text : *list) {
      const Target target = target_of(node, text.text);
      if (!target.file) continue;
      node.inputs.push_back(*target.file);
      inputs_[*target.file].push_back(text);
    }
  }
}

void Accumulation::add_configuration(std::size_t file) {
  if (!configurations_.insert(file).second) return;
  const auto text = text_of(file);
  const auto fields = text ? read_configuration(*text) : std::nullopt;
  if (fields) fields_.insert(fields_.end(), fields->begin(), fields->end());
}

const std::optional<Replacements>& Accumulation::replacements_in(std::size_t file) {
  const auto [known, is_new] = replacement_files_.try_emplace(file);
  if (is_new) {
    if (const auto text = text_of(file)) known->second = read_replacements(*text);
  }
  return known->second;
}

void Accumulation::take(NodeId id, const Transformers& found) {
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
void Accumulation::put_in_order() {
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

void Accumulation::add_names() {
  for (NodeId id = 0; id < nodes_.size(); ++id) {  // what is copied is rewritten, wherever else it counts
    if (!nodes_[id].replacements.empty()) add_copied(id);
  }
  std::unordered_map<std::size_t, NameSet> sets[2];  // by file: of resources, of patches
  // A name that no rule is about is as good as rewritten.
  const auto carried = [&](const RunFile& file, const ImageName& name) -> Carried {
    const bool moves = (name.rewritten && !file.refused) || !run_.mappings[file.mapping].changes(name.name);
    return 2 * id_of(name.name) + (moves ? 0 : 1);
  };
  const auto names_of = [&](std::size_t index, bool in_patch) -> const NameSet& {
    const auto [known, is_new] = sets[in_patch ? 1 : 0].try_emplace(index);
    if (!is_new) return known->second;
    const RunFile& file = run_.files[index];
    for (const ImageName& name : file.names) {
      if (is_image_place(name, in_patch)) known->second.push_back(carried(file, name));
    }
    if (!in_patch && !fields_.empty() && run_.mappings[file.mapping].maps_short_names())
      add_short_names(index, known->second);
    std::sort(known->second.begin(), known->second.end());
    known->second.erase(std::unique(known->second.begin(), known->second.end()), known->second.end());
    return known->second;
  };
  for (Node& node : nodes_) {
    for (const std::size_t file : node.resources) {
      merge(node.own, names_of(file, false));
      node.open = node.open || run_.files[file].unread;
    }
    for (const std::size_t file : node.patches) {
      merge(node.patched, names_of(file, true));
      node.open = node.open || run_.files[file].unread;
    }
    const RunFile& own = run_.files[node.file];
    for (const ImageName& name : own.names) {
      const bool in_text =
          name.path.find(": ") != std::string::npos;  // an inline patch, or a transformer with one
      if (in_text && is_image_place(name, true)) node.patched.push_back(carried(own, name));
    }
    std::sort(node.patched.begin(), node.patched.end());
  }
  for (NodeId id = 0; id < nodes_.size(); ++id) add_tested(id);
}

// A short name in a field of `configurations` is any word by itself, and an image since kustomize takes it
// for one.
void Accumulation::add_short_names(std::size_t index, NameSet& names) {
  RunFile& file = run_.files[index];
  const auto text = text_of(index);
  if (!text || file.refused) return;
  for (const FieldSpec& field : fields_) {
    if (!spend(1 + text->size())) return;
    Replacement at;
    at.kind = field.kind;
    at.field_path = field.path;
    std::replace(at.field_path.begin(), at.field_path.end(), '/', '.');
    for (const CopiedText& found : read_copied(*text, at)) {
      const std::string name(image_name(found.text));
      const bool is_known = std::any_of(file.names.begin(), file.names.end(), [&](const ImageName& one) {
        return found.span.begin <= one.span.begin && one.span.end <= found.span.end;
      });
      if (is_known || !run_.mappings[file.mapping].changes(name)) continue;
      names.push_back(2 * id_of(name));
      copied_.push_back({index,
                         found.document,
                         found.span,
                         name,
                         {FindingId::kustomize_selector,
                          "a kustomization selects this as an image, and it is not rewritten here: " + name,
                          "write the image with its registry: docker.io/" + name}});
      ImageName& added = file.names.emplace_back();
      added.name = name;
      added.span = found.span;
      added.document = found.document;
      added.kind = field.kind;
      added.path = at.field_path;
      added.rewritten = true;
    }
  }
}

void Accumulation::add_tested(NodeId id) {
  Node& node = nodes_[id];
  // Of an object in the files of this folder it is known what becomes of its image.
  const auto is_as = [&](const std::string& object, const std::string& name, bool moves) {
    bool any = false;
    for (const std::size_t file : node.resources) {
      for (const ImageName& place : run_.files[file].names) {
        if (object.empty() || place.object != object || place.name != name || !is_image_place(place, false))
          continue;
        if ((place.rewritten && !run_.files[file].refused) != moves) return false;
        any = true;
      }
    }
    return any;
  };
  const auto add = [&](std::size_t index, const CopiedText& tested, Span span, std::size_t document,
                       const std::string& object) {
    const RunFile& file = run_.files[index];
    const std::string name(image_name(tested.text));
    if (!run_.mappings[file.mapping].changes(name)) return;
    const bool moves =
        !file.refused && std::any_of(file.names.begin(), file.names.end(), [&](const ImageName& one) {
          return one.name == name && one.rewritten && span.begin <= one.span.begin &&
                 one.span.end <= span.end;
        });
    node.tested.push_back(
        {2 * id_of(name) + (moves ? 0 : 1), {index, document, span, name, {}}, is_as(object, name, moves)});
  };
  const Kustomization& says = *run_.files[node.file].kustomization;
  for (const Text& text : says.patches) {
    const Target target = target_of(node, text.text);
    const auto patch = target.file ? text_of(*target.file) : std::nullopt;
    if (!patch || !spend(patch->size())) continue;
    for (const CopiedText& tested : read_tested(*patch))
      add(*target.file, tested, tested.span, tested.document, text.key);
  }
  for (const std::size_t file : node.late_patches) {
    const auto text = text_of(file);
    if (!text || !spend(text->size())) continue;
    for (const CopiedText& tested : read_tested(*text)) add(file, tested, tested.span, tested.document, "");
  }
  for (const Text& text : says.inline_patches) {
    for (const CopiedText& tested : read_tested(text.text))
      add(node.file, tested, text.span, says.document, text.key);
  }
}

// Of an image and of what a patch expects of it both are rewritten, or none.
void Accumulation::refuse_tested(const Node& node) {
  NameSet gathered = node.own;
  for (const std::vector<NodeId>* list : {&node.kids, &node.components}) {
    for (const NodeId inner : *list) merge(gathered, nodes_[inner].made);
  }
  if (node.component) merge(gathered, node.given);
  for (const Tested& tested : node.tested) {
    if (tested.is_known) continue;
    const auto is_there = [&](Carried one) {
      return std::binary_search(gathered.begin(), gathered.end(), one);
    };
    const Carried same = tested.name;
    const Carried other = stays(same) ? same - 1 : same + 1;
    if (!is_there(other) && (stays(same) || is_there(same) || !node.made_open)) continue;
    refusals_.push_back(tested.place);
    refusals_.back().why = {
        FindingId::kustomize_selector,
        stays(same) ? "a patch expects this image by its old name, which it would not have any more"
                    : "a patch expects this image by its new name, which it would not have everywhere",
        "rewrite the patch and the image in one run, or leave both alone"};
  }
}

// The files that what a kustomization gathers comes from.
std::set<std::size_t> Accumulation::files_below(NodeId id) {
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

// What replacements copy into images counts as such, wherever it stands in what the kustomization gathers.
void Accumulation::add_copied(NodeId id) {
  Node& node = nodes_[id];
  const std::set<std::size_t> files = files_below(id);
  for (const Replacement& replacement : node.replacements) {
    if (!replacement.is_about_images()) continue;
    takes_apart_ = takes_apart_ || replacement.takes_apart();
    if (replacement.takes_apart()) continue;
    for (const std::size_t file : files) {
      if (!spend(1 + run_.files[file].names.size())) return;
      for (ImageName& name : run_.files[file].names) add_replaced(node, replacement, file, name);
      if (run_.mappings[run_.files[file].mapping].maps_short_names())
        add_short_copied(node, replacement, file);
    }
  }
  std::sort(node.copied.begin(), node.copied.end());
}

// A short name is an image where it is copied to, and any word where it comes from.
void Accumulation::add_short_copied(Node& node, const Replacement& replacement, std::size_t index) {
  RunFile& file = run_.files[index];
  if (file.refused) return;
  const auto add = [&](const CopiedText& copied, bool is_whole) {
    const std::string name(image_name(copied.text));
    const bool is_known = std::any_of(file.names.begin(), file.names.end(), [&](const ImageName& one) {
      return copied.span.begin <= one.span.begin && one.span.end <= copied.span.end;
    });
    if (is_known || !run_.mappings[file.mapping].changes(name)) return;
    const PlacedRefusal place{
        index,
        copied.document,
        copied.span,
        name,
        {FindingId::kustomize_selector,
         "a replacement copies this into an image, and it is not rewritten here: " + name,
         "write the image with its registry: docker.io/" + name}};
    node.copied.push_back(2 * id_of(name) + (is_whole ? 0 : 1));
    if (!is_whole) return refusals_.push_back(place);
    copied_.push_back(place);
    ImageName& added = file.names.emplace_back();
    added.name = name;
    added.span = copied.span;
    added.document = copied.document;
    added.kind = replacement.kind;
    added.object = replacement.name;
    added.path = replacement.field_path;
    added.rewritten = true;
    node.copied_from.emplace_back(index, added);
  };
  if (file.kustomization) {
    for (const Literal& literal : file.kustomization->literals) {
      const bool is_source =
          (replacement.kind.empty() || replacement.kind == literal.kind) &&
          literal.key == last_key(replacement.field_path) &&
          (replacement.name.empty() || replacement.name.find(literal.object) != std::string::npos);
      if (is_source) add({literal.value, literal.span, file.kustomization->document}, false);
    }
    return;
  }
  const auto text = text_of(index);
  if (!text || !spend(text->size())) return;
  for (const CopiedText& copied : read_copied(*text, replacement)) add(copied, true);
}

bool Accumulation::is_source(const Replacement& replacement, std::size_t file, const ImageName& place) const {
  const auto is_copied = [&](const std::string& kind, const std::string& object, const std::string& key) {
    return (replacement.kind.empty() || replacement.kind == kind) &&
           key == last_key(replacement.field_path) &&
           (replacement.name.empty() || replacement.name.find(object) != std::string::npos);
  };
  if (const auto input = inputs_.find(file); input != inputs_.end()) {
    const bool is_entry = std::any_of(input->second.begin(), input->second.end(), [&](const Text& one) {
      return is_copied(one.kind, one.object, one.key.empty() ? last_key(place.path) : one.key);
    });
    if (is_entry) return true;
  }
  if (!run_.files[file].kustomization) return is_copied(place.kind, place.object, last_key(place.path));
  const std::vector<Literal>& literals = run_.files[file].kustomization->literals;
  return std::any_of(literals.begin(), literals.end(), [&](const Literal& one) {
    return one.span.begin <= place.span.begin && place.span.end <= one.span.end &&
           is_copied(one.kind, one.object, one.key);
  });
}

void Accumulation::add_replaced(Node& node, const Replacement& replacement, std::size_t file,
                                ImageName& source) {
  if (!is_source(replacement, file, source)) return;
  NameMapping& mapping = run_.mappings[run_.files[file].mapping];
  const auto refusal = [&](std::string message, std::string help) {
    return PlacedRefusal{file,
                         source.document,
                         source.span,
                         source.name,
                         {FindingId::kustomize_selector, std::move(message), std::move(help)}};
  };
  if (!source.rewritten && !source.suppressed && !run_.files[file].refused && mapping.changes(source.name)) {
    copied_.push_back(
        refusal("a replacement copies this into an image, and it is not rewritten here",
                "name the field under `fields` in the configuration, or write the new name by hand"));
    source.rewritten = true;
  }
  node.copied.push_back(2 * id_of(source.name) + (source.rewritten && !run_.files[file].refused ? 0 : 1));
  node.copied_from.emplace_back(file, source);
}

}  // namespace ecrify::kustomize
