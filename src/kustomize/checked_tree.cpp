// SPDX-License-Identifier: Apache-2.0
#include "checked_tree.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace ecrify::kustomize {

namespace {

bool has_controller(const Run& run) {
  return std::any_of(run.files.begin(), run.files.end(),
                     [](const RunFile& file) { return !file.controllers.empty(); });
}

}  // namespace

CheckedTree::CheckedTree(Run& files, const std::vector<WrittenFile>& then)
    : run(files),
      written(then),
      any_controller(has_controller(files)),
      accumulation(files),
      lists(
          files,
          [this](const std::string& name) {
            return any_controller || accumulation.names().is_relevant(name);
          },
          accumulation, then) {}

const Effect* CheckedTree::entry_of(const EffectList& before, const SelectedImage& was,
                                    const SelectedImage& will) {
  if (was.first != nullptr) return was.first;
  const Effect& then = *will.first;
  const auto find = [&](const auto& is_it) {
    const auto at = std::find_if(before.effects.begin(), before.effects.end(), [&](const Effect& effect) {
      return effect.of_controller == then.of_controller && is_it(effect);
    });
    return at == before.effects.end() ? nullptr : &*at;
  };
  const Effect* found =
      find([&](const Effect& one) { return one.base == then.base && one.tail == then.tail; });
  if (found == nullptr)
    found = find([&](const Effect& one) { return new_form(one) == then.base && one.tail == then.tail; });
  return found != nullptr ? found : find([&](const Effect& one) { return one.version == then.version; });
}

const Effect* CheckedTree::newly_selecting(const EffectList& before, const SelectedImage& was,
                                           const SelectedImage& will) {
  for (const Effect* then : will.of_controllers) {
    spend(before.effects.size());
    const Effect* now = entry_of(before, {}, {will.image, then});
    const auto& known = was.of_controllers;
    if (now != nullptr && std::find(known.begin(), known.end(), now) == known.end()) return now;
  }
  return nullptr;
}

bool CheckedTree::is_half(const EffectList& before, const ImagePair& image) {
  if (image.before.name == image.after.name) return true;
  bool has_new = false;
  for (const Effect& effect : before.effects) {
    if (effect.base == image.after.name)
      has_new = true;
    else if (new_form(effect) == image.after.name)
      return false;  // another spelling
  }
  return has_new;
}

std::vector<std::size_t> CheckedTree::transformers_of(const Node& node) const {
  std::vector<std::size_t> files;
  std::set<std::size_t> done;
  for (const std::size_t index : node.entries) {
    const ImageTransform& entry = accumulation.entries()[index];
    if (entry.transformer && done.insert(entry.file).second) files.push_back(entry.file);
  }
  return files;
}

void Ways::report(WrongBuild::Reason why, std::size_t built, const ImagePair& image) {
  WrongBuild wrong;
  wrong.why = why;
  wrong.built = built;
  std::set<std::size_t> files;
  std::uint32_t first = image.way;
  const std::uint32_t turned = image.turn == 0 ? image.way : image.turn;
  const std::uint32_t entry_at =
      turned != 0 && steps_[turned - 1].entry != nullptr ? turned : 0;  // no place of an image
  for (std::uint32_t at = image.way; at != 0; at = steps_[at - 1].before) {
    files.insert(steps_[at - 1].file);
    if (at != entry_at && !steps_[at - 1].span.empty() && !tree_.run.files[steps_[at - 1].file].outside)
      first = at;
  }
  for (const std::size_t file : files) {
    if (tree_.written[file].changes && !tree_.run.files[file].outside) wrong.files.push_back(file);
  }
  if (wrong.files.empty() && (image.may_stay || (image.unknown && !image.given))) return;
  if (first == 0) return;
  const Step& turn = steps_[turned - 1];
  wrong.source = steps_[first - 1].file;
  if (first != entry_at) wrong.place = steps_[first - 1].span;
  wrong.where = turn.file;
  wrong.entry = turn.span;
  if (turn.entry != nullptr) wrong.selector = turn.entry->name;
  wrong.left_alone = image.left_alone;
  wrong.before = shown(image.before);
  wrong.after = shown(image.after);
  for (const ImageName& name : tree_.run.files[wrong.source].names) {
    if (name.span == wrong.place) wrong.name = name.name;
  }
  wrong_.push_back(std::move(wrong));
}

std::string Ways::shown(const Image& image) const {
  std::string text = tree_.lists.text(image);
  const std::size_t star = text.find(":*");
  return star == std::string::npos ? text : text.erase(star, 2);
}

}  // namespace ecrify::kustomize
