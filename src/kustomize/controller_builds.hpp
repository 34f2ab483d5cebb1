// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "checked_tree.hpp"
#include "image_sources.hpp"

namespace ecrify::kustomize {

// What controllers build with entries of their own. Of which folder they build it is not known: it may be
// any, rewritten or not.
class ControllerBuilds {
 public:
  ControllerBuilds(CheckedTree& tree, Ways& ways, ImageSources& sources)
      : tree_(tree), ways_(ways), sources_(sources) {}

  // The images of a kustomization before replacements that take them apart.
  void keep_before_replacements(NodeId id, const ImagePairs& images) {
    before_replacements_.emplace(id, images);
  }
  // `made`: by each kustomization.
  void check(const std::vector<Gathered>& made);

 private:
  // What an entry gives a new name to, whether there is such an image or not.
  struct GivenName {
    ImagePair image;
    const Effect* was;
    const Effect* will;
  };

  void check_list(ListPair& lists, std::size_t file, const ImagePairs& all);
  void check_before_replacements(ListPair& lists, std::size_t file);
  void check_given(ListPair& lists);
  [[nodiscard]] WrongBuild::Reason why(const EffectList& before, const SelectedImage& was,
                                       const ImagePair& image);
  [[nodiscard]] std::vector<GivenName> given_by(ListPair& lists);
  bool pass_behind(ListPair& lists, std::pair<std::size_t, std::size_t> from, std::size_t file,
                   ImagePair& image);

  CheckedTree& tree_;
  Ways& ways_;
  ImageSources& sources_;
  std::map<NodeId, ImagePairs> before_replacements_;
};

}  // namespace ecrify::kustomize
