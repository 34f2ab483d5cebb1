// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "ecrify/base/source.hpp"
#include "ecrify/report/model.hpp"

namespace ecrify::report {

// Regions of one source. Columns in UTF-16 units have to be counted; counts are kept every few kilobytes of
// the line that was asked about last, so that many findings in one long line cost no more than many short
// lines.
class Columns {
 public:
  explicit Columns(const SourceText& source) : source_(source) {}

  [[nodiscard]] Region region(Span span);

 private:
  std::size_t unit_column(std::size_t offset, const Position& position);

  const SourceText& source_;
  std::size_t line_ = 0;             // the line that counts_ is about; 0: none yet
  std::vector<std::size_t> counts_;  // units before each step of the line
};

}  // namespace ecrify::report
