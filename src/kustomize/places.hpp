// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "accumulate.hpp"

namespace ecrify::kustomize {

// Places of a run as messages name them: `the image at base/app.yaml:12`.
class Places {
 public:
  Places(const Run& run, const Accumulation& accumulation) : run_(run), accumulation_(accumulation) {}

  // The first image of this name that reaches an entry; of those that are rewritten, or that stay.
  [[nodiscard]] std::string image(const ImageTransform& entry, NameId name);
  [[nodiscard]] std::string image(const ImageTransform& entry, NameId name, bool staying);

 private:
  enum class Which : unsigned char { any, rewritten, staying };
  [[nodiscard]] std::string find(const ImageTransform& entry, NameId name, Which which);
  [[nodiscard]] std::string at(std::size_t file, Span span) const;

  const Run& run_;
  const Accumulation& accumulation_;
  std::unordered_map<std::size_t, std::vector<NodeId>> nodes_of_;  // by index in Accumulation::entries()
  std::size_t searches_left_ = 1000;  // then messages name the image alone
};

}  // namespace ecrify::kustomize
