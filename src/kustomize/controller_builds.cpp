// SPDX-License-Identifier: Apache-2.0
#include "controller_builds.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace ecrify::kustomize {

void ControllerBuilds::check(const std::vector<Gathered>& made) {
  ImagePairs all;
  if (!tree_.any_controller) return;
  for (const Gathered& one : made) all.insert(all.end(), one.images.begin(), one.images.end());
  for (std::size_t i = 0; i < tree_.run.files.size(); ++i) sources_.add_places(i, Places::resource, all);
  sort(all);
  for (std::size_t i = 0; i < tree_.run.files.size(); ++i) {
    if (tree_.written[i].changes && tree_.written[i].controllers.empty()) continue;  // not known
    for (std::size_t at = 0; at < tree_.run.files[i].controllers.size(); ++at) {
      const ControllerEntries& list = tree_.run.files[i].controllers[at];
      ListPair& lists = tree_.lists.of(i, EntryLists::controllers + at);
      check_list(lists, i, all);
      for (NodeId id = 0; id < tree_.nodes().size() && tree_.spend(1); ++id) {
        const std::string& path = tree_.run.files[tree_.nodes()[id].file].path;
        if (list.may_be_for(path.substr(0, path.rfind('/'))) && matters(tree_.nodes()[id], list, lists))
          check_folder(lists, list.place, id);
      }
    }
  }
}

void ControllerBuilds::check_list(ListPair& lists, std::size_t file, const ImagePairs& all) {
  auto& [before, after] = lists;
  if (!tree_.spend(4 * all.size())) return;
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
    then.left_alone = was.fixed;
    if (tree_.is_same(then)) continue;
    then.why = was.first != nullptr           ? WrongBuild::Reason::lost
               : tree_.is_half(before, image) ? WrongBuild::Reason::finished
                                              : WrongBuild::Reason::gained;
    if (seen.insert(image.way).second) ways_.report(then.why, file, then);
  }
}

// Where any kustomization may be theirs, it has to have to do with their names.
bool ControllerBuilds::matters(const Node& node, const ControllerEntries& list, const ListPair& lists) {
  if (node.component || !list.folder.empty()) return !node.component;
  const bool takes_apart =
      std::any_of(node.replacements.begin(), node.replacements.end(),
                  [](const Replacement& one) { return one.is_about_images() && one.takes_apart(); });
  if (takes_apart) return true;
  std::set<std::string_view> names;
  for (const EffectList* each : {&lists.first, &lists.second}) {
    for (const Effect& entry : each->effects)
      names.insert({image_name(entry.image->name), image_name(entry.image->new_name)});
  }
  tree_.spend(names.size() + node.entries.size());
  names.erase("");
  return std::any_of(node.entries.begin(), node.entries.end(), [&](std::size_t index) {
    const ImageTransform& entry = tree_.accumulation.entries()[index];
    return entry.selector.is_pattern() || names.contains(entry.selector.base()) ||
           names.contains(image_name(entry.image->new_name));
  });
}

void ControllerBuilds::check_folder(ListPair& lists, ControllerEntries::Place place, NodeId id) {
  const Node& node = tree_.nodes()[id];
  ListPair& own = tree_.lists.of(node.file, EntryLists::own);
  constexpr std::size_t copy_work = 32;  // of an entry, with what it selects, in both lists
  if (!tree_.spend(copy_work *
                   (own.first.effects.size() + own.first.selecting.size() + lists.first.effects.size())))
    return;
  ListPair entries = tree_.lists.merged(own, lists, place);
  Gathered gathered;
  std::set<NameId> names;
  for (const EffectList* list : {&lists.first, &lists.second}) {
    for (const Effect& entry : list->effects) names.insert(entry.base);
  }
  for (const NameId name : names) sources_.add_unknown(id, node.open, name, gathered.images);
  build_(id, entries, gathered);
  std::set<std::uint32_t> seen;
  for (const ImagePair& image : gathered.images) {
    if (image.turn != 0 && !image.finished && !tree_.is_same(image) && seen.insert(image.turn).second)
      ways_.report(image.why, node.file, image);
  }
}

}  // namespace ecrify::kustomize
