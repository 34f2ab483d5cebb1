// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/builds.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "checked_tree.hpp"
#include "distribute.hpp"
#include "image_sources.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t deepest = 100;    // components in components
constexpr std::size_t most_passed = 8;  // that are remembered of a component

class Builds {
 public:
  Builds(Run& run, const std::vector<WrittenFile>& written)
      : tree_(run, written), ways_(tree_), sources_(tree_, ways_) {}

  std::vector<WrongBuild> wrong() {
    made_.resize(tree_.nodes().size());
    for (const NodeId id : tree_.accumulation.graph().order()) {
      const Node& node = tree_.nodes()[id];
      if (node.component && !node.users.empty()) continue;  // as a part of its users
      Gathered gathered;
      passed_.clear();
      if (node.component) sources_.add_unknown(id, true, gathered.images);
      pass(id, gathered, 0);
      check(id, gathered.images);
      made_[id] = std::move(gathered);
    }
    check_controllers();
    check_texts();
    return tree_.work_left == 0 ? too_much() : ways_.take();
  }

 private:
  // What a kustomization, or a component for one of its users, makes of what it gets.
  // (kustomize api/internal/target/kusttarget.go, accumulateTarget) Components in components are the only
  // ones that it calls itself for, `deepest` of them: behind that no work is left, and each call returns at
  // once.
  void pass(NodeId id, Gathered& gathered, std::size_t depth) {
    if (depth > deepest) tree_.work_left = 0;
    const Node& node = tree_.nodes()[id];
    ImagePairs& images = gathered.images;
    if (!tree_.spend(100 + 8 * images.size())) return;
    for (const NodeId kid : node.kids) {
      const Gathered& made = made_[kid];
      images.insert(images.end(), made.images.begin(), made.images.end());
      gathered.configurations.insert(made.configurations.begin(), made.configurations.end());
      if (!tree_.spend(1 + made.images.size())) return;
    }
    for (const std::size_t file : node.resources) sources_.add_places(file, Places::resource, images);
    sources_.add_unknown(id, node.open, images);
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
    transform(node.file, EntryLists::own, gathered);
    const bool takes_apart =
        std::any_of(node.replacements.begin(), node.replacements.end(),
                    [](const Replacement& one) { return one.is_about_images() && one.takes_apart(); });
    if (takes_apart && tree_.any_controller) before_replacements_.emplace(id, images);
    sources_.replace(id, images);
    for (const std::size_t file : node.late_patches) sources_.add_places(file, Places::patch, images);
    for (const std::size_t file : transformers_of(node)) transform(file, EntryLists::transformers, gathered);
    sort(images);
  }

  // The files, in the order in which they work.
  [[nodiscard]] std::vector<std::size_t> transformers_of(const Node& node) const {
    std::vector<std::size_t> files;
    std::set<std::size_t> done;
    for (const std::size_t index : node.entries) {
      const ImageTransform& entry = tree_.accumulation.entries()[index];
      if (entry.transformer && done.insert(entry.file).second) files.push_back(entry.file);
    }
    return files;
  }

  // What a component made of the same for the same build is known: there may be 2^n ways to it.
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
    Gathered before = gathered;
    pass(id, gathered, depth);
    if (known.size() < most_passed) passed_[id].emplace_back(std::move(before), gathered);
  }

  // An ImageTagTransformer has fields of its own, which are not read: it may select the image, or not.
  enum class Selects { yes, no, maybe };
  [[nodiscard]] Selects selects(std::size_t which, const ImagePair& image,
                                const Configurations& counting) const {
    if (image.field != 0 && which == EntryLists::transformers) return Selects::maybe;
    return sources_.counts(image, counting) ? Selects::yes : Selects::no;
  }

  // Entries work on all images, in both trees.
  void transform(std::size_t file, std::size_t which, Gathered& gathered) {
    ImagePairs& images = gathered.images;
    auto& [before, after] = tree_.lists.of(file, which);
    if (before.effects.empty() && after.effects.empty()) return;
    sort(images);
    tree_.spend(images.size());
    std::vector<std::pair<SelectedImage, SelectedImage>> applied;
    std::set<NameId> selected;  // new names of images that an entry selects as it is
    for (const ImagePair& image : images) {
      applied.emplace_back(tree_.lists.apply(before, image.before), tree_.lists.apply(after, image.after));
      if (applied.back().first.first != nullptr && !image.unknown) selected.insert(image.after.name);
    }
    ImagePairs out;
    for (std::size_t i = 0; i < images.size(); ++i) {
      ImagePair image = images[i];
      const auto& [was, will] = applied[i];
      const Selects whether = selects(which, image, gathered.configurations);
      if (whether != Selects::yes) out.push_back(image);
      if (whether == Selects::no) continue;
      const bool is_gained = was.first == nullptr && will.first != nullptr && image.turn == 0;
      // It may have had the new name before: nobody can know, but of one that an entry has given to it.
      if (is_gained && image.unknown && !image.given) continue;
      if (tree_.run.files[file].outside && was.first == nullptr && !image.unknown) tell_beside(before, image);
      if (image.elsewhere && image.turn == 0) {
        if (was.fixed && will.first == nullptr) continue;  // who rewrites it looks here, too
        if (tree_.lists.apply(before, image.after).first != nullptr) continue;  // it is that entry's then
      }
      if (was.first != nullptr || will.first != nullptr) {
        image.way = step(image.way, file, entry_of(before, was, will));
      }
      if (is_gained && !image.finished && !selected.contains(image.after.name) && is_half(before, image)) {
        image.finished = true;
        ways_.report(WrongBuild::Reason::finished, file, image);
      }
      image.may_stay = image.may_stay || was.fixed || will.fixed;
      image.given = image.given || was.image.name != image.before.name;
      image.before = was.image;
      image.after = will.image;
      if (image.turn == 0 && !tree_.is_same(image)) {
        image.turn = image.way;
        image.why = is_gained ? WrongBuild::Reason::gained : WrongBuild::Reason::lost;
        image.left_alone = was.fixed && !tree_.run.files[file].outside;
      }
      out.push_back(image);
    }
    images = std::move(out);
    sort(images);
  }

  // The entry that selects an image as it is now, or that the one which will select it comes from.
  const Effect* entry_of(const EffectList& before, const SelectedImage& was, const SelectedImage& will) {
    if (was.first != nullptr) return was.first;
    for (const Effect& effect : before.effects) {
      if (effect.base == will.first->base ||
          tree_.lists.mapped(effect.base, mapping_of(effect)) == will.first->base)
        return &effect;
    }
    const auto same = std::find_if(before.effects.begin(), before.effects.end(), [&](const Effect& effect) {
      return effect.version == will.first->version;
    });
    return same == before.effects.end() ? nullptr : &*same;
  }
  [[nodiscard]] std::size_t mapping_of(const Effect& effect) const {
    return tree_.run.files[effect.file].mapping;
  }
  // Through an entry of a file, where it is known.
  std::uint32_t step(std::uint32_t before, std::size_t file, const Effect* entry) {
    if (entry == nullptr) return ways_.step(before, file, {});
    return ways_.step(before, entry->file, entry->image->span, entry->image);
  }

  // An entry beside the run that would select the image once the entry is rewritten, too: it is for another
  // spelling.
  void tell_beside(const EffectList& list, ImagePair image) {
    if (image.before == image.after) return;
    for (const Effect& effect : list.effects) {
      if (effect.base == image.after.name ||
          tree_.lists.mapped(effect.base, mapping_of(effect)) != image.after.name)
        continue;
      image.turn = image.way = step(image.way, effect.file, &effect);
      return ways_.report(WrongBuild::Reason::gained, effect.file, image);
    }
  }

  // The image has the new name already, or an entry does.
  bool is_half(const EffectList& before, const ImagePair& image) {
    if (image.before.name == image.after.name) return true;
    bool has_new = false;
    for (const Effect& effect : before.effects) {
      if (effect.base == image.after.name)
        has_new = true;
      else if (tree_.lists.mapped(effect.base, mapping_of(effect)) == image.after.name)
        return false;  // another spelling
    }
    return has_new;
  }

  // What is built must be the rewrite of what was.
  void check(NodeId id, ImagePairs& images) {
    const Node& node = tree_.nodes()[id];
    const std::size_t mapping = tree_.run.files[node.file].mapping;
    std::set<std::uint32_t> seen;
    const auto is_wrong = [&](const ImagePair& image) {
      if (image.finished) return false;
      const bool is_late = !node.users.empty() &&
                           (tree_.run.mappings.size() > 1 || tree_.run.mappings[mapping].adds_placeholder(
                                                                 tree_.lists.texts()[image.before.name]));
      // A name that is old, or new for this target: another one's is neither, once nothing stands above.
      const bool is_top = node.users.empty() && !node.component;
      const bool is_other = is_top && image.after.name != image.before.name &&
                            image.after.name != tree_.lists.mapped(image.before.name, mapping);
      if (image.may_stay || is_late || node.component) return !tree_.is_same(image) || is_other;
      return image.before.version != image.after.version ||
             image.after.name != tree_.lists.mapped(image.before.name, mapping);
    };
    for (const ImagePair& image : images) {
      if (is_wrong(image) && seen.insert(image.turn == 0 ? image.way : image.turn).second)
        ways_.report(image.turn == 0 ? WrongBuild::Reason::stays : image.why, node.file, image);
    }
    std::erase_if(images, is_wrong);
  }

  // What a controller builds it of is not known: it may be any folder, rewritten or not.
  void check_controllers() {
    ImagePairs all;
    if (!tree_.any_controller) return;
    for (const Gathered& made : made_) all.insert(all.end(), made.images.begin(), made.images.end());
    for (std::size_t i = 0; i < tree_.run.files.size(); ++i) sources_.add_places(i, Places::resource, all);
    sort(all);
    for (std::size_t i = 0; i < tree_.run.files.size(); ++i) {
      if (tree_.written[i].changes && tree_.written[i].controllers.empty()) continue;  // not known
      for (std::size_t list = 0; list < tree_.run.files[i].controllers.size(); ++list) {
        check_controller(i, EntryLists::controllers + list, all);
        check_before_replacements(i, EntryLists::controllers + list);
        check_given(tree_.lists.of(i, EntryLists::controllers + list));
      }
    }
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

  void check_controller(std::size_t file, std::size_t which, const ImagePairs& all) {
    auto& [before, after] = tree_.lists.of(file, which);
    if (!tree_.spend(all.size())) return;
    std::set<std::uint32_t> seen;
    for (const ImagePair& image : all) {
      if (image.finished || image.elsewhere || (image.unknown && !image.given)) continue;
      const SelectedImage was = tree_.lists.apply(before, image.before);
      const SelectedImage will = tree_.lists.apply(after, image.after);
      if (was.first == nullptr && will.first == nullptr) continue;
      ImagePair then = image;
      then.way = then.turn = step(image.way, file, entry_of(before, was, will));
      then.before = was.image;
      then.after = will.image;
      if (tree_.is_same(then)) continue;
      const bool is_gained = was.first == nullptr;
      if (is_gained && !is_half(before, image))
        then.why = WrongBuild::Reason::gained;
      else
        then.why = is_gained ? WrongBuild::Reason::finished : WrongBuild::Reason::lost;
      if (seen.insert(image.way).second) ways_.report(then.why, file, then);
    }
  }

  // What an entry of a controller gives a new name to, whether there is such an image or not.
  struct GivenName {
    ImagePair image;
    const Effect* was;
    const Effect* will;
  };
  std::vector<GivenName> given_by(ListPair& lists) {
    std::vector<GivenName> given;
    auto& [before, after] = lists;
    for (const Effect& entry : before.effects) {
      if (entry.new_name == 0 || entry.selector.is_pattern()) continue;
      const Image image = tree_.lists.image(entry.image->name + (entry.tail.empty() ? ":*" : ""));
      for (const NameId name :
           std::set<NameId>{image.name, tree_.lists.mapped(image.name, mapping_of(entry))}) {
        const SelectedImage will = tree_.lists.apply(after, {name, image.version});
        if (will.first == nullptr) continue;
        ImagePair pair;
        pair.before = tree_.lists.made_by(entry, image);
        pair.after = tree_.lists.made_by(*will.first, {name, image.version});
        pair.way = step(0, entry.file, &entry);
        if (tree_.is_same(pair)) given.push_back({pair, &entry, will.first});
      }
    }
    return given;
  }

  // A controller puts an entry in the place of one of its name. Entries of the kustomization behind that, and
  // its transformers, work on the name that it gives.
  void check_given(ListPair& lists) {
    const std::vector<GivenName> given = given_by(lists);
    if (given.empty()) return;
    for (const Node& node : tree_.nodes()) {
      ListPair& own = tree_.lists.of(node.file, EntryLists::own);
      std::optional<ListPair> merged;
      if (!tree_.spend(given.size() + node.entries.size())) return;
      for (const GivenName& one : given) {
        ImagePair image = one.image;
        const std::size_t place = tree_.lists.place_of(own.first, *one.was);
        const std::size_t then = tree_.lists.place_of(own.second, *one.will);
        bool is_right = true;
        if (place < own.first.effects.size() && then < own.second.effects.size()) {
          if (!merged)
            merged.emplace(tree_.lists.merged(own.first, lists.first),
                           tree_.lists.merged(own.second, lists.second));
          if (!tree_.spend(merged->first.effects.size())) return;
          is_right = pass_behind(*merged, {place + 1, then + 1}, node.file, image);
        }
        for (const std::size_t file : transformers_of(node)) {
          is_right =
              is_right && pass_behind(tree_.lists.of(file, EntryLists::transformers), {0, 0}, file, image);
        }
      }
    }
  }

  // Returns whether what entries make of an image from there on is right.
  bool pass_behind(ListPair& lists, std::pair<std::size_t, std::size_t> from, std::size_t file,
                   ImagePair& image) {
    const SelectedImage was = tree_.lists.apply(lists.first, image.before, from.first);
    const SelectedImage will = tree_.lists.apply(lists.second, image.after, from.second);
    if (was.first == nullptr && will.first == nullptr) return true;
    image.before = was.image;
    image.after = will.image;
    if (tree_.is_same(image)) return true;
    image.way = image.turn = step(image.way, file, entry_of(lists.first, was, will));
    image.left_alone = was.fixed && !tree_.run.files[file].outside;
    ways_.report(was.first == nullptr ? WrongBuild::Reason::gained : WrongBuild::Reason::lost, file, image);
    return false;
  }

  // A controller writes its entries into the kustomization, where they come before replacements.
  void check_before_replacements(std::size_t file, std::size_t which) {
    auto& [before, after] = tree_.lists.of(file, which);
    for (const auto& [id, images] : before_replacements_) {
      if (!tree_.spend(images.size())) return;
      ImagePairs selected;
      for (const ImagePair& image : images) {
        if (image.unknown) continue;
        const SelectedImage was = tree_.lists.apply(before, image.before);
        const SelectedImage will = tree_.lists.apply(after, image.after);
        if (was.first == nullptr && will.first == nullptr) continue;
        ImagePair& then = selected.emplace_back(image);
        then.way = then.turn = step(image.way, file, entry_of(before, was, will));
        then.before = was.image;
        then.after = will.image;
      }
      const std::size_t first = selected.size();
      sources_.replace(id, selected);
      const auto wrong = std::find_if(selected.begin() + static_cast<std::ptrdiff_t>(first), selected.end(),
                                      [&](const ImagePair& image) { return !tree_.is_same(image); });
      if (wrong != selected.end()) ways_.report(WrongBuild::Reason::apart, file, *wrong);
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
  std::vector<Gathered> made_;  // by node
  std::map<NodeId, ImagePairs>
      before_replacements_;  // that take images apart, where controllers have entries
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
  return Builds(run, written).wrong();
}

}  // namespace ecrify::kustomize
