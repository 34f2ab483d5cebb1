// SPDX-License-Identifier: Apache-2.0
// The part of reading usual lines that all kinds of instructions share; scanner_line_body.hpp has the
// loop.
#include "scanner_line.hpp"

namespace ecrify::manifest {

bool Scanner::enter_line(const char* p, std::int32_t column, bool is_dash) {
  close_to(column);
  if (frames_.empty() || frames_.size() + 2 > max_depth) return false;
  if (!frames_.back().mapping && frames_.back().indent == column && !is_dash) {
    if (frames_.size() < 2 || frames_[frames_.size() - 2].indent != column) return false;
    close_top();
  }
  const bool fits_value = frames_.back().expects == Expectation::value &&
                          (column > frames_.back().indent || (frames_.back().mapping && is_dash));
  if (!fits_value) {
    if (frames_.back().expects == Expectation::value) add_empty();
    const Frame& top = frames_.back();
    if (column != top.indent || is_dash == top.mapping) return false;
    if (is_dash) frames_.back().expects = Expectation::value;
    return true;
  }
  if (!is_dash) return true;
  if (open(p, false, Style::block, column) == Advance::stop) return false;
  frames_.back().expects = Expectation::value;
  return true;
}

}  // namespace ecrify::manifest
