// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "ecrify/base/finding.hpp"

namespace ecrify::report {

// Counts findings of each id, of which text formats show only so many; machine formats show all.
class Bound {
 public:
  // 0: no bound.
  explicit Bound(std::size_t most = 0) : most_(most) {}

  // Counts one more. Whether it is shown.
  [[nodiscard]] bool takes(FindingId id) { return ++seen_[id] <= most_ || most_ == 0; }
  // Lines with the numbers of findings that are not shown; empty when all are shown.
  [[nodiscard]] std::string left_out() const;

 private:
  std::size_t most_;
  std::map<FindingId, std::size_t> seen_;
};

}  // namespace ecrify::report
