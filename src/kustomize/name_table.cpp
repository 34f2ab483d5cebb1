// SPDX-License-Identifier: Apache-2.0
#include "name_table.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "copied_texts.hpp"
#include "ecrify/base/text.hpp"
#include "name_index.hpp"

namespace ecrify::kustomize {

namespace {

void set_new_form(ImageTransform& entry, NameMapping& mapping) {
  const Selector& old = entry.selector;
  entry.new_form = old.name();
  if (old.is_pattern()) {
    const auto pattern = mapping.of_pattern(old.name());
    entry.no_new_form = !pattern;
    if (pattern) entry.new_form = *pattern;
  } else if (const std::string base(old.base()); mapping.changes(base)) {
    entry.new_form = mapping.of(base) + std::string(old.tail());
  }
}

}  // namespace

NameTable::NameTable(Run& run, Graph& graph) : run_(run), graph_(graph), expected_(run, graph, *this) {
  add_names();
  relate();
}

void merge(Graph& graph, NameSet& into, const NameSet& from) {
  if (!graph.spend(1 + from.size() + into.size() / 16)) return;
  if (std::includes(into.begin(), into.end(), from.begin(), from.end())) return;
  NameSet both;
  both.reserve(into.size() + from.size());
  std::set_union(into.begin(), into.end(), from.begin(), from.end(), std::back_inserter(both));
  into = std::move(both);
}

NameId NameTable::id_of(const std::string& name) {
  const auto [known, is_new] = ids_.try_emplace(name, static_cast<NameId>(names_.size()));
  if (is_new) names_.push_back(name);
  return known->second;
}

void NameTable::add_names() {
  for (NodeId id = 0; id < graph_.nodes().size();
       ++id) {  // what is copied is rewritten, wherever else it counts
    if (!graph_.nodes()[id].replacements.empty()) add_copied(id);
  }
  for (NodeId id = 0; id < graph_.nodes().size(); ++id) expected_.add(id);
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
      if (graph_.is_image_place(name, in_patch) && !expected_.contains(index, name))
        known->second.push_back(carried(file, name));
    }
    if (!in_patch && !graph_.fields().empty() && run_.mappings[file.mapping].maps_short_names())
      add_short_names(index, known->second);
    sort_unique(known->second);
    return known->second;
  };
  for (Node& node : graph_.nodes()) {
    for (const std::size_t file : node.resources) {
      merge(graph_, node.own, names_of(file, false));
      node.open = node.open || run_.files[file].unread;
    }
    for (const std::size_t file : node.patches) {
      merge(graph_, node.patched, names_of(file, true));
      node.open = node.open || run_.files[file].unread;
    }
    const RunFile& own = run_.files[node.file];
    for (const ImageName& name : own.names) {
      const bool in_text =
          name.path.find(": ") != std::string::npos;  // an inline patch, or a transformer with one
      if (in_text && graph_.is_image_place(name, true) && !expected_.contains(node.file, name))
        node.patched.push_back(carried(own, name));
    }
    std::sort(node.patched.begin(), node.patched.end());
  }
}

// A short name is any word by itself, and an image where `why` holds. Nothing where it is known already, or
// no rule is about it; else it is rewritten, and refused where it can't be.
const ImageName* NameTable::add_short_name(std::size_t index, const CopiedText& text, const Replacement& at,
                                           const std::string& why) {
  RunFile& file = run_.files[index];
  const std::string name(image_name(text.text));
  if (graph_.image_in(index, text.span) != nullptr || !run_.mappings[file.mapping].changes(name))
    return nullptr;
  copied_.push_back({index,
                     text.document,
                     text.span,
                     name,
                     {FindingId::kustomize_selector, why + ", and it is not rewritten here: " + name,
                      "write the image with its registry: docker.io/" + name}});
  ImageName added;
  added.name = name;
  added.span = text.span;
  added.document = text.document;
  added.kind = at.kind;
  added.object = at.name;
  added.path = at.field_path;
  added.rewritten = true;
  return &graph_.add_image(index, std::move(added));
}

// Short names in fields of `configurations`.
void NameTable::add_short_names(std::size_t index, NameSet& names) {
  RunFile& file = run_.files[index];
  const auto text = graph_.text_of(index);
  if (!text || file.refused) return;
  std::vector<Replacement> all;  // as if they copied each of the fields
  for (const auto& [configuration, fields] : graph_.fields()) {
    for (const FieldSpec& field : fields) {
      Replacement& at = all.emplace_back();
      at.kind = field.kind;
      at.field_path = field.path;
      std::replace(at.field_path.begin(), at.field_path.end(), '/', '.');
    }
  }
  if (!graph_.spend(text->size() + all.size())) return;
  CopySources sources(graph_);
  for (const Replacement& at : all) sources.add(at);
  sources.read(*text, [&](std::size_t source, const CopiedText& found) {
    const ImageName* const added = add_short_name(index, found, *sources.all()[source].replacement,
                                                  "a kustomization selects this as an image");
    if (added != nullptr) names.push_back(2 * id_of(added->name));
  });
}

// A text that replacements copy into images counts as such, wherever it stands in what the kustomization
// gathers.
void NameTable::add_copied(NodeId id) {
  Node& node = graph_.nodes()[id];
  CopySources sources(graph_);
  CopySources of_short_names(graph_);
  for (const Replacement& replacement : node.replacements) {
    if (!replacement.is_about_images()) continue;
    takes_apart_ = takes_apart_ || replacement.takes_apart();
    if (replacement.takes_apart()) continue;
    sources.add(replacement);
    if (replacement.takes_short_names()) of_short_names.add(replacement);
  }
  if (sources.empty()) return;
  for (const std::size_t file : graph_.files_below(id)) {
    add_replaced(node, sources, file);
    if (run_.mappings[run_.files[file].mapping].maps_short_names())
      add_short_copied(node, of_short_names, file);
  }
  sort_unique(node.copied);
}

// Short names that are copied into images.
void NameTable::add_short_copied(Node& node, const CopySources& sources, std::size_t index) {
  RunFile& file = run_.files[index];
  if (file.refused) return;
  const auto add = [&](std::size_t source, const CopiedText& copied) {
    const ImageName* const added = add_short_name(index, copied, *sources.all()[source].replacement,
                                                  "a replacement copies this into an image");
    if (added == nullptr) return;
    node.copied.push_back(2 * id_of(added->name));
    node.copied_from.emplace_back(index, file.names.size() - 1);
  };
  if (file.kustomization) return sources.read(*file.kustomization, add);
  const auto text = graph_.text_of(index);
  if (!text || !graph_.spend(text->size())) return;
  if (graph_.inputs_of(index).empty())
    sources.read(*text, add);
  else
    sources.read_input(index, *text, add);
}

void NameTable::add_replaced(Node& node, const CopySources& sources, std::size_t index) {
  RunFile& file = run_.files[index];
  std::set<std::pair<std::size_t, std::size_t>> literals;  // by where they begin: their ends
  if (file.kustomization) {
    sources.read(*file.kustomization, [&](std::size_t, const CopiedText& text) {
      literals.emplace(text.span.begin, text.span.end);
    });
  }
  if (!graph_.spend(1 + file.names.size())) return;
  for (std::size_t i = 0; i < file.names.size(); ++i) {
    ImageName& place = file.names[i];
    const auto behind = literals.upper_bound({place.span.begin, std::string::npos});
    const bool is_copied = file.kustomization
                               ? behind != literals.begin() && place.span.end <= std::prev(behind)->second
                               : !sources.of_place(index, place).empty();
    if (!is_copied) continue;
    if (!place.rewritten && !place.suppressed && !file.refused &&
        run_.mappings[file.mapping].changes(place.name)) {
      copied_.push_back(
          {index,
           place.document,
           place.span,
           place.name,
           {FindingId::kustomize_selector,
            "a replacement copies this into an image, and it is not rewritten here",
            "name the field under `fields` in the configuration, or write the new name by hand"}});
      place.rewritten = true;
    }
    node.copied.push_back(2 * id_of(place.name) + (place.rewritten && !file.refused ? 0 : 1));
    node.copied_from.emplace_back(index, i);
  }
}

// Which names an entry may have to do with: names of files, new names that entries give, and the new forms of
// them all.
void NameTable::relate() {
  for (const ImageTransform& entry : graph_.entries()) {
    id_of(std::string(entry.selector.base()));
    if (!entry.image->new_name.empty()) id_of(std::string(image_name(entry.image->new_name)));
  }
  relevant_.assign(names_.size(), false);
  std::vector<NameIndex> indexes(run_.mappings.size());
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    for (NameId id = 0; id < names_.size(); ++id) {
      indexes[i].add(names_[id], id);
      const std::string& mapped = run_.mappings[i].of(names_[id]);
      if (mapped != names_[id]) indexes[i].add(mapped, id);
    }
  }
  for (ImageTransform& entry : graph_.entries()) {
    const std::size_t rules = run_.files[entry.file].mapping;
    set_new_form(entry, run_.mappings[rules]);
    const Selector renamed(entry.new_form);
    if (!entry.selector.is_pattern()) {
      indexes[rules].find(entry.selector.base(), entry.related);
      indexes[rules].find(renamed.base(), entry.related);
    } else {
      for (NameId id = 0; id < names_.size() && graph_.spend(4 * pattern_work); ++id) {
        const std::string& mapped = run_.mappings[rules].of(names_[id]);
        const auto is_related = [&](const Selector& one) {
          return one.selects(names_[id]) || one.selects(mapped);
        };
        if (is_related(entry.selector) || is_related(renamed)) entry.related.push_back(id);
      }
    }
    sort_unique(entry.related);
    for (const NameId id : entry.related) relevant_[id] = true;
  }
  // With several targets, a name matters to a kustomization that has no entry for it.
  if (run_.mappings.size() > 1) relevant_.assign(names_.size(), true);
  for (const Node& node : graph_.nodes()) {
    for (const PatchTest& tested : node.tested) relevant_[name_of(tested.name)] = true;
  }
  for (Node& node : graph_.nodes()) {
    for (NameSet* set : {&node.own, &node.patched, &node.copied}) {
      std::erase_if(*set, [this](Carried one) { return !relevant_[name_of(one)]; });
    }
  }
}

bool NameTable::is_relevant(const std::string& name) const {
  const auto known = ids_.find(name);
  return takes_apart_ || (known != ids_.end() && relevant_[known->second]);
}

}  // namespace ecrify::kustomize
