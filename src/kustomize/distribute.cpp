// SPDX-License-Identifier: Apache-2.0
#include "distribute.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "ecrify/reference/reference.hpp"

namespace ecrify::kustomize {

namespace {

class Distributor {
 public:
  Distributor(Run& run, Accumulation& accumulation, Decisions& out)
      : run_(run), accumulation_(accumulation), out_(out) {}

  Distribution run() {
    std::set<NameId> names;
    for (NodeId id = 0; id < nodes().size(); ++id) {
      for (const std::size_t index : nodes()[id].entries) {
        for (const Carried one : entry_at(index).met.reached) {
          if (stays(one) || !selects(index, name_of(one))) continue;
          if (is_late(id, entry_at(index).file, name_of(one)) || is_stand_in(name_of(one)))
            names.insert(name_of(one));
        }
      }
      // A kustomization with a target of its own, and without an entry that could write its names.
      if (run_.mappings.size() < 2 || !nodes()[id].users.empty()) continue;
      for (const Carried one : nodes()[id].made) {
        if (!stays(one) && differs(id, nodes()[id].file, name_of(one))) names.insert(name_of(one));
      }
    }
    for (const NameId name : names) distribute(name);
    if (run_.mappings.size() > 1) refuse_texts(run_, accumulation_, out_.refusals);
    // A newName that stays is written by the entry that selects it.
    for (const std::size_t index : found_.kept) {
      const auto ruling = found_.rulings.find(index);
      if (ruling != found_.rulings.end()) ruling->second.new_name.clear();
    }
    std::sort(out_.stays.begin(), out_.stays.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second.begin < b.second.begin;
    });
    out_.stays.erase(std::unique(out_.stays.begin(), out_.stays.end()), out_.stays.end());
    return std::move(found_);
  }

 private:
  [[nodiscard]] const std::vector<Node>& nodes() const { return accumulation_.nodes(); }
  [[nodiscard]] const ImageTransform& entry_at(std::size_t index) const {
    return accumulation_.entries()[index];
  }
  [[nodiscard]] NameMapping& mapping_of(std::size_t file) const {
    return run_.mappings[run_.files[file].mapping];
  }
  [[nodiscard]] bool selects(std::size_t index, NameId name) const {
    return entry_at(index).selector.selects(accumulation_.names().name(name));
  }

  [[nodiscard]] bool is_late(NodeId id, std::size_t where, NameId name) const {
    return mapping_of(where).adds_placeholder(accumulation_.names().name(name)) || differs(id, where, name);
  }

  // A name without a registry that nothing pulls, since each kustomization that brings it gives it another
  // one itself: kubebuilder's `controller`. Makefiles go on to pin it by this name.
  [[nodiscard]] bool is_stand_in(NameId name) const {
    const std::string& text = accumulation_.names().name(name);
    const reference::NormalizeResult read = reference::normalize(text);
    if (!read.ok() || !read.value.short_name) return false;
    bool is_brought = false;
    for (const Node& node : nodes()) {
      const auto has = [&](const NameSet* set) {
        return std::binary_search(set->begin(), set->end(), 2 * name);
      };
      const bool brings = has(&node.own) || has(&node.patched) || has(&node.copied);
      bool replaces = false;
      for (const std::size_t index : node.entries) {
        const ImageTransform& entry = entry_at(index);
        if (image_name(entry.image->new_name) == text) return false;
        if (!selects(index, name)) continue;
        if (entry.met.unknown || entry.suppressed || !entry.selector.tail().empty()) return false;
        replaces = replaces || !entry.image->new_name.empty();
      }
      if (brings && !replaces) return false;
      is_brought = is_brought || brings;
    }
    return is_brought;
  }

  // One of the files that the name comes from would give it another new name.
  [[nodiscard]] bool differs(NodeId id, std::size_t where, NameId name) const {
    if (run_.mappings.size() < 2) return false;
    const std::string& text = accumulation_.names().name(name);
    NameMapping& mapping = mapping_of(where);
    bool differs = false;
    accumulation_.visit_sources(id, name, [&](std::size_t file, const ImageName*) {
      differs = mapping_of(file).of(text) != mapping.of(text);
      return !differs;
    });
    return differs;
  }

  // The entries of a kustomization that select the name, those of its components before its own.
  [[nodiscard]] std::vector<std::size_t> selecting(NodeId id, NameId name) const {
    std::vector<std::size_t> found;
    std::set<NodeId> seen;
    add_selecting(id, name, seen, found);
    return found;
  }
  // NOLINTNEXTLINE(misc-no-recursion): most_components
  void add_selecting(NodeId id, NameId name, std::set<NodeId>& seen, std::vector<std::size_t>& found) const {
    if (!seen.insert(id).second || seen.size() > most_components) return;
    for (const NodeId component : nodes()[id].components) add_selecting(component, name, seen, found);
    for (const std::size_t index : nodes()[id].entries) {
      const NameSet& reached = entry_at(index).met.reached;
      if (selects(index, name) && std::binary_search(reached.begin(), reached.end(), 2 * name))
        found.push_back(index);
    }
  }

  // On the ways from a kustomization up to builds: another entry selects the name on one, and none on
  // another.
  struct Ways {
    bool selected = false;
    std::set<NodeId> unselected;  // where one without ends
  };
  // NOLINTNEXTLINE(misc-no-recursion): most_ways
  const Ways& ways_above(NodeId id, NameId name, std::map<NodeId, Ways>& known) {
    const auto [at, is_new] = known.try_emplace(id);
    Ways& ways = at->second;
    if (!is_new) return ways;
    if (nodes()[id].users.empty()) ways.unselected.insert(id);
    for (const NodeId user : nodes()[id].users) {
      if (!selecting(user, name).empty() && !nodes()[user].component) {
        ways.selected = true;
        continue;
      }
      if (known.size() > most_ways) continue;
      const Ways above = ways_above(user, name, known);
      ways.selected = ways.selected || above.selected;
      ways.unselected.insert(above.unselected.begin(), above.unselected.end());
    }
    return ways;
  }

  // The name comes from this kustomization, or from a component that it uses.
  [[nodiscard]] bool brings(NodeId id, NameId name) const {
    std::set<NodeId> seen;
    std::vector<NodeId> open{id};
    while (!open.empty() && seen.size() < most_components) {
      const NodeId at = open.back();
      const Node& node = nodes()[at];
      const bool is_new = seen.insert(at).second;
      open.pop_back();
      if (!is_new) continue;
      for (const NameSet* set : {&node.own, &node.patched, &node.copied}) {
        if (std::binary_search(set->begin(), set->end(), 2 * name)) return true;
      }
      const bool gives = std::any_of(node.entries.begin(), node.entries.end(), [&](std::size_t index) {
        return image_name(entry_at(index).image->new_name) == accumulation_.names().name(name);
      });
      if (gives) return true;
      open.insert(open.end(), node.components.begin(), node.components.end());
    }
    return false;
  }

  void distribute(NameId name) {
    std::map<NodeId, Ways> known;
    std::vector<std::size_t> files;  // that have to do with the name
    refused_ = false;
    for (NodeId id = 0; id < nodes().size(); ++id) {
      const Node& node = nodes()[id];
      if (node.component && !node.users.empty()) continue;  // as a part of its users
      const std::vector<std::size_t> entries = selecting(id, name);
      const Ways ways = ways_above(id, name, known);
      if (entries.empty()) {
        if (!brings(id, name)) continue;
        const std::string& written = mapping_of(node.file).of(accumulation_.names().name(name));
        for (const NodeId top : ways.unselected) {
          const bool same = mapping_of(nodes()[top].file).of(accumulation_.names().name(name)) == written &&
                            !differs(top, nodes()[top].file, name);
          if (!ways.selected && same) continue;
          refuse_top(top, name);
          files.push_back(nodes()[top].file);
          accumulation_.visit_sources(top, name, [&](std::size_t file, const ImageName*) {
            files.push_back(file);
            return true;
          });
        }
        continue;
      }
      const std::set<std::size_t> behind = entries_behind(id, entries.back());
      const std::string written =
          mapping_of(entry_at(entries.back()).file).of(accumulation_.names().name(name));
      for (const NodeId top : ways.unselected) {
        if (mapping_of(nodes()[top].file).of(accumulation_.names().name(name)) == written) continue;
        refuse_top(top, name);
        files.push_back(nodes()[top].file);
      }
      for (const std::size_t index : entries) {
        const bool writes = index == entries.back() && !ways.selected;
        settle(index, name, writes, index == entries.back() && ways.selected && !ways.unselected.empty());
        files.push_back(entry_at(index).file);
      }
      // Of a component by itself, too: its entries may have taken the name away.
      std::set<NodeId> parts;
      std::vector<std::size_t> unused;
      add_entries(id, parts, unused);
      for (const NodeId part : parts)
        accumulation_.visit_sources(part, name, [&](std::size_t file, const ImageName* place) {
          if (place != nullptr && place->rewritten) out_.stays.emplace_back(file, place->span);
          if (place == nullptr) keep_new_names(file, name, behind);
          files.push_back(file);
          return true;
        });
    }
    for (std::size_t i = 1; refused_ && i < files.size(); ++i) found_.ties.emplace_back(files[0], files[i]);
  }

  // Entries of a kustomization and of its components that work behind one of them.
  [[nodiscard]] std::set<std::size_t> entries_behind(NodeId id, std::size_t last) const {
    std::vector<std::size_t> all;
    std::set<NodeId> seen;
    add_entries(id, seen, all);
    const auto at = std::find(all.begin(), all.end(), last);
    return {at == all.end() ? at : at + 1, all.end()};
  }
  // NOLINTNEXTLINE(misc-no-recursion): most_components
  void add_entries(NodeId id, std::set<NodeId>& seen, std::vector<std::size_t>& all) const {
    if (!seen.insert(id).second || seen.size() > most_components) return;
    for (const NodeId component : nodes()[id].components) add_entries(component, seen, all);
    all.insert(all.end(), nodes()[id].entries.begin(), nodes()[id].entries.end());
  }

  void keep_new_names(std::size_t file, NameId name, const std::set<std::size_t>& behind) {
    const std::string& text = accumulation_.names().name(name);
    for (std::size_t i = 0; i < accumulation_.entries().size(); ++i) {
      const ImageTransform& entry = entry_at(i);
      if (entry.file != file || behind.contains(i) ||
          (found_.rulings.contains(i) && entry.selector.selects(text)))
        continue;
      const bool adds = entry.image->new_name.empty() && entry.met.unknown && entry.selector.base() == text &&
                        !found_.rulings.contains(i);
      if (adds || image_name(entry.image->new_name) == text) found_.kept.insert(i);
    }
  }

  void settle(std::size_t index, NameId name, bool writes, bool both) {
    const ImageTransform& entry = entry_at(index);
    if (entry.suppressed) return;
    EntryRuling ruling;
    NameMapping& mapping = mapping_of(entry.file);
    const bool adds = writes && entry.image->new_name.empty();
    // A name with a tag selects the image on some ways alone: entries below may give it another.
    if (!entry.selector.tail().empty() ||
        (adds && (entry.selector.is_pattern() || !entry.image->tag_suffix.empty()))) {
      both = true;
    } else if (writes) {
      const std::string& given = entry.image->new_name;
      if (given.empty())
        ruling.new_name = mapping.of(accumulation_.names().name(name));
      else if (mapping.changes(given))
        ruling.new_name = mapping.of(given);
    }
    const auto [known, is_new] = found_.rulings.try_emplace(index, ruling);
    if (!both && (is_new || known->second.new_name == ruling.new_name)) return;
    refused_ = true;
    known->second = {};
    known->second.refusal = Refusal{
        FindingId::kustomize_both_names,
        "this selects an image whose new name has to be written by the last entry on each way to a build, "
        "and it is the last on one way and not on another",
        "write an entry with newName in each of the kustomizations that are built, and none below them"};
  }

  void refuse_top(NodeId top, NameId name) {
    refused_ = true;
    if (!refused_tops_.emplace(top, name).second) return;
    const std::size_t file = nodes()[top].file;
    const std::string& text = accumulation_.names().name(name);
    out_.refusals.push_back(
        {file,
         run_.files[file].kustomization->document,
         {},
         "",  // it names no place
         {FindingId::kustomize_both_names,
          "the new name of " + text +
              " is written by entries of the kustomizations that are built, and this one has none",
          "add an entry to its images: {name: " + text + ", newName: " + mapping_of(file).of(text) + "}"}});
  }

  static constexpr std::size_t most_components = 100;
  static constexpr std::size_t most_ways = 10'000;

  Run& run_;
  Accumulation& accumulation_;
  Decisions& out_;
  Distribution found_;
  bool refused_ = false;  // of the name at hand
  std::set<std::pair<NodeId, NameId>> refused_tops_;
};

}  // namespace

void refuse_texts(Run& run, const Accumulation& accumulation, std::vector<PlacedRefusal>& refusals) {
  const std::vector<Node>& nodes = accumulation.nodes();
  std::set<const ImageName*> refused;
  std::set<std::pair<std::size_t, std::size_t>> copied;  // into images, where entries select them
  for (const Node& node : nodes) {
    for (const auto& [file, at] : node.copied_from)
      copied.emplace(file, run.files[file].names[at].span.begin);
  }
  for (NodeId top = 0; top < nodes.size(); ++top) {
    if (!nodes[top].users.empty()) continue;
    NameMapping& mapping = run.mappings[run.files[nodes[top].file].mapping];
    // A generator makes a text of a manifest, whatever the manifest says.
    const auto look = [&](std::size_t file, bool in_patch, bool is_input) {
      for (const ImageName& place : run.files[file].names) {
        const bool in_text = in_patch || place.path.find(": ") != std::string::npos;
        if (!place.rewritten || run.files[file].refused ||
            (!is_input && accumulation.graph().is_image_place(place, in_text)) ||
            copied.contains({file, place.span.begin}))
          continue;
        if (run.mappings[run.files[file].mapping].of(place.name) == mapping.of(place.name) ||
            !refused.insert(&place).second)
          continue;
        refusals.push_back(
            {file,
             place.document,
             place.span,
             place.name,
             {FindingId::kustomize_both_names,
              "this image is built for several targets, and no entry of images can write its name here: " +
                  run.files[nodes[top].file].shown,
              "give each target a text of its own"}});
      }
    };
    std::set<NodeId> seen;
    std::vector<NodeId> open{top};
    while (!open.empty()) {
      const Node& node = nodes[open.back()];
      const bool is_new = seen.insert(open.back()).second;
      open.pop_back();
      if (!is_new) continue;
      look(node.file, false, false);
      for (const std::size_t file : node.resources) look(file, false, false);
      for (const std::size_t file : node.inputs) look(file, false, true);
      for (const std::size_t file : node.patches) look(file, true, false);
      open.insert(open.end(), node.kids.begin(), node.kids.end());
      open.insert(open.end(), node.components.begin(), node.components.end());
    }
  }
}

Distribution distribute(Run& run, Accumulation& accumulation, Decisions& out) {
  return Distributor(run, accumulation, out).run();
}

}  // namespace ecrify::kustomize
