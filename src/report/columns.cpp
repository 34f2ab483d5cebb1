// SPDX-License-Identifier: Apache-2.0
#include "columns.hpp"

#include <algorithm>
#include <string_view>

#include "ecrify/base/byte_order_mark.hpp"

namespace ecrify::report {
namespace {

constexpr std::size_t step = 4096;

// A character of four bytes is two units, every other one is one. A byte that continues none counts nothing:
// text that is no UTF-8 has no columns to agree about.
std::size_t units_of(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0U ? 2 : 1;
  }
  return units;
}

}  // namespace

std::size_t Columns::unit_column(std::size_t offset, const Position& position) {
  const std::size_t begin = offset - (position.column - 1);
  const std::string_view bytes = source_.bytes();
  if (line_ != position.line) {
    line_ = position.line;
    counts_.assign(1, 0);
  }
  const std::size_t into = position.column - 1;
  while (counts_.size() <= into / step) {
    const std::size_t last = counts_.size() - 1;
    counts_.push_back(counts_.back() + units_of(bytes.substr(begin + last * step, step)));
  }
  const std::size_t at = into / step;
  std::size_t units = counts_[at] + units_of(bytes.substr(begin + at * step, into - at * step));
  if (begin == 0 && source_.start().offset == 0 && into >= byte_order_mark.size() &&
      bytes.starts_with(byte_order_mark))
    --units;
  return units + 1;
}

Region Columns::region(Span span) {
  const std::size_t size = source_.bytes().size();
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  Region region;
  region.bytes = {source_.start().offset + span.begin, source_.start().offset + span.end};
  region.begin = source_.position(span.begin);
  region.end = source_.position(span.end);
  region.begin_unit = unit_column(span.begin, region.begin);
  region.end_unit = unit_column(span.end, region.end);
  return region;
}

}  // namespace ecrify::report
