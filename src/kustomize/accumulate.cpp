// SPDX-License-Identifier: Apache-2.0
#include "accumulate.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "name_index.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t most_rounds = 12;

bool insert(NameSet& set, Carried one) {
  const auto at = std::lower_bound(set.begin(), set.end(), one);
  if (at != set.end() && *at == one) return false;
  set.insert(at, one);
  return true;
}

}  // namespace

void Accumulation::merge(NameSet& into, const NameSet& from) {
  spend(1 + from.size());
  if (std::includes(into.begin(), into.end(), from.begin(), from.end())) return;
  NameSet both;
  both.reserve(into.size() + from.size());
  std::set_union(into.begin(), into.end(), from.begin(), from.end(), std::back_inserter(both));
  into = std::move(both);
}

// Which names an entry may have to do with: names of files, new names that entries give, and the new forms of
// them all.
void Accumulation::relate() {
  for (const ImageTransform& entry : entries_) {
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
  for (ImageTransform& entry : entries_) {
    const std::size_t rules = run_.files[entry.file].mapping;
    set_new_form(entry, run_.mappings[rules]);
    const Selector renamed(entry.new_form);
    if (!entry.selector.is_pattern()) {
      indexes[rules].find(entry.selector.base(), entry.related);
      indexes[rules].find(renamed.base(), entry.related);
    } else {
      for (NameId id = 0; id < names_.size() && spend(10); ++id) {
        const std::string& mapped = run_.mappings[rules].of(names_[id]);
        const auto is_related = [&](const Selector& one) {
          return one.selects(names_[id]) || one.selects(mapped);
        };
        if (is_related(entry.selector) || is_related(renamed)) entry.related.push_back(id);
      }
    }
    std::sort(entry.related.begin(), entry.related.end());
    entry.related.erase(std::unique(entry.related.begin(), entry.related.end()), entry.related.end());
    for (const NameId id : entry.related) relevant_[id] = true;
  }
  // With several targets, a name matters to a kustomization that has no entry for it.
  if (run_.mappings.size() > 1) relevant_.assign(names_.size(), true);
  for (const Node& node : nodes_) {
    for (const PatchTest& tested : node.tested) relevant_[name_of(tested.name)] = true;
  }
  for (Node& node : nodes_) {
    for (NameSet* set : {&node.own, &node.patched, &node.copied}) {
      std::erase_if(*set, [this](Carried one) { return !relevant_[name_of(one)]; });
    }
  }
}

bool Accumulation::is_relevant(const std::string& name) const {
  const auto known = ids_.find(name);
  return takes_apart_ || (known != ids_.end() && relevant_[known->second]);
}

void Accumulation::set_new_form(ImageTransform& entry, NameMapping& mapping) {
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

// The facts of a round hold for the next: what entries add depends on them, and must not change while names
// flow.
void Accumulation::accumulate() {
  std::vector<ReachingName> before(entries_.size());
  for (std::size_t round = 0; round < most_rounds; ++round) {
    for (std::size_t i = 0; i < entries_.size(); ++i) before[i] = std::exchange(entries_[i].met, {});
    start_round();
    bool inner_first = true;
    while (pass(inner_first, before) && !bounded()) inner_first = !inner_first;
    if (bounded()) return;
    const bool same =
        std::equal(entries_.begin(), entries_.end(), before.begin(),
                   [](const ImageTransform& entry, const ReachingName& met) { return entry.met == met; });
    if (!same) continue;
    for (const Node& node : nodes_) refuse_tested(node);
    return;
  }
  work_left_ = 0;
}

void Accumulation::start_round() {
  for (Node& node : nodes_) {
    node.made.clear();
    node.given.clear();
    node.made_open = false;
    node.given_open = false;
  }
}

// Returns whether anything has changed.
bool Accumulation::pass(bool inner_first, const std::vector<ReachingName>& before) {
  bool changed = false;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    changed = step(order_[inner_first ? i : order_.size() - 1 - i], before) || changed;
  }
  return changed;
}

bool Accumulation::step(NodeId id, const std::vector<ReachingName>& before) {
  Node& node = nodes_[id];
  NameSet names;
  bool open = node.open;
  bool changed = false;
  if (node.component) {
    merge(names, node.given);
    open = open || node.given_open || node.users.empty();
  }
  for (const NodeId kid : node.kids) {
    merge(names, nodes_[kid].made);
    open = open || nodes_[kid].made_open;
  }
  merge(names, node.own);
  for (const NodeId used : node.components) {
    Node& component = nodes_[used];
    const std::size_t size = component.given.size();
    merge(component.given, names);
    changed = changed || component.given.size() != size || (open && !component.given_open);
    component.given_open = component.given_open || open;
    merge(names, made_for(component, names));
    open = open || component.made_open;
  }
  merge(names, node.patched);
  for (const std::size_t entry : node.entries) meet(entries_[entry], before[entry], names, open);
  merge(names, node.copied);
  const std::size_t size = node.made.size();
  merge(node.made, names);
  changed = changed || node.made.size() != size || (open && !node.made_open);
  node.made_open = node.made_open || open;
  return changed;
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
      const ImageTransform& entry = entries_[index];
      const bool may_stay = entry.suppressed || entry.met.staying;
      return (!stays(one) || may_stay) && image_name(entry.image->new_name) == names_[name_of(one)];
    };
    return std::any_of(component.kids.begin(), component.kids.end(),
                       [&](NodeId kid) { return holds(nodes_[kid].made, one); }) ||
           std::any_of(component.components.begin(), component.components.end(),
                       [&](NodeId inner) { return holds(nodes_[inner].made, one); }) ||
           std::any_of(component.entries.begin(), component.entries.end(), gives);
  };
  NameSet made;
  std::copy_if(component.made.begin(), component.made.end(), std::back_inserter(made),
               [&](Carried one) { return !holds(component.given, one) || holds(names, one) || is_own(one); });
  return made;
}

// An entry meets names, and leaves them with its newName.
void Accumulation::meet(ImageTransform& entry, const ReachingName& before, NameSet& names, bool open) {
  spend(1 + entry.related.size());
  NameSet reached;
  for (const NameId id : entry.related) {
    for (const Carried one : {2 * id, 2 * id + 1}) {
      if (!std::binary_search(names.begin(), names.end(), one)) continue;
      reached.push_back(one);
      if (!entry.selector.selects(names_[id])) continue;
      (stays(one) ? entry.met.staying : entry.met.rewritten) = true;
    }
  }
  merge(entry.met.reached, reached);
  entry.met.unknown = entry.met.unknown || open;
  const bool is_plain = !entry.selector.is_pattern();
  const std::string& new_name = entry.image->new_name;
  if (!new_name.empty()) {
    if (is_plain && entry.selector.tail().empty()) {
      const NameId own = ids_.at(entry.selector.name());
      std::erase_if(names, [own](Carried one) { return name_of(one) == own; });
    }
    const NameId given = ids_.at(std::string(image_name(new_name)));
    // An entry that stays to the letter gives the old name to what stays, and to nothing else.
    const bool may_stay = entry.suppressed || (before.staying && is_plain && entry.is_mapped());
    const bool is_kept = entry.suppressed || (may_stay && !before.rewritten);
    if (!relevant_[given]) return;
    const bool is_mapped = run_.mappings[run_.files[entry.file].mapping].changes(names_[given]);
    if (!is_kept || !is_mapped) insert(names, 2 * given);
    if (may_stay && is_mapped) insert(names, 2 * given + 1);
  } else if (open && is_plain && entry.is_mapped() && !before.staying && !entry.suppressed &&
             !entry.never_pairs()) {
    // The newName of a pair.
    const NameId base = ids_.at(std::string(entry.selector.base()));
    if (relevant_[base]) insert(names, 2 * base);
  }
}

void Accumulation::visit_sources(NodeId start, NameId name, const VisitSource& visit) const {
  std::vector<NodeId> open{start};
  std::set<NodeId> seen;
  const std::string& text = names_[name];
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    const Node& node = nodes_[id];
    const auto visit_places = [&](std::size_t index, bool in_patch, bool only_texts) {
      for (const ImageName& place : run_.files[index].names) {
        if (place.name != text || !is_image_place(place, in_patch)) continue;
        if (only_texts && place.path.find(": ") == std::string::npos) continue;
        if (!visit(index, &place)) return false;
      }
      return true;
    };
    for (const std::size_t file : node.resources) {
      if (!visit_places(file, false, false)) return;
    }
    for (const std::size_t file : node.patches) {
      if (!visit_places(file, true, false)) return;
    }
    if (!visit_places(node.file, true, true)) return;
    for (const auto& [file, place] : node.copied_from) {
      if (id != start && place.name == text && !visit(file, &place))
        return;  // its own entries work before its replacements
    }
    for (const std::size_t index : node.entries) {
      const ImageTransform& entry = entries_[index];
      const std::string& given = entry.image->new_name;
      const bool gives =
          given.empty() ? entry.met.unknown && entry.selector.base() == text : image_name(given) == text;
      if (gives && !visit(entry.file, nullptr)) return;
    }
    for (const std::vector<NodeId>* list : {&node.kids, &node.components}) {
      for (const NodeId inner : *list) {
        const bool carries =
            std::binary_search(nodes_[inner].made.begin(), nodes_[inner].made.end(), 2 * name) ||
            std::binary_search(nodes_[inner].made.begin(), nodes_[inner].made.end(), 2 * name + 1);
        if (carries) open.push_back(inner);
      }
    }
    if (node.component) open.insert(open.end(), node.users.begin(), node.users.end());
  }
}

}  // namespace ecrify::kustomize
