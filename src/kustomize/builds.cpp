// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/builds.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "accumulate.hpp"
#include "copied_texts.hpp"
#include "distribute.hpp"
#include "entry_lists.hpp"
#include "flow.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t deepest = 100;    // components in components
constexpr std::size_t most_passed = 8;  // that are remembered of a component
constexpr std::size_t most_work = std::size_t{1} << 28U;

using Flows = std::vector<Flow>;

// What a kustomization gathers: images, and what else counts for one from there on.
struct Gathered {
  Flows flows;
  Configurations configurations;
};

bool is_alike(const Flow& a, const Flow& b) { return a.key() == b.key(); }

void sort(Flows& flows) {
  std::stable_sort(flows.begin(), flows.end(),
                   [](const Flow& a, const Flow& b) { return a.key() < b.key(); });
  flows.erase(std::unique(flows.begin(), flows.end(), is_alike), flows.end());
}

class Builds {
 public:
  Builds(Run& run, const std::vector<WrittenFile>& written)
      : run_(run),
        written_(written),
        any_controller_(any_controller(run, written)),
        accumulation_(run),
        lists_(
            run,
            [this](const std::string& name) { return any_controller_ || accumulation_.is_relevant(name); },
            accumulation_, written),
        copied_(run, accumulation_, written) {}

  std::vector<WrongBuild> wrong() {
    find_interest();
    made_.resize(nodes().size());
    for (const NodeId id : accumulation_.order()) {
      const Node& node = nodes()[id];
      if (node.component && !node.users.empty()) continue;  // as a part of its users
      Gathered gathered;
      passed_.clear();
      if (node.component) add_unknown(id, true, gathered.flows);
      pass(id, gathered, 0);
      check(id, gathered.flows);
      made_[id] = std::move(gathered);
    }
    check_controllers();
    check_texts();
    if (work_left_ == 0) return too_much();
    return std::move(wrong_);
  }

 private:
  struct Step {
    std::uint32_t before = 0;
    std::size_t file = 0;
    Span span;
    const ImageEntry* entry = nullptr;
  };

  static bool any_controller(const Run& run, const std::vector<WrittenFile>& written) {
    for (std::size_t i = 0; i < run.files.size(); ++i) {
      if ((written[i].changes || run.files[i].refused) && !run.files[i].controllers.empty()) return true;
    }
    return false;
  }

  [[nodiscard]] const std::vector<Node>& nodes() const { return accumulation_.nodes(); }
  bool spend(std::size_t work) {
    work_left_ -= std::min(work, work_left_);
    return work_left_ > 0;
  }
  std::uint32_t step(std::uint32_t before, std::size_t file, Span span, const ImageEntry* entry = nullptr) {
    steps_.push_back({before, file, span, entry});
    return static_cast<std::uint32_t>(steps_.size());  // 0 is none
  }

  // Names that entries of a kustomization, of its components and above it have to do with.
  void find_interest() {
    interest_.resize(nodes().size());
    for (const NodeId id : accumulation_.order()) {
      std::set<NameId>& own = interest_[id];
      for (const std::size_t index : nodes()[id].entries) {
        const ImageTransform& entry = accumulation_.entries()[index];
        own.insert(entry.related.begin(), entry.related.end());
      }
      for (const NodeId component : nodes()[id].components)
        own.insert(interest_[component].begin(), interest_[component].end());
      if (!spend(1 + own.size())) return;
    }
    for (auto id = accumulation_.order().rbegin(); id != accumulation_.order().rend(); ++id) {
      for (const NodeId user : nodes()[*id].users) {
        if (!spend(1 + interest_[user].size())) return;
        interest_[*id].insert(interest_[user].begin(), interest_[user].end());
      }
    }
  }

  // What may come from where nobody looks, rewritten already or not; and images that no rule is about, which
  // nobody looks for.
  void add_unknown(NodeId id, bool is_open, Flows& flows) {
    if (run_.reverse) return;  // a pair is folded, whatever it selected
    const std::uint32_t way = step(0, nodes()[id].file, {});
    for (const NameId one : interest_[id]) {
      const NameId name = lists_.texts().id(accumulation_.name(one));
      const NameId mapped = lists_.mapped(name, run_.files[nodes()[id].file].mapping);
      const bool is_unmapped = mapped == name && !lists_.is_new_name(name);
      if (!is_unmapped && !is_open) continue;
      for (const NameId version : lists_.versions_of(name)) {
        Flow& as_it_is = flows.emplace_back();
        as_it_is.before = as_it_is.after = {name, version};
        as_it_is.may_stay = as_it_is.unknown = true;
        as_it_is.way = way;
        if (mapped == name) continue;
        Flow moved = as_it_is;
        moved.after.name = mapped;
        moved.elsewhere = true;
        flows.push_back(moved);
      }
    }
    spend(1 + interest_[id].size());
  }

  void add_place(std::size_t index, const ImageName& place, Flows& flows) {
    if (!any_controller_ && !accumulation_.is_relevant(place.name)) return;
    const RunFile& file = run_.files[index];
    const NameId name = lists_.texts().id(place.name);
    const NameId mapped = lists_.mapped(name, file.mapping);
    const NameId after = copied_.is_edited(index, place.span) ? mapped : name;
    const bool stays = (!place.rewritten || file.refused) && mapped != name;
    const std::uint32_t way = step(0, index, place.span);
    const std::uint32_t field = field_of(place);
    for (const NameId version : lists_.versions_of(name)) {
      Flow& flow = flows.emplace_back();
      flow.before = {name, version};
      flow.after = {after, version};
      flow.may_stay = stays;
      flow.field = field;
      flow.way = way;
    }
    // kustomize 5.5 selects no image volumes: nothing else writes their names.
    const bool is_volume = place.path.ends_with("image.reference");
    if (is_volume && !stays && after != mapped) report(WrongBuild::Reason::stays, index, flows.back());
  }

  // Fields are told apart by the `configurations` that name them.
  std::uint32_t field_of(const ImageName& place) {
    const Configurations named = accumulation_.configurations_of(place);
    const auto at = std::find(fields_.begin(), fields_.end(), named);
    if (at == fields_.end()) fields_.push_back(named);
    return static_cast<std::uint32_t>(std::find(fields_.begin(), fields_.end(), named) - fields_.begin());
  }

  enum class Places { resource, patch, inline_patches };
  void add_places(std::size_t index, Places which, Flows& flows) {
    auto& known = places_[{index, which}];
    if (!known) {
      known.emplace();
      for (const ImageName& place : run_.files[index].names) {
        const bool in_text = place.path.find(": ") != std::string::npos;
        if (which == Places::inline_patches && !in_text) continue;
        if (accumulation_.is_image_place(place, which != Places::resource)) add_place(index, place, *known);
      }
      sort(*known);
    }
    spend(1 + known->size());
    flows.insert(flows.end(), known->begin(), known->end());
  }

  // What a kustomization, or a component for one of its users, makes of what it gets.
  // (kustomize api/internal/target/kusttarget.go, accumulateTarget) Components in components are the only
  // ones that it calls itself for, `deepest` of them: behind that no work is left, and each call returns at
  // once.
  void pass(NodeId id, Gathered& gathered, std::size_t depth) {
    if (depth > deepest) work_left_ = 0;
    const Node& node = nodes()[id];
    Flows& flows = gathered.flows;
    if (!spend(100 + 8 * flows.size())) return;
    for (const NodeId kid : node.kids) {
      const Gathered& made = made_[kid];
      flows.insert(flows.end(), made.flows.begin(), made.flows.end());
      gathered.configurations.insert(made.configurations.begin(), made.configurations.end());
      if (!spend(1 + made.flows.size())) return;
    }
    for (const std::size_t file : node.resources) add_places(file, Places::resource, flows);
    add_unknown(id, node.open, flows);
    sort(flows);
    for (const NodeId component : node.components) pass_component(component, gathered, depth + 1);
    gathered.configurations.insert(node.configurations.begin(), node.configurations.end());
    const auto is_late = [&](std::size_t file) {
      return std::find(node.late_patches.begin(), node.late_patches.end(), file) != node.late_patches.end();
    };
    for (const std::size_t file : node.patches) {
      if (!is_late(file)) add_places(file, Places::patch, flows);
    }
    add_places(node.file, Places::inline_patches, flows);
    transform(node.file, EntryLists::own, gathered);
    replace(id, flows);
    for (const std::size_t file : node.late_patches) add_places(file, Places::patch, flows);
    std::set<std::size_t> done;
    for (const std::size_t index : node.entries) {
      const ImageTransform& entry = accumulation_.entries()[index];
      if (entry.transformer && done.insert(entry.file).second)
        transform(entry.file, EntryLists::transformers, gathered);
    }
    sort(flows);
  }

  // What a component made of the same for the same build is known: there may be 2^n ways to it.
  void pass_component(NodeId id, Gathered& gathered, std::size_t depth) {
    std::vector<std::pair<Gathered, Gathered>>& known = passed_[id];
    const auto same = std::find_if(known.begin(), known.end(), [&](const auto& one) {
      return one.first.configurations == gathered.configurations &&
             std::equal(one.first.flows.begin(), one.first.flows.end(), gathered.flows.begin(),
                        gathered.flows.end(), is_alike);
    });
    if (same != known.end()) {
      spend(1 + gathered.flows.size());
      gathered = same->second;
      return;
    }
    Gathered before = gathered;
    pass(id, gathered, depth);
    if (known.size() < most_passed) passed_[id].emplace_back(std::move(before), gathered);
  }

  // An ImageTagTransformer has fields of its own, which are not read: it may select the image, or not.
  enum class Selects { yes, no, maybe };
  [[nodiscard]] Selects selects(std::size_t which, const Flow& flow, const Configurations& counting) const {
    if (flow.field == 0) return Selects::yes;
    if (which == EntryLists::transformers) return Selects::maybe;
    const Configurations& named = fields_[flow.field];
    const bool counts =
        std::any_of(named.begin(), named.end(), [&](std::size_t file) { return counting.contains(file); });
    return counts ? Selects::yes : Selects::no;
  }

  // Entries work on all images, in both trees.
  void transform(std::size_t file, std::size_t which, Gathered& gathered) {
    Flows& flows = gathered.flows;
    auto& [before, after] = lists_.of(file, which);
    if (before.effects.empty() && after.effects.empty()) return;
    sort(flows);
    spend(flows.size());
    std::vector<std::pair<EntryEffect, EntryEffect>> applied;
    std::set<NameId> selected;  // new names of images that an entry selects as it is
    for (const Flow& flow : flows) {
      applied.emplace_back(lists_.apply(before, flow.before), lists_.apply(after, flow.after));
      if (applied.back().first.first != nullptr && !flow.unknown) selected.insert(flow.after.name);
    }
    Flows out;
    for (std::size_t i = 0; i < flows.size(); ++i) {
      Flow flow = flows[i];
      const auto& [was, will] = applied[i];
      const Selects whether = selects(which, flow, gathered.configurations);
      if (whether != Selects::yes) out.push_back(flow);
      if (whether == Selects::no) continue;
      const bool is_gained = was.first == nullptr && will.first != nullptr && flow.turn == 0;
      // It may have had the new name before: nobody can know, but of one that an entry has given to it.
      if (is_gained && flow.unknown && !flow.given) continue;
      if (run_.files[file].outside && was.first == nullptr && !flow.unknown) tell_beside(before, flow);
      if (flow.elsewhere && flow.turn == 0) {
        if (was.fixed && will.first == nullptr) continue;                 // who rewrites it looks here, too
        if (lists_.apply(before, flow.after).first != nullptr) continue;  // it is that entry's then
      }
      if (was.first != nullptr || will.first != nullptr) {
        const ImageEntry* const entry = entry_of(before, was, will);
        flow.way = step(flow.way, file, entry == nullptr ? Span{} : entry->span, entry);
      }
      if (is_gained && !flow.finished && !selected.contains(flow.after.name) && is_half(before, flow)) {
        flow.finished = true;
        report(WrongBuild::Reason::finished, file, flow);
      }
      flow.may_stay = flow.may_stay || was.fixed || will.fixed;
      flow.given = flow.given || was.image.name != flow.before.name;
      flow.before = was.image;
      flow.after = will.image;
      if (flow.turn == 0 && !is_same(flow)) {
        flow.turn = flow.way;
        flow.why = is_gained ? WrongBuild::Reason::gained : WrongBuild::Reason::lost;
        flow.left_alone = was.fixed && !run_.files[file].outside;
      }
      out.push_back(flow);
    }
    flows = std::move(out);
    sort(flows);
  }

  // The entry that selects an image as it is now, or that the one which will select it comes from.
  const ImageEntry* entry_of(const EffectList& before, const EntryEffect& was, const EntryEffect& will) {
    if (was.first != nullptr) return was.first->image;
    const std::size_t mapping = run_.files[before.file].mapping;
    for (const Effect& effect : before.effects) {
      if (effect.base == will.first->base || lists_.mapped(effect.base, mapping) == will.first->base)
        return effect.image;
    }
    const auto same = std::find_if(before.effects.begin(), before.effects.end(), [&](const Effect& effect) {
      return effect.version == will.first->version;
    });
    return same == before.effects.end() ? nullptr : same->image;
  }

  // An entry beside the run that would select the image once the entry is rewritten, too: it is for another
  // spelling.
  void tell_beside(const EffectList& list, Flow flow) {
    if (flow.before == flow.after) return;
    const std::size_t mapping = run_.files[list.file].mapping;
    for (const Effect& effect : list.effects) {
      if (effect.base == flow.after.name || lists_.mapped(effect.base, mapping) != flow.after.name) continue;
      flow.turn = flow.way = step(flow.way, list.file, effect.image->span, effect.image);
      return report(WrongBuild::Reason::gained, list.file, flow);
    }
  }

  // The image has the new name already, or an entry does.
  bool is_half(const EffectList& before, const Flow& flow) {
    if (flow.before.name == flow.after.name) return true;
    bool has_new = false;
    for (const Effect& effect : before.effects) {
      if (effect.base == flow.after.name)
        has_new = true;
      else if (lists_.mapped(effect.base, run_.files[before.file].mapping) == flow.after.name)
        return false;  // another spelling
    }
    return has_new;
  }

  bool is_same(const Flow& flow) {
    return flow.before.version == flow.after.version && lists_.is_form_of(flow.after.name, flow.before.name);
  }

  // What replacements copy, and what they put together. Which of the images they work on is not followed: it
  // may be any.
  void replace(NodeId id, Flows& flows) {
    const Node& node = nodes()[id];
    Flows added;
    for (const Replacement& replacement : node.replacements) {
      if (!replacement.is_about_images()) continue;
      std::vector<CopiedPair> sources;
      for (const std::size_t file : accumulation_.files_below(id)) {
        copied_.add(file, replacement, sources);
        if (!spend(1 + run_.files[file].names.size())) return;
      }
      for (const Replacement::Target& target : replacement.targets) {
        const bool is_whole = target.part.delimiter.empty();
        const bool is_name = target.part.holds_name();
        if (!is_name && sources.empty()) sources.push_back({"?", "?", node.file, replacement.span, true});
        for (const CopiedPair& source : sources) {
          const std::uint32_t way = step(0, source.file, source.span);
          if (is_name) {
            Flow& flow = added.emplace_back();
            flow.before = lists_.image(source.before);
            flow.after = lists_.image(source.after);
            flow.may_stay = source.stays;
            flow.way = way;
          }
          if (!is_whole) put_together(node, replacement, target.part, source, flows, added);
        }
      }
    }
    flows.insert(flows.end(), added.begin(), added.end());
  }

  void put_together(const Node& node, const Replacement& replacement, const Replacement::Part& part,
                    const CopiedPair& source, const Flows& flows, Flows& added) {
    spend(flows.size());
    for (Flow flow : flows) {
      flow.before = lists_.image(with_part(lists_.text(flow.before), part, source.before));
      flow.after = lists_.image(with_part(lists_.text(flow.after), part, source.after));
      if (flow.elsewhere && !is_same(flow)) continue;  // who rewrites it looks here, too
      flow.way = step(flow.way, source.file, source.span);
      flow.way = step(flow.way, node.file, replacement.span);
      if (flow.turn == 0 && !is_same(flow)) {
        flow.turn = flow.way;
        flow.why = WrongBuild::Reason::apart;
      }
      added.push_back(flow);
    }
  }

  // What is built must be the rewrite of what was.
  void check(NodeId id, Flows& flows) {
    const Node& node = nodes()[id];
    const std::size_t mapping = run_.files[node.file].mapping;
    std::set<std::uint32_t> seen;
    const auto is_wrong = [&](const Flow& flow) {
      if (flow.finished) return false;
      const bool is_late =
          !node.users.empty() && (run_.mappings.size() > 1 ||
                                  run_.mappings[mapping].adds_placeholder(lists_.texts()[flow.before.name]));
      // A name that is old, or new for this target: another one's is neither, once nothing stands above.
      const bool is_top = node.users.empty() && !node.component;
      const bool is_other = is_top && flow.after.name != flow.before.name &&
                            flow.after.name != lists_.mapped(flow.before.name, mapping);
      if (flow.may_stay || is_late || node.component) return !is_same(flow) || is_other;
      return flow.before.version != flow.after.version ||
             flow.after.name != lists_.mapped(flow.before.name, mapping);
    };
    for (const Flow& flow : flows) {
      if (is_wrong(flow) && seen.insert(flow.turn == 0 ? flow.way : flow.turn).second)
        report(flow.turn == 0 ? WrongBuild::Reason::stays : flow.why, node.file, flow);
    }
    std::erase_if(flows, is_wrong);
  }

  // What a controller builds it of is not known: it may be any folder, rewritten or not.
  void check_controllers() {
    Flows all;
    if (!any_controller_) return;
    for (const Gathered& made : made_) all.insert(all.end(), made.flows.begin(), made.flows.end());
    for (std::size_t i = 0; i < run_.files.size(); ++i) add_places(i, Places::resource, all);
    sort(all);
    for (std::size_t i = 0; i < run_.files.size(); ++i) {
      if (written_[i].changes ? written_[i].controllers.empty() : !run_.files[i].refused) continue;
      for (std::size_t list = 0; list < run_.files[i].controllers.size(); ++list)
        check_controller(i, EntryLists::controllers + list, all);
    }
  }

  void check_texts() {
    std::vector<PlacedRefusal> refusals;
    if (run_.mappings.size() > 1) refuse_texts(run_, accumulation_, refusals);
    for (const PlacedRefusal& one : refusals) {
      if (!written_[one.file].changes) continue;
      WrongBuild& wrong = wrong_.emplace_back();
      wrong.why = WrongBuild::Reason::targets;
      wrong.files = {one.file};
      wrong.built = wrong.source = wrong.where = one.file;
      wrong.place = wrong.entry = one.span;
      wrong.name = one.name;
    }
  }

  void check_controller(std::size_t file, std::size_t which, const Flows& all) {
    auto& [before, after] = lists_.of(file, which);
    if (!spend(all.size())) return;
    std::set<std::uint32_t> seen;
    for (const Flow& flow : all) {
      if (flow.finished || flow.elsewhere || (flow.unknown && !flow.given)) continue;
      const EntryEffect was = lists_.apply(before, flow.before);
      const EntryEffect will = lists_.apply(after, flow.after);
      if (was.first == nullptr && will.first == nullptr) continue;
      Flow then = flow;
      const ImageEntry* const entry = entry_of(before, was, will);
      then.way = step(flow.way, file, entry == nullptr ? Span{} : entry->span, entry);
      then.turn = then.way;
      then.before = was.image;
      then.after = will.image;
      if (is_same(then)) continue;
      const bool is_gained = was.first == nullptr;
      if (is_gained && !is_half(before, flow))
        then.why = WrongBuild::Reason::gained;
      else
        then.why = is_gained ? WrongBuild::Reason::finished : WrongBuild::Reason::lost;
      if (seen.insert(flow.way).second) report(then.why, file, then);
    }
  }

  void report(WrongBuild::Reason why, std::size_t built, const Flow& flow) {
    WrongBuild wrong;
    wrong.why = why;
    wrong.built = built;
    std::set<std::size_t> files;
    std::uint32_t first = flow.way;
    const std::uint32_t turned = flow.turn == 0 ? flow.way : flow.turn;
    const std::uint32_t entry_at =
        turned != 0 && steps_[turned - 1].entry != nullptr ? turned : 0;  // no place of an image
    for (std::uint32_t at = flow.way; at != 0; at = steps_[at - 1].before) {
      files.insert(steps_[at - 1].file);
      if (at != entry_at && !steps_[at - 1].span.empty() && !run_.files[steps_[at - 1].file].outside)
        first = at;
    }
    for (const std::size_t file : files) {
      if (written_[file].changes && !run_.files[file].outside) wrong.files.push_back(file);
    }
    if (wrong.files.empty() && (flow.may_stay || flow.unknown)) return;
    if (first == 0) return;
    const Step& turn = steps_[turned - 1];
    wrong.source = steps_[first - 1].file;
    if (first != entry_at) wrong.place = steps_[first - 1].span;
    wrong.where = turn.file;
    wrong.entry = turn.span;
    if (turn.entry != nullptr) wrong.selector = turn.entry->name;
    wrong.left_alone = flow.left_alone;
    wrong.before = shown(flow.before);
    wrong.after = shown(flow.after);
    for (const ImageName& name : run_.files[wrong.source].names) {
      if (name.span == wrong.place) wrong.name = name.name;
    }
    wrong_.push_back(std::move(wrong));
  }
  std::string shown(const Image& image) {
    std::string text = lists_.text(image);
    const std::size_t star = text.find(":*");
    return star == std::string::npos ? text : text.erase(star, 2);
  }

  std::vector<WrongBuild> too_much() {
    WrongBuild wrong;
    wrong.why = WrongBuild::Reason::too_much;
    for (std::size_t i = 0; i < written_.size(); ++i) {
      if (written_[i].changes && !run_.files[i].outside) wrong.files.push_back(i);
    }
    if (wrong.files.empty()) return {};
    wrong.built = wrong.source = wrong.where = wrong.files.front();
    return {std::move(wrong)};
  }

  Run& run_;
  const std::vector<WrittenFile>& written_;
  bool any_controller_;
  Accumulation accumulation_;
  EntryLists lists_;
  CopiedTexts copied_;
  std::vector<std::set<NameId>> interest_;     // by node
  std::vector<Gathered> made_;                 // by node
  std::vector<Configurations> fields_ = {{}};  // by Flow::field
  std::map<NodeId, std::vector<std::pair<Gathered, Gathered>>>
      passed_;  // by component, for the build at hand
  std::map<std::pair<std::size_t, Places>, std::optional<Flows>> places_;
  std::vector<Step> steps_;
  std::vector<WrongBuild> wrong_;
  std::size_t work_left_ = most_work;
};

}  // namespace

namespace {

// The entries that come of rulings.
std::vector<ImageEntry> entries_by(const std::vector<ImageEntry>& entries,
                                   const std::vector<EntryRuling>& rulings) {
  std::vector<ImageEntry> written;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EntryRuling& ruling = rulings[i];
    if (ruling.drops_entry) continue;
    ImageEntry& entry = written.emplace_back(entries[i]);
    if (!ruling.name.empty()) entry.name = ruling.name;
    if (!ruling.new_name.empty()) entry.new_name = ruling.new_name;
    if (ruling.drops_new_name) entry.new_name.clear();
    if (!ruling.copy) continue;
    ImageEntry& copy = written.emplace_back(entries[i]);
    copy.name = ruling.copy->name;
    if (!ruling.copy->new_name.empty()) copy.new_name = ruling.copy->new_name;
  }
  return written;
}

}  // namespace

std::vector<WrittenFile> written_by(const Run& run, const Decisions& decisions) {
  std::vector<WrittenFile> all;
  for (std::size_t i = 0; i < run.files.size(); ++i) {
    const RunFile& file = run.files[i];
    WrittenFile& written = all.emplace_back();
    written.changes = !file.refused && !file.outside;
    for (const ImageName& name : file.names) {
      const bool stays = std::find(decisions.stays.begin(), decisions.stays.end(), std::pair(i, name.span)) !=
                         decisions.stays.end();
      if (name.rewritten && !stays) written.places.push_back(name.span);
    }
    if (file.kustomization) written.images = entries_by(file.kustomization->images, decisions.entries[i]);
    written.transformers = entries_by(file.transformers, decisions.transformers[i]);
  }
  return all;
}

std::vector<WrongBuild> wrong_builds(Run& run, const std::vector<WrittenFile>& written) {
  return Builds(run, written).wrong();
}

}  // namespace ecrify::kustomize
