// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "accumulate.hpp"
#include "ecrify/kustomize/builds.hpp"
#include "entry_lists.hpp"
#include "image_pair.hpp"

namespace ecrify::kustomize {

// A tree as it is and as it would be written.
struct CheckedTree {
  CheckedTree(Run& files, const std::vector<WrittenFile>& then);

  [[nodiscard]] const std::vector<Node>& nodes() const { return accumulation.nodes(); }
  bool spend(std::size_t work) { return accumulation.graph().spend(work); }
  // What would be built of an image is what is built of it, under a new name or not.
  [[nodiscard]] bool is_same(const ImagePair& image) { return is_same(image.before, image.after); }
  [[nodiscard]] bool is_same(const Image& before, const Image& after) {
    return before.version == after.version && lists.is_form_of(after.name, before.name);
  }
  // The entry that selects an image as it is now, or that the one which will select it comes from.
  [[nodiscard]] const Effect* entry_of(const EffectList& before, const SelectedImage& was,
                                       const SelectedImage& will);
  // The entry of a controller that selects an image once it is written, and does not now.
  [[nodiscard]] const Effect* newly_selecting(const EffectList& before, const SelectedImage& was,
                                              const SelectedImage& will);
  // The image has the new name already, or an entry does.
  [[nodiscard]] bool is_half(const EffectList& before, const ImagePair& image);
  // The files of a kustomization's transformers, in the order in which they work.
  [[nodiscard]] std::vector<std::size_t> transformers_of(const Node& node) const;

  Run& run;
  const std::vector<WrittenFile>& written;
  bool any_controller;  // whose entries are checked, too
  Accumulation accumulation;
  EntryLists lists;
};

// The ways that images came, and what is wrong at the end of them.
class Ways {
 public:
  explicit Ways(CheckedTree& tree) : tree_(tree) {}

  // A step behind another, 0 where it is the first: a place, an entry, a replacement.
  std::uint32_t step(std::uint32_t before, std::size_t file, Span span, const ImageEntry* entry = nullptr) {
    steps_.push_back({before, file, span, entry});
    return static_cast<std::uint32_t>(steps_.size());  // 0 is none
  }
  // Through an entry, or where it is not known which, something of a file.
  std::uint32_t step(std::uint32_t before, std::size_t file, const Effect* entry) {
    if (entry == nullptr) return step(before, file, Span{});
    return step(before, entry->file, entry->image->span, entry->image);
  }
  void report(WrongBuild::Reason why, std::size_t built, const ImagePair& image);
  void add(WrongBuild wrong) { wrong_.push_back(std::move(wrong)); }
  [[nodiscard]] std::vector<WrongBuild> take() { return std::move(wrong_); }

 private:
  struct Step {
    std::uint32_t before = 0;
    std::size_t file = 0;
    Span span;
    const ImageEntry* entry = nullptr;
  };
  [[nodiscard]] std::string shown(const Image& image) const;

  CheckedTree& tree_;
  std::vector<Step> steps_;
  std::vector<WrongBuild> wrong_;
};

}  // namespace ecrify::kustomize
