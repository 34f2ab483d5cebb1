// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/builds.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "checked_tree.hpp"
#include "controller_builds.hpp"
#include "distribute.hpp"
#include "image_sources.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t deepest = 100;    // components in components
constexpr std::size_t most_passed = 8;  // that are remembered of a component
constexpr std::size_t kid_work = 4;     // of an image that comes from below
constexpr std::size_t image_work = 8;   // … that a kustomization, or its entries, work on
constexpr std::size_t kept_work = 16;   // … that are remembered of a component

class BuildChecks {
 public:
  BuildChecks(Run& run, const std::vector<WrittenFile>& written)
      : tree_(run, written),
        ways_(tree_),
        sources_(tree_, ways_),
        controllers_(tree_, ways_, sources_, [this](NodeId id, ListPair& entries, Gathered& gathered) {
          passed_.clear();
          pass(id, entries, gathered, 0);
        }) {}

  std::vector<WrongBuild> wrong() {
    made_.resize(tree_.nodes().size());
    for (const NodeId id : tree_.accumulation.graph().order()) {
      const Node& node = tree_.nodes()[id];
      if (node.component && !node.users.empty()) continue;  // as a part of its users
      Gathered gathered;
      passed_.clear();
      if (node.component) sources_.add_unknown(id, true, gathered.images);
      pass(id, own_entries(node), gathered, 0);
      check(id, gathered.images);
      made_[id] = std::move(gathered);
    }
    controllers_.check(made_);
    check_texts();
    return tree_.accumulation.bounded() ? too_much() : ways_.take();
  }

 private:
  [[nodiscard]] ListPair& own_entries(const Node& node) { return tree_.lists.of(node.file, EntryLists::own); }

  // The images that a kustomization, or a component for one of its users, makes of those that it gets.
  // (kustomize api/internal/target/kusttarget.go, accumulateTarget) Components in components are the only
  // ones that it calls itself for, `deepest` of them: behind that no work is left, and each call returns at
  // once.
  // NOLINTNEXTLINE(misc-no-recursion): `deepest`
  void pass(NodeId id, ListPair& entries, Gathered& gathered, std::size_t depth) {
    if (depth > deepest) tree_.accumulation.graph().stop();
    const Node& node = tree_.nodes()[id];
    ImagePairs& images = gathered.images;
    if (!tree_.spend(100)) return;
    for (const NodeId kid : node.kids) {
      const Gathered& made = made_[kid];
      images.insert(images.end(), made.images.begin(), made.images.end());
      gathered.configurations.insert(made.configurations.begin(), made.configurations.end());
      if (!tree_.spend(1 + kid_work * made.images.size())) return;
    }
    for (const std::size_t file : node.resources) sources_.add_places(file, Places::resource, images);
    sources_.add_unknown(id, node.open, images);
    if (!tree_.spend(image_work * images.size())) return;
    sort(images);
    // They count for components, too: kustomize takes them in before.
    gathered.configurations.insert(node.configurations.begin(), node.configurations.end());
    for (const NodeId component : node.components) pass_component(component, gathered, depth + 1);
    const auto is_late = [&](std::size_t file) {
      return std::find(node.late_patches.begin(), node.late_patches.end(), file) != node.late_patches.end();
    };
    for (const std::size_t file : node.patches) {
      if (!is_late(file)) sources_.add_places(file, Places::patch, images);
    }
    sources_.add_places(node.file, Places::inline_patches, images);
    transform(node.file, EntryLists::own, entries, gathered);
    sources_.replace(id, images);
    for (const std::size_t file : node.late_patches) sources_.add_places(file, Places::patch, images);
    for (const std::size_t file : tree_.transformers_of(node))
      transform(file, EntryLists::transformers, tree_.lists.of(file, EntryLists::transformers), gathered);
    sort(images);
  }

  // The result of a component for the same build is known: there may be 2^n ways to it.
  // NOLINTNEXTLINE(misc-no-recursion): `deepest`
  void pass_component(NodeId id, Gathered& gathered, std::size_t depth) {
    std::vector<std::pair<Gathered, Gathered>>& known = passed_[id];
    const auto same = std::find_if(known.begin(), known.end(), [&](const auto& one) {
      return one.first.configurations == gathered.configurations &&
             std::equal(one.first.images.begin(), one.first.images.end(), gathered.images.begin(),
                        gathered.images.end(), is_alike);
    });
    if (same != known.end()) {
      tree_.spend(1 + gathered.images.size());
      gathered = same->second;
      return;
    }
    // Of thousands of components with one user each, their images would be kept thousands of times.
    if (tree_.nodes()[id].users.size() < 2 || known.size() == most_passed)
      return pass(id, own_entries(tree_.nodes()[id]), gathered, depth);
    Gathered before = gathered;
    pass(id, own_entries(tree_.nodes()[id]), gathered, depth);
    if (tree_.spend(kept_work * (before.images.size() + gathered.images.size())))
      passed_[id].emplace_back(std::move(before), gathered);
  }

  // An ImageTagTransformer has fields of its own, which are not read: it may select the image, or not.
  enum class Selects { yes, no, maybe };
  [[nodiscard]] Selects selects(std::size_t which, const ImagePair& image,
                                const Configurations& counting) const {
    if (image.field != 0 && which == EntryLists::transformers) return Selects::maybe;
    return sources_.counts(image, counting) ? Selects::yes : Selects::no;
  }

  // Entries work on all images, in both trees.
  void transform(std::size_t file, std::size_t which, ListPair& entries, Gathered& gathered) {
    ImagePairs& images = gathered.images;
    auto& [before, after] = entries;
    if (before.effects.empty() && after.effects.empty()) return;
    sort(images);
    if (!tree_.spend(image_work * images.size())) return;
    std::vector<std::pair<SelectedImage, SelectedImage>> applied;
    std::set<NameId> selected;  // new names of images that an entry selects as it is
    for (const ImagePair& image : images) {
      applied.emplace_back(tree_.lists.apply(before, image.before), tree_.lists.apply(after, image.after));
      if (applied.back().first.first != nullptr && !image.unknown) selected.insert(image.after.name);
    }
    ImagePairs out;
    for (std::size_t i = 0; i < images.size(); ++i) {
      ImagePair image = images[i];
      auto& [was, will] = applied[i];
      const Selects whether = selects(which, image, gathered.configurations);
      if (whether != Selects::yes) out.push_back(image);
      if (whether == Selects::no) continue;
      const Effect* newly = tree_.newly_selecting(before, was, will);
      bool is_gained =
          image.turn == 0 && (newly != nullptr || (was.first == nullptr && will.first != nullptr));
      // It may have had the new name before: nobody can know, but of one that an entry has given to it.
      if (is_gained && image.unknown && !image.given) continue;
      if (tree_.run.files[file].outside && was.first == nullptr && !image.unknown) tell_beside(before, image);
      if (image.elsewhere && image.turn == 0) {
        if (was.fixed && will.first == nullptr) continue;  // who rewrites it looks here, too
        if (tree_.lists.apply(before, image.after).first != nullptr) continue;  // it is that entry's then
      }
      // Beside the run an entry counts for the name that it gives: one that gives none leaves it to the
      // image.
      const bool gives = was.image.name != image.before.name;
      image.may_stay =
          image.may_stay || ((was.fixed || will.fixed) && (gives || !tree_.run.files[file].outside));
      image.given = image.given || gives;
      if (is_gained && (newly != nullptr || !selected.contains(image.after.name)) &&
          finish(before, was, will, newly, file, image)) {
        newly = nullptr;
        is_gained = false;
      }
      if (was.first != nullptr || will.first != nullptr) {
        const Effect* const entry = newly != nullptr ? newly : entry_for(before, was, will);
        image.way = step_through(image.way, file, entry, was, will);
      }
      image.before = was.image;
      image.after = will.image;
      if (image.turn == 0 && !tree_.is_same(image)) {
        image.turn = image.way;
        image.why = is_gained ? WrongBuild::Reason::gained : WrongBuild::Reason::lost;
        const bool is_fixed = was.of_controllers.empty() ? was.fixed : was.last->fixed;
        image.left_alone = is_fixed && !tree_.run.files[was.last->file].outside;
      }
      out.push_back(image);
    }
    images = std::move(out);
    sort(images);
  }

  // Where half of a rewrite is finished it is told, and followed from here as if both had the old name: a run
  // without a controller's entry may have renamed some of its images, so that both names are there. Returns
  // false where it can't be.
  bool finish(EffectList& before, SelectedImage& was, const SelectedImage& will, const Effect* newly,
              std::size_t file, ImagePair& image) {
    if (image.finished || !tree_.is_half(before, image)) return false;
    const Effect* const entry = newly != nullptr ? newly : entry_for(before, was, will);
    ImagePair half = image;
    half.way = step_through(image.way, file, entry, was, will);
    ways_.report(WrongBuild::Reason::finished, file, half);
    SelectedImage whole;
    if (entry != nullptr && !entry->selector.is_pattern())
      whole = tree_.lists.apply(before, {entry->base, image.before.version});
    if (whole.first == nullptr) {
      image.finished = !tree_.is_same(was.image, will.image);
      return false;
    }
    was = std::move(whole);
    return true;
  }

  // The entry that makes the difference: where one of a controller has a part in it, the one that works last.
  const Effect* entry_for(const EffectList& before, const SelectedImage& was, const SelectedImage& will) {
    return was.of_controllers.empty() ? tree_.entry_of(before, was, will) : was.last;
  }

  // Through all files whose entries have a part in it, to the entry that makes the difference.
  std::uint32_t step_through(std::uint32_t way, std::size_t file, const Effect* entry,
                             const SelectedImage& was, const SelectedImage& will) {
    if (entry != nullptr) file = entry->file;
    for (const Effect* other : {was.first, was.last}) {
      if (other != nullptr && other->file != file) way = ways_.step(way, other->file, other);
    }
    for (const Effect* other : {will.first, will.last}) {
      if (other != nullptr && other->file != file) way = ways_.step(way, other->file, Span{});
    }
    return ways_.step(way, file, entry);
  }

  // An entry beside the run that would select the image once the entry is rewritten, too: it is for another
  // spelling.
  void tell_beside(const EffectList& list, ImagePair image) {
    if (image.before == image.after) return;
    const auto spellings = list.by_new_form.find(image.after.name);
    if (spellings == list.by_new_form.end()) return;
    for (const std::size_t at : spellings->second) {
      const Effect& effect = list.effects[at];
      if (!tree_.spend(1)) return;
      if (!tree_.run.files[effect.file].outside || effect.base == image.after.name)
        continue;  // of a controller
      image.turn = image.way = ways_.step(image.way, effect.file, &effect);
      return ways_.report(WrongBuild::Reason::gained, effect.file, image);
    }
  }

  // A build must be the rewrite of the one before.
  void check(NodeId id, ImagePairs& images) {
    const Node& node = tree_.nodes()[id];
    const std::size_t mapping = tree_.run.files[node.file].mapping;
    std::set<std::uint32_t> seen;
    const auto is_wrong = [&](const ImagePair& image) {
      const bool is_rewrite = image.before.version == image.after.version &&
                              image.after.name == tree_.lists.mapped(image.before.name, mapping);
      if (image.finished || is_rewrite) return false;
      // A name that is old, or new for this target: another one's is neither, once nothing stands above.
      const bool is_top = node.users.empty() && !node.component;
      const bool is_other = is_top && image.after.name != image.before.name;
      if (is_other || !tree_.is_same(image)) return true;
      if (image.may_stay || node.component) return false;
      return node.users.empty() ||
             !(tree_.run.mappings.size() > 1 ||
               tree_.run.mappings[mapping].adds_placeholder(tree_.lists.texts()[image.before.name]));
    };
    for (const ImagePair& image : images) {
      if (is_wrong(image) && seen.insert(image.turn == 0 ? image.way : image.turn).second)
        ways_.report(image.turn == 0 ? WrongBuild::Reason::stays : image.why, node.file, image);
    }
    std::erase_if(images, is_wrong);
  }

  void check_texts() {
    std::vector<PlacedRefusal> refusals;
    if (tree_.run.mappings.size() > 1) refuse_texts(tree_.run, tree_.accumulation, refusals);
    for (const PlacedRefusal& one : refusals) {
      if (!tree_.written[one.file].changes) continue;
      WrongBuild wrong;
      wrong.why = WrongBuild::Reason::targets;
      wrong.files = {one.file};
      wrong.built = wrong.source = wrong.where = one.file;
      wrong.place = wrong.entry = one.span;
      wrong.name = one.name;
      ways_.add(std::move(wrong));
    }
  }

  std::vector<WrongBuild> too_much() {
    WrongBuild wrong;
    wrong.why = WrongBuild::Reason::too_much;
    for (std::size_t i = 0; i < tree_.written.size(); ++i) {
      if (tree_.written[i].changes && !tree_.run.files[i].outside) wrong.files.push_back(i);
    }
    if (wrong.files.empty()) return {};
    wrong.built = wrong.source = wrong.where = wrong.files.front();
    return {std::move(wrong)};
  }

  CheckedTree tree_;
  Ways ways_;
  ImageSources sources_;
  ControllerBuilds controllers_;
  std::vector<Gathered> made_;  // by node
  std::map<NodeId, std::vector<std::pair<Gathered, Gathered>>>
      passed_;  // by component, for the build at hand
};

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
  return BuildChecks(run, written).wrong();
}

}  // namespace ecrify::kustomize
