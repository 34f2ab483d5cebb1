// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "documents.hpp"
#include "graph.hpp"

namespace ecrify::kustomize {

class NameTable;

// An image that a JSON patch inside of a kustomization or of a transformer expects.
struct TestedImage {
  CopiedText tested;   // where it stands in the file
  std::string object;  // the name of the patch's target; "" where it is not given
};

// Names that patches expect of images before they change anything.
class ExpectedImages {
 public:
  ExpectedImages(const Run& run, Graph& graph, NameTable& names) : run_(run), graph_(graph), names_(names) {}

  void add(NodeId id);
  // The place is what a patch expects, and no image.
  [[nodiscard]] bool contains(std::size_t file, const ImageName& place) const;
  // Places, by file, that stay though they would be rewritten: what is expected of an image that stays.
  [[nodiscard]] const std::vector<std::pair<std::size_t, Span>>& staying() const { return stays_; }

 private:
  // The tests of a file that is a patch, and of patches inside of it.
  struct FileTests {
    std::vector<CopiedText> own;
    std::vector<TestedImage> inlined;
  };
  [[nodiscard]] const FileTests& tests_in(std::size_t file);
  [[nodiscard]] std::vector<std::pair<std::size_t, TestedImage>> found_in(const Node& node);
  using Fates = std::map<std::pair<std::string_view, std::string_view>, std::optional<bool>>;
  [[nodiscard]] Fates fates_in(const Node& node) const;
  [[nodiscard]] std::set<std::string_view> patched_in(const Node& node) const;

  const Run& run_;
  Graph& graph_;
  NameTable& names_;
  std::vector<std::pair<std::size_t, Span>> stays_;
  std::map<std::size_t, FileTests> read_;                              // by file
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> tested_;  // by file and begin: their ends
};

}  // namespace ecrify::kustomize
