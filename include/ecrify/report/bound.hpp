// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "ecrify/base/finding.hpp"

namespace ecrify::report {

// So many findings of each id are shown in a text; what reads machine formats gets all of them.
class Bound {
 public:
  // 0: no bound.
  explicit Bound(std::size_t most = 0) : most_(most) {}

  // Counts one more. Whether it is shown.
  [[nodiscard]] bool takes(FindingId id) { return ++seen_[id] <= most_ || most_ == 0; }
  // What is not shown, in lines; empty where all is.
  [[nodiscard]] std::string left_out() const;

 private:
  std::size_t most_;
  std::map<FindingId, std::size_t> seen_;
};

}  // namespace ecrify::report
