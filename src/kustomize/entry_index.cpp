// SPDX-License-Identifier: Apache-2.0
#include "entry_index.hpp"

#include <algorithm>

namespace ecrify::kustomize {

std::string base_of(const std::string& name) { return std::string(image_name(name)); }

bool same_effect(const ImageEntry& a, const ImageEntry& b) {
  return a.new_tag == b.new_tag && a.digest == b.digest && a.tag_suffix == b.tag_suffix;
}

bool is_pair(const ImageEntry& old, const ImageEntry& renamed, NameMapping& mapping) {
  if (!same_effect(old, renamed)) return false;
  const std::string given =
      old.new_name.empty() ? base_of(renamed.name) : std::string(image_name(old.new_name));
  const std::string other =
      renamed.new_name.empty() ? base_of(renamed.name) : std::string(image_name(renamed.new_name));
  return mapping.of(given) == mapping.of(other);
}

EntryIndex::EntryIndex(Run& run, const Accumulation& accumulation) : run_(run), accumulation_(accumulation) {
  for (std::size_t i = 0; i < accumulation_.entries().size(); ++i) {
    const ImageTransform& entry = accumulation_.entries()[i];
    if (entry.transformer) continue;
    by_name_[{entry.file, entry.selector.name()}].push_back(
        i);  // one with a placeholder reads like a pattern
    if (entry.selector.is_pattern()) continue;
    if (run_.reverse) {
      by_forward_[{entry.file, mapping_of(entry).forward(base_of(entry.selector.name())) +
                                   std::string(entry.selector.tail())}]
          .push_back(i);
    }
    if (entry.is_mapped()) by_new_form_[{entry.file, entry.new_form}].push_back(i);
  }
}

NameMapping& EntryIndex::mapping_of(const ImageTransform& entry) const {
  return run_.mappings[run_.files[entry.file].mapping];
}

bool EntryIndex::is_alone(const ImageTransform& entry) const {
  const auto same = by_name_.find({entry.file, entry.selector.name()});
  return entry.transformer || same == by_name_.end() || same->second.size() == 1;
}

const ImageTransform* EntryIndex::partner(const Index& by, const std::string& name,
                                          const ImageTransform& entry, const Fits& fits) const {
  if (entry.transformer || entry.selector.is_pattern()) return nullptr;
  const auto found = by.find({entry.file, name});
  if (found == by.end()) return nullptr;
  for (const std::size_t index : found->second) {
    const ImageTransform& other = accumulation_.entries()[index];
    if (&other != &entry && fits(other)) return &other;
  }
  return nullptr;
}
const ImageTransform* EntryIndex::second_of_pair(const ImageTransform& entry) const {
  if (!entry.is_mapped()) return nullptr;
  return partner(by_name_, entry.new_form, entry, [&](const ImageTransform& other) {
    return is_pair(*entry.image, *other.image, mapping_of(entry));
  });
}
bool EntryIndex::has_partner(const ImageTransform& entry) const {
  if (entry.selector.is_pattern()) {
    const auto& list = run_.files[entry.file].kustomization->images;
    return !entry.transformer && std::any_of(list.begin(), list.end(), [&](const ImageEntry& one) {
      return one.name == entry.new_form && same_effect(one, *entry.image);
    });
  }
  return partner(by_name_, entry.new_form, entry, [&](const ImageTransform& other) {
           return same_effect(*other.image, *entry.image);
         }) != nullptr;
}

const ImageTransform* EntryIndex::of_new_name(const ImageTransform& entry) const {
  return partner(by_name_, entry.new_form, entry,
                 [&](const ImageTransform& other) { return !same_effect(*other.image, *entry.image); });
}

std::vector<const ImageTransform*> EntryIndex::spellings_of(const ImageTransform& entry) const {
  std::vector<const ImageTransform*> found;
  const auto same = by_new_form_.find({entry.file, entry.new_form});
  if (entry.transformer || entry.selector.is_pattern() || !entry.is_mapped() || same == by_new_form_.end())
    return {&entry};
  for (const std::size_t index : same->second) {
    const ImageTransform& other = accumulation_.entries()[index];
    if (other.suppressed == entry.suppressed && same_effect(*other.image, *entry.image) &&
        other.image->new_name == entry.image->new_name)
      found.push_back(&other);
  }
  return found;
}

}  // namespace ecrify::kustomize
