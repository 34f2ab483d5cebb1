// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/report/list.hpp"

namespace ecrify::report {

// References by what they have to do with the cache.
struct Coverage {
  std::size_t cached = 0;     // their names are in the target already
  std::size_t rewritten = 0;  // they would be after a rewrite
  std::size_t outside = 0;    // no rule takes them there, or something speaks against it

  [[nodiscard]] std::size_t all() const { return cached + rewritten + outside; }
  Coverage& operator+=(const Coverage& other) {
    cached += other.cached;
    rewritten += other.rewritten;
    outside += other.outside;
    return *this;
  }
};

using CoverageRows = std::vector<std::pair<std::string, Coverage>>;

// Counts of images of a list: in all, by registry and by namespace, most references first. The namespace "-"
// is for objects without one.
struct CoverageTables {
  Coverage total;
  CoverageRows registries;
  CoverageRows namespaces;
  CoverageRows owners;  // of pods in a cluster
};
[[nodiscard]] CoverageTables coverage_of(const ListItems& items);

[[nodiscard]] std::string namespace_of(const ListItem& item);
[[nodiscard]] std::size_t percent(std::size_t part, std::size_t all);
// "7 references: 3 come through the cache (42 %), …"
[[nodiscard]] std::string coverage_sentence(const Coverage& total);

}  // namespace ecrify::report
