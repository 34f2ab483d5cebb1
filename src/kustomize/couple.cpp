// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/plan.hpp"
#include "fates.hpp"

namespace ecrify::kustomize {

namespace {

// Union-find over the files of the run.
class Groups {
 public:
  explicit Groups(const std::map<std::string, FileState>& files) {
    for (const auto& [path, state] : files) {
      index_[path] = paths_.size();
      paths_.push_back(path);
    }
    parent_.resize(paths_.size());
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  void join(const std::string& a, const std::string& b) { parent_[root(index_.at(a))] = root(index_.at(b)); }
  void join_all() { std::fill(parent_.begin(), parent_.end(), std::size_t{0}); }

  [[nodiscard]] std::vector<std::vector<std::string>> take() {
    std::map<std::size_t, std::vector<std::string>> by_root;
    for (std::size_t i = 0; i < paths_.size(); ++i) by_root[root(i)].push_back(paths_[i]);
    std::vector<std::vector<std::string>> groups;
    for (auto& [number, members] : by_root) {
      if (members.size() > 1) groups.push_back(std::move(members));
    }
    std::sort(groups.begin(), groups.end());
    return groups;
  }

 private:
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }

  std::map<std::string, std::size_t> index_;
  std::vector<std::string> paths_;
  std::vector<std::size_t> parent_;
};

Finding elsewhere(const Place& place, std::string reference, std::string message, std::string help) {
  Finding finding;
  finding.id = FindingId::kustomize_elsewhere;
  finding.document = place.document;
  finding.span = place.span;
  finding.reference = std::move(reference);
  finding.message = std::move(message);
  finding.help = std::move(help);
  return finding;
}

class Coupler {
 public:
  Coupler(const Tree& tree, const std::map<std::string, FileState>& files, const Plan::Changes& changes)
      : files_(files), changes_(changes), lines_(tree), groups_(files) {}

  void add(const Tie& tie) {
    const auto entry = files_.find(tie.entry.path);
    const bool entry_given = entry != files_.end() && entry->second != FileState::unchanged;
    for (const Place& held : tie.held) {
      const auto given = files_.find(held.path);
      if (given == files_.end()) {
        if (entry_given) out_.missing.insert(held.path);
        if (entry_given && tie.kind == TieKind::together) entry_alone(tie, held);
      } else if (!entry_given) {
        if (entry == files_.end()) out_.missing.insert(tie.entry.path);
        held_alone(tie, held);
      } else if (tie.kind != TieKind::stays) {
        groups_.join(tie.entry.path, held.path);
        if (entry->second == FileState::changed && stays_as_it_is(held, given->second)) unchanged(tie, held);
      }
    }
  }

  Coupling take(bool bounded) {
    if (bounded) groups_.join_all();
    out_.groups = groups_.take();
    return std::move(out_);
  }

 private:
  // An entry of an inner kustomization may be changed at its name or at its newName: that its file changes has to do.
  bool stays_as_it_is(const Place& held, FileState state) const {
    if (state != FileState::changed) return state == FileState::unchanged;
    return changes_ && !is_kustomization_name(held.path) && !changes_(held.path, held.span);
  }

  // One finding for a file and an image: more would say the same again.
  bool is_new(const std::string& path, const std::string& name) { return told_.insert({path, name}).second; }

  void entry_alone(const Tie& tie, const Place& held) {
    if (!is_new(tie.entry.path, tie.name)) return;
    out_.findings.push_back({tie.entry.path, elsewhere(tie.entry, tie.name,
                                                       "this selects the image at " + lines_(held) +
                                                           ", a file that is not rewritten with this one",
                                                       "pass the folder that holds both")});
  }

  void held_alone(const Tie& tie, const Place& held) {
    if (!is_new(held.path, tie.name)) return;
    const std::string at = lines_(tie.entry);
    const bool split = tie.kind == TieKind::split;
    out_.findings.push_back(
        {held.path, elsewhere(held, tie.name,
                              split ? "a replacement at " + at + " takes this image apart, and would put wrong parts together after a rewrite"
                                    : at + " selects this image by its name, and is not rewritten with this file",
                              split ? "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite"
                                    : "pass the folder that holds both")});
  }

  void unchanged(const Tie& tie, const Place& held) {
    if (!is_new(tie.entry.path, tie.name)) return;
    out_.findings.push_back(
        {tie.entry.path, elsewhere(tie.entry, tie.name,
                                   "this selects the image at " + lines_(held) + ", which is not rewritten",
                                   "have that image rewritten too, or keep it out of the mapping")});
  }

  const std::map<std::string, FileState>& files_;
  const Plan::Changes& changes_;
  Lines lines_;
  Groups groups_;
  std::set<std::pair<std::string, std::string>> told_;
  Coupling out_;
};

}  // namespace

Coupling Plan::couple(const std::map<std::string, FileState>& files, const Changes& changes) const {
  if (tree_ == nullptr) return {};
  std::map<std::string, FileState> states = files;
  for (const FileFinding& refusal : refusals_) {
    if (const auto file = states.find(refusal.path); file != states.end()) file->second = FileState::refused;
  }
  Coupler coupler(*tree_, states, changes);
  for (const Tie& tie : ties_) coupler.add(tie);
  const bool any_refused = std::any_of(unread_.begin(), unread_.end(), [&](const std::string& path) {
    const auto file = states.find(path);
    return file != states.end() && file->second == FileState::refused;
  });
  // What a kustomization selects that can't be read may be any of them.
  Coupling coupling = coupler.take(bounded_ || any_refused);
  for (const FileFinding& refusal : refusals_) {
    if (files.contains(refusal.path)) coupling.findings.push_back(refusal);
  }
  std::stable_sort(coupling.findings.begin(), coupling.findings.end(),
                   [](const FileFinding& a, const FileFinding& b) {
                     return a.path != b.path ? a.path < b.path : a.finding.span.begin < b.finding.span.begin;
                   });
  return coupling;
}

}  // namespace ecrify::kustomize
