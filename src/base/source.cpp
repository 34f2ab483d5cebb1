// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/source.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ecrify/base/text.hpp"

namespace ecrify {

namespace {

// Counted anew for each question, so not much of it; a mark for each, so not too little.
constexpr std::size_t block_size = std::size_t{4} << 10U;

// A row of counters of a byte each is what compilers make vector instructions of.
std::size_t line_feeds(std::string_view text) {
  constexpr std::size_t row_size = 64;
  constexpr std::size_t most_rows = 255;  // that a counter of a byte can count
  static_assert(block_size <= row_size * most_rows);
  std::array<std::uint8_t, row_size> counters{};
  const char* row = text.data();
  const std::size_t rows = text.size() / row_size;
  for (std::size_t i = 0; i < rows; ++i, row += row_size) {
    for (std::size_t at = 0; at < row_size; ++at)
      counters[at] = static_cast<std::uint8_t>(counters[at] + (row[at] == '\n' ? 1 : 0));
  }
  std::size_t count = 0;
  for (const std::uint8_t counter : counters) count += counter;
  return count + static_cast<std::size_t>(std::count(row, text.data() + text.size(), '\n'));
}

}  // namespace

SourceText::Line SourceText::line_at(std::size_t offset) const {
  if (marks_.empty()) marks_.push_back({0, 0});
  while (marks_.size() <= offset / block_size) {
    const std::size_t begin = (marks_.size() - 1) * block_size;
    marks_.push_back(behind(marks_.back(), begin, begin + block_size));
  }
  // Places are mostly asked for in their order.
  const std::size_t block = offset / block_size * block_size;
  if (last_offset_ > offset || last_offset_ < block) {
    last_offset_ = block;
    last_ = marks_[offset / block_size];
  }
  last_ = behind(last_, last_offset_, offset);
  last_offset_ = offset;
  return last_;
}

SourceText::Line SourceText::behind(const Line& line, std::size_t from, std::size_t to) const {
  const std::string_view text = bytes_.substr(from, to - from);
  const std::size_t feeds = line_feeds(text);
  if (feeds == 0) return line;
  return {line.number + feeds, from + text.rfind('\n') + 1};
}

Position SourceText::position(std::size_t offset) const {
  offset = std::min(offset, bytes_.size());
  const Line line = line_at(offset);
  return {start_.lines + line.number + 1, offset - line.begin + 1};
}

std::string_view SourceText::line_text(std::size_t offset) const {
  offset = std::min(offset, bytes_.size());
  if (offset < last_line_.begin || offset >= last_line_.end)
    last_line_ = {line_at(offset).begin, behind_line(bytes_, offset)};
  std::string_view line = bytes_.substr(last_line_.begin, last_line_.size());
  if (!line.ends_with('\n')) return line;
  line.remove_suffix(line.ends_with("\r\n") ? 2 : 1);
  return line;
}

}  // namespace ecrify
