// SPDX-License-Identifier: Apache-2.0
#include "controller_builds.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace ecrify::kustomize {

void ControllerBuilds::check(const std::vector<Gathered>& made) {
  ImagePairs all;
  if (!tree_.any_controller) return;
  for (const Gathered& one : made) all.insert(all.end(), one.images.begin(), one.images.end());
  for (std::size_t i = 0; i < tree_.run.files.size(); ++i) sources_.add_places(i, Places::resource, all);
  sort(all);
  for (std::size_t i = 0; i < tree_.run.files.size(); ++i) {
    if (tree_.written[i].changes && tree_.written[i].controllers.empty()) continue;  // not known
    for (std::size_t list = 0; list < tree_.run.files[i].controllers.size(); ++list) {
      ListPair& lists = tree_.lists.of(i, EntryLists::controllers + list);
      check_list(lists, i, all);
      check_before_replacements(lists, i);
      check_given(lists);
    }
  }
}

void ControllerBuilds::check_list(ListPair& lists, std::size_t file, const ImagePairs& all) {
  auto& [before, after] = lists;
  if (!tree_.spend(all.size())) return;
  std::set<std::uint32_t> seen;
  for (const ImagePair& image : all) {
    if (image.finished || image.elsewhere || (image.unknown && !image.given)) continue;
    const SelectedImage was = tree_.lists.apply(before, image.before);
    const SelectedImage will = tree_.lists.apply(after, image.after);
    if (was.first == nullptr && will.first == nullptr) continue;
    ImagePair then = image;
    then.way = then.turn = ways_.step(image.way, file, tree_.entry_of(before, was, will));
    then.before = was.image;
    then.after = will.image;
    if (tree_.is_same(then)) continue;
    then.why = why(before, was, image);
    if (seen.insert(image.way).second) ways_.report(then.why, file, then);
  }
}

std::vector<ControllerBuilds::GivenName> ControllerBuilds::given_by(ListPair& lists) {
  std::vector<GivenName> given;
  auto& [before, after] = lists;
  for (const Effect& entry : before.effects) {
    if (entry.new_name == 0 || entry.selector.is_pattern()) continue;
    const Image image = tree_.lists.image(entry.image->name + (entry.tail.empty() ? ":*" : ""));
    for (const NameId name : std::set<NameId>{image.name, tree_.new_form(entry)}) {
      const SelectedImage will = tree_.lists.apply(after, {name, image.version});
      if (will.first == nullptr) continue;
      ImagePair pair;
      pair.before = tree_.lists.made_by(entry, image);
      pair.after = tree_.lists.made_by(*will.first, {name, image.version});
      pair.way = ways_.step(0, entry.file, &entry);
      if (tree_.is_same(pair)) given.push_back({pair, &entry, will.first});
    }
  }
  return given;
}

// A controller puts an entry in the place of one of its name. Entries of the kustomization behind that, and
// its transformers, work on the name that it gives.
void ControllerBuilds::check_given(ListPair& lists) {
  const std::vector<GivenName> given = given_by(lists);
  if (given.empty()) return;
  for (const Node& node : tree_.nodes()) {
    ListPair& own = tree_.lists.of(node.file, EntryLists::own);
    const std::vector<std::size_t> transformers = tree_.transformers_of(node);
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
      for (const std::size_t file : transformers) {
        is_right =
            is_right && pass_behind(tree_.lists.of(file, EntryLists::transformers), {0, 0}, file, image);
      }
    }
  }
}

// Returns whether what entries make of an image from there on is right.
bool ControllerBuilds::pass_behind(ListPair& lists, std::pair<std::size_t, std::size_t> from,
                                   std::size_t file, ImagePair& image) {
  const SelectedImage was = tree_.lists.apply(lists.first, image.before, from.first);
  const SelectedImage will = tree_.lists.apply(lists.second, image.after, from.second);
  if (was.first == nullptr && will.first == nullptr) return true;
  const WrongBuild::Reason reason = why(lists.first, was, image);
  image.before = was.image;
  image.after = will.image;
  if (tree_.is_same(image)) return true;
  image.way = image.turn = ways_.step(image.way, file, tree_.entry_of(lists.first, was, will));
  image.left_alone = was.fixed && !tree_.run.files[file].outside;
  ways_.report(reason, file, image);
  return false;
}

// Why an image comes out of entries as something else.
WrongBuild::Reason ControllerBuilds::why(const EffectList& before, const SelectedImage& was,
                                         const ImagePair& image) {
  if (was.first != nullptr) return WrongBuild::Reason::lost;
  return tree_.is_half(before, image) ? WrongBuild::Reason::finished : WrongBuild::Reason::gained;
}

// A controller writes its entries into the kustomization, where they come before replacements.
void ControllerBuilds::check_before_replacements(ListPair& lists, std::size_t file) {
  auto& [before, after] = lists;
  for (const auto& [id, images] : before_replacements_) {
    if (!tree_.spend(images.size())) return;
    ImagePairs selected;
    for (const ImagePair& image : images) {
      if (image.unknown) continue;
      const SelectedImage was = tree_.lists.apply(before, image.before);
      const SelectedImage will = tree_.lists.apply(after, image.after);
      if (was.first == nullptr && will.first == nullptr) continue;
      ImagePair& then = selected.emplace_back(image);
      then.way = then.turn = ways_.step(image.way, file, tree_.entry_of(before, was, will));
      then.before = was.image;
      then.after = will.image;
    }
    const std::size_t first = selected.size();
    sources_.replace(id, selected);
    const auto wrong = std::find_if(selected.begin() + static_cast<std::ptrdiff_t>(first), selected.end(),
                                    [&](const ImagePair& image) { return !tree_.is_same(image); });
    if (wrong != selected.end()) ways_.report(WrongBuild::Reason::apart, tree_.nodes()[id].file, *wrong);
  }
}

}  // namespace ecrify::kustomize
