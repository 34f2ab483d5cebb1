// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "checked_tree.hpp"
#include "image_sources.hpp"

namespace ecrify::kustomize {

// The builds of controllers with entries of their own: of a kustomization that may be in their folder, and of
// images anywhere, rewritten or not, since that folder may be another one.
class ControllerBuilds {
 public:
  // Makes the images of a kustomization, with a list in the place of its own entries.
  using Build = std::function<void(NodeId, ListPair& entries, Gathered&)>;

  ControllerBuilds(CheckedTree& tree, Ways& ways, ImageSources& sources, Build build)
      : tree_(tree), ways_(ways), sources_(sources), build_(std::move(build)) {}

  // `made`: by each kustomization.
  void check(const std::vector<Gathered>& made);

 private:
  void check_list(ListPair& lists, std::size_t file, const ImagePairs& all);
  void check_folder(ListPair& lists, ControllerEntries::Place place, NodeId id);
  [[nodiscard]] bool matters(const Node& node, const ControllerEntries& list, const ListPair& lists);

  CheckedTree& tree_;
  Ways& ways_;
  ImageSources& sources_;
  Build build_;
};

}  // namespace ecrify::kustomize
