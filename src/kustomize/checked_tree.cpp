// SPDX-License-Identifier: Apache-2.0
#include "checked_tree.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace ecrify::kustomize {

namespace {

constexpr std::size_t report_work = 512;

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
  const auto find = [&](const auto& by_name) -> const Effect* {
    const auto named = by_name.find(then.base);
    if (named == by_name.end()) return nullptr;
    for (const std::size_t at : named->second) {
      const Effect& effect = before.effects[at];
      if (spend(1) && effect.of_controller == then.of_controller && effect.tail == then.tail) return &effect;
    }
    return nullptr;
  };
  const Effect* found = find(before.by_base);
  if (found == nullptr) found = find(before.by_new_form);
  for (auto at = before.effects.begin(); found == nullptr && at != before.effects.end() && spend(1); ++at) {
    if (at->of_controller == then.of_controller && at->version == then.version) found = &*at;
  }
  return found;
}

const Effect* CheckedTree::newly_selecting(const EffectList& before, const SelectedImage& was,
                                           const SelectedImage& will) {
  for (const Effect* then : will.of_controllers) {
    const Effect* now = entry_of(before, {}, {will.image, then});
    const auto& known = was.of_controllers;
    if (now != nullptr && std::find(known.begin(), known.end(), now) == known.end()) return now;
  }
  return nullptr;
}

bool CheckedTree::is_half(const EffectList& before, const ImagePair& image) {
  if (image.before.name == image.after.name) return true;
  const auto spellings = before.by_new_form.find(image.after.name);
  const bool has_other = spellings != before.by_new_form.end() &&
                         std::any_of(spellings->second.begin(), spellings->second.end(), [&](std::size_t at) {
                           return spend(1) && before.effects[at].base != image.after.name;
                         });
  return before.by_base.contains(image.after.name) && !has_other;
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
  if (!tree_.spend(report_work)) return;
  WrongBuild wrong;
  wrong.why = why;
  wrong.built = built;
  std::set<std::size_t> files;
  std::uint32_t first = image.way;
  const std::uint32_t turned = image.turn == 0 ? image.way : image.turn;
  const std::uint32_t entry_at =
      turned != 0 && steps_[turned - 1].entry != nullptr ? turned : 0;  // no place of an image
  for (std::uint32_t at = image.way; at != 0 && tree_.spend(1); at = steps_[at - 1].before) {
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
  const ImageName* const named = tree_.accumulation.graph().image_in(wrong.source, wrong.place);
  if (named != nullptr && named->span == wrong.place) wrong.name = named->name;
  wrong_.push_back(std::move(wrong));
}

std::string Ways::shown(const Image& image) const {
  std::string text = tree_.lists.text(image);
  const std::size_t star = text.find(":*");
  return star == std::string::npos ? text : text.erase(star, 2);
}

}  // namespace ecrify::kustomize
