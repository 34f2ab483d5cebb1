// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/bound.hpp"

#include <fmt/format.h>

#include "ecrify/findings/catalogue.hpp"

namespace ecrify::report {

std::string Bound::left_out() const {
  std::string lines;
  for (const auto& [id, count] : seen_) {
    if (most_ == 0 || count <= most_) continue;
    lines += fmt::format("not shown: {} more [{}] (all with --max-same-findings 0)\n", count - most_,
                         findings::name_of(id));
  }
  return lines;
}

}  // namespace ecrify::report
