// SPDX-License-Identifier: Apache-2.0
#include "accumulate.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace ecrify::kustomize {

namespace {

constexpr std::size_t most_rounds = 12;

// Names that are moved for another one cost little, and most come last.
std::size_t work_of_moving(std::ptrdiff_t names) { return static_cast<std::size_t>(names) / 256; }

bool insert(Graph& graph, NameSet& set, Carried one) {
  const auto at = std::lower_bound(set.begin(), set.end(), one);
  if (at != set.end() && *at == one) return false;
  graph.spend(1 + work_of_moving(set.end() - at));
  set.insert(at, one);
  return true;
}

// Both states of a name.
void erase(Graph& graph, NameSet& set, NameId name) {
  const auto begin = std::lower_bound(set.begin(), set.end(), 2 * name);
  const auto end = std::upper_bound(begin, set.end(), 2 * name + 1);
  if (begin != end) graph.spend(1 + work_of_moving(set.end() - end));
  set.erase(begin, end);
}

}  // namespace

// The facts of a round hold for the next: what entries add depends on them, and must not change while names
// flow.
void Accumulation::accumulate() {
  std::vector<Reach> before(graph_.entries().size());
  for (std::size_t round = 0; round < most_rounds; ++round) {
    for (std::size_t i = 0; i < graph_.entries().size(); ++i)
      before[i] = std::exchange(graph_.entries()[i].met, {});
    start_round();
    bool inner_first = true;
    while (pass(inner_first, before) && !bounded()) inner_first = !inner_first;
    if (bounded()) return;
    const bool same =
        std::equal(graph_.entries().begin(), graph_.entries().end(), before.begin(),
                   [](const ImageTransform& entry, const Reach& met) { return entry.met == met; });
    if (!same) continue;
    for (const Node& node : graph_.nodes()) refuse_tested(node);
    return;
  }
  graph_.stop();
}

void Accumulation::start_round() {
  for (Node& node : graph_.nodes()) {
    node.made.clear();
    node.given.clear();
    node.made_open = false;
    node.given_open = false;
  }
}

// Returns whether anything has changed.
bool Accumulation::pass(bool inner_first, const std::vector<Reach>& before) {
  bool changed = false;
  for (std::size_t i = 0; i < graph_.order().size(); ++i) {
    changed = step(graph_.order()[inner_first ? i : graph_.order().size() - 1 - i], before) || changed;
  }
  return changed;
}

bool Accumulation::step(NodeId id, const std::vector<Reach>& before) {
  Node& node = graph_.nodes()[id];
  NameSet names;
  bool open = node.open;
  bool changed = false;
  if (node.component) {
    merge(graph_, names, node.given);
    open = open || node.given_open || node.users.empty();
  }
  for (const NodeId kid : node.kids) {
    merge(graph_, names, graph_.nodes()[kid].made);
    open = open || graph_.nodes()[kid].made_open;
  }
  merge(graph_, names, node.own);
  for (const NodeId used : node.components) {
    Node& component = graph_.nodes()[used];
    const std::size_t size = component.given.size();
    merge(graph_, component.given, names);
    changed = changed || component.given.size() != size || (open && !component.given_open);
    component.given_open = component.given_open || open;
    merge(graph_, names, made_for(component, names));
    open = open || component.made_open;
  }
  merge(graph_, names, node.patched);
  for (const std::size_t entry : node.entries) meet(graph_.entries()[entry], before[entry], names, open);
  merge(graph_, names, node.copied);
  const std::size_t size = node.made.size();
  merge(graph_, node.made, names);
  changed = changed || node.made.size() != size || (open && !node.made_open);
  node.made_open = node.made_open || open;
  return changed;
}

// Of an image and of what a patch expects of it both are rewritten, or none.
void Accumulation::refuse_tested(const Node& node) {
  NameSet gathered = node.own;
  for (const std::vector<NodeId>* list : {&node.kids, &node.components}) {
    for (const NodeId inner : *list) merge(graph_, gathered, graph_.nodes()[inner].made);
  }
  if (node.component) merge(graph_, gathered, node.given);
  for (const PatchTest& tested : node.tested) {
    if (tested.is_known) continue;
    const auto is_there = [&](Carried one) {
      return std::binary_search(gathered.begin(), gathered.end(), one);
    };
    const Carried same = tested.name;
    const Carried other = stays(same) ? same - 1 : same + 1;
    // Of an image that nobody sees it isn't known what it is called, whoever else has that name.
    if (!is_there(other) && (stays(same) || !node.made_open)) continue;
    refusals_.push_back(tested.place);
    refusals_.back().why = {
        FindingId::kustomize_selector,
        stays(same) ? "a patch expects this image by its old name, which it would not have any more"
                    : "a patch expects this image by its new name, which it would not have everywhere",
        "rewrite the patch and the image in one run, or leave both alone"};
  }
}

// What a component makes for one of its users: not of what others alone have given it.
NameSet Accumulation::made_for(const Node& component, const NameSet& names) const {
  const auto holds = [](const NameSet& set, Carried one) {
    return std::binary_search(set.begin(), set.end(), one);
  };
  const auto is_own = [&](Carried one) {
    if (holds(component.own, one) || holds(component.patched, one) || holds(component.copied, one))
      return true;
    const auto gives = [&](std::size_t index) {
      const ImageTransform& entry = graph_.entries()[index];
      const bool may_stay = entry.suppressed || entry.met.staying;
      return (!stays(one) || may_stay) && image_name(entry.image->new_name) == names_.name(name_of(one));
    };
    return std::any_of(component.kids.begin(), component.kids.end(),
                       [&](NodeId kid) { return holds(graph_.nodes()[kid].made, one); }) ||
           std::any_of(component.components.begin(), component.components.end(),
                       [&](NodeId inner) { return holds(graph_.nodes()[inner].made, one); }) ||
           std::any_of(component.entries.begin(), component.entries.end(), gives);
  };
  NameSet made;
  std::copy_if(component.made.begin(), component.made.end(), std::back_inserter(made),
               [&](Carried one) { return !holds(component.given, one) || holds(names, one) || is_own(one); });
  return made;
}

// An entry meets names, and leaves them with its newName.
void Accumulation::meet(ImageTransform& entry, const Reach& before, NameSet& names, bool open) {
  graph_.spend(1 + entry.related.size());
  NameSet reached;
  for (const NameId id : entry.related) {
    for (const Carried one : {2 * id, 2 * id + 1}) {
      if (!std::binary_search(names.begin(), names.end(), one)) continue;
      reached.push_back(one);
      if (!entry.selector.selects(names_.name(id))) continue;
      (stays(one) ? entry.met.staying : entry.met.rewritten) = true;
    }
  }
  merge(graph_, entry.met.reached, reached);
  entry.met.unknown = entry.met.unknown || open;
  const bool is_plain = !entry.selector.is_pattern();
  const std::string& new_name = entry.image->new_name;
  if (!new_name.empty()) {
    if (is_plain && entry.selector.tail().empty()) {
      erase(graph_, names, names_.known(entry.selector.name()));
    }
    const NameId given = names_.known(std::string(image_name(new_name)));
    // An entry that stays to the letter gives the old name to what stays, and to nothing else.
    const bool may_stay = entry.suppressed || (before.staying && is_plain && entry.is_mapped());
    const bool is_kept = entry.suppressed || (may_stay && !before.rewritten);
    if (!names_.is_relevant(given)) return;
    const bool is_mapped = run_.mappings[run_.files[entry.file].mapping].changes(names_.name(given));
    if (!is_kept || !is_mapped) insert(graph_, names, 2 * given);
    if (may_stay && is_mapped) insert(graph_, names, 2 * given + 1);
  } else if (open && is_plain && entry.is_mapped() && !before.staying && !entry.suppressed &&
             !entry.image->never_pairs()) {
    // The newName of a pair.
    const NameId base = names_.known(std::string(entry.selector.base()));
    if (names_.is_relevant(base)) insert(graph_, names, 2 * base);
  }
}

std::vector<PlacedRefusal> Accumulation::refusals() const {
  std::vector<PlacedRefusal> all = graph_.refusals();
  all.insert(all.end(), refusals_.begin(), refusals_.end());
  return all;
}

// In the order in which they are visited.
const Accumulation::Sources& Accumulation::sources_of(NodeId id) const {
  const auto [known, is_new] = sources_.try_emplace(id);
  Sources& sources = known->second;
  if (!is_new) return sources;
  const Node& node = graph_.nodes()[id];
  const auto add_places = [&](std::size_t file, bool in_patch, bool only_texts) {
    if (!graph_.spend(1 + run_.files[file].names.size())) return;
    for (const ImageName& place : run_.files[file].names) {
      if (!graph_.is_image_place(place, in_patch)) continue;
      if (only_texts && place.path.find(": ") == std::string::npos) continue;
      sources[place.name].push_back({file, &place, nullptr});
    }
  };
  for (const std::size_t file : node.resources) add_places(file, false, false);
  for (const std::size_t file : node.patches) add_places(file, true, false);
  add_places(node.file, true, true);
  graph_.spend(node.copied_from.size() + node.entries.size());
  for (const auto& [file, at] : node.copied_from) {
    const ImageName& place = run_.files[file].names[at];
    sources[place.name].push_back({file, &place, nullptr, true});
  }
  for (const std::size_t index : node.entries) {
    const ImageTransform& entry = graph_.entries()[index];
    const std::string& given = entry.image->new_name;
    sources[given.empty() ? entry.selector.base() : image_name(given)].push_back(
        {entry.file, nullptr, &entry});
  }
  return sources;
}

void Accumulation::visit_sources(NodeId start, NameId name, const VisitSource& visit) const {
  std::vector<NodeId> open{start};
  std::set<NodeId> seen;
  const std::string& text = names_.name(name);
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    const Node& node = graph_.nodes()[id];
    const Sources& sources = sources_of(id);
    const auto named = sources.find(text);
    const std::size_t count = named == sources.end() ? 0 : named->second.size();
    if (!graph_.spend(1 + count + node.kids.size() + node.components.size())) return;
    for (std::size_t i = 0; i < count; ++i) {
      const Source& source = named->second[i];
      if (source.is_copied && id == start) continue;  // its own entries work before its replacements
      const bool is_other = source.entry != nullptr && source.entry->image->new_name.empty() &&
                            !source.entry->met.unknown;  // the newName of a pair, which this is not
      if (!is_other && !visit(source.file, source.place)) return;
    }
    for (const std::vector<NodeId>* list : {&node.kids, &node.components}) {
      for (const NodeId inner : *list) {
        const bool carries = std::binary_search(graph_.nodes()[inner].made.begin(),
                                                graph_.nodes()[inner].made.end(), 2 * name) ||
                             std::binary_search(graph_.nodes()[inner].made.begin(),
                                                graph_.nodes()[inner].made.end(), 2 * name + 1);
        if (carries) open.push_back(inner);
      }
    }
    if (node.component) open.insert(open.end(), node.users.begin(), node.users.end());
  }
}

}  // namespace ecrify::kustomize
