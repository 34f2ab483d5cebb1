// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "checked_tree.hpp"
#include "copied_texts.hpp"

namespace ecrify::kustomize {

enum class Places { resource, patch, inline_patches };

// Where the images of a tree come from.
class ImageSources {
 public:
  ImageSources(CheckedTree& tree, Ways& ways)
      : tree_(tree), ways_(ways), copied_(tree.run, tree.accumulation.graph(), tree.written) {
    find_interest();
  }

  void add_unknown(NodeId id, bool is_open, ImagePairs& images);
  void add_unknown(NodeId id, bool is_open, NameId name, ImagePairs& images);
  void add_places(std::size_t index, Places which, ImagePairs& images);
  void replace(NodeId id, ImagePairs& images);
  // True if entries select an image where these configurations count, as for its place.
  [[nodiscard]] bool counts(const ImagePair& image, const Configurations& counting) const;

 private:
  void find_interest();
  // Places of a file that are the same to entries.
  using KnownPlaces = std::set<std::tuple<NameId, NameId, bool, std::uint32_t>>;
  void add_place(std::size_t index, const ImageName& place, KnownPlaces& known, ImagePairs& images);
  [[nodiscard]] std::uint32_t field_of(const ImageName& place);
  void report_registries(const Node& node, const Replacement& replacement, const Replacement::Part& part,
                         const std::vector<CopiedPair>& sources);
  void put_together(const Node& node, const Replacement& replacement, const Replacement::Part& part,
                    const CopiedPair& source, const ImagePairs& images, ImagePairs& added);

  CheckedTree& tree_;
  Ways& ways_;
  CopiedTexts copied_;
  std::vector<std::vector<NameId>> interest_;  // by node, sorted
  std::vector<Configurations> fields_ = {{}};  // by ImagePair::field
  std::map<Configurations, std::uint32_t> numbers_ = {{{}, 0}};
  std::map<std::pair<std::size_t, Places>, std::optional<ImagePairs>> places_;
};

// Sorted by what they are, each once.
void sort(ImagePairs& images);

}  // namespace ecrify::kustomize
