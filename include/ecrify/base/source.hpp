// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"

namespace ecrify {

// 1-based; the column counts bytes, as compilers, rdjson and `grep -b` users expect.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

// The position in a stream at which a part of it begins, always the beginning of a line.
struct TextOrigin {
  std::size_t offset = 0;  // bytes before it
  std::size_t lines = 0;   // lines before it
};

// A named text with its lines, which are counted only as far as positions are asked for. A mark every few
// kilobytes replaces an index of all lines, which can be a third of the text. Lines end at LF (a CR before it
// belongs to the line end, not to the line). The bytes belong to the caller and must outlive this.
class SourceText {
 public:
  SourceText(std::string name, std::string_view bytes, TextOrigin start = {})
      : name_(std::move(name)), bytes_(bytes), start_(start) {}

  [[nodiscard]] const std::string& name() const { return name_; }  // as shown to the user: path or "<stdin>"
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  [[nodiscard]] const TextOrigin& start() const { return start_; }

  // Line and column of a byte of the text, the line counted from the start of the stream; offsets behind the
  // end give the end. O(1) but for what is counted for the first time.
  [[nodiscard]] Position position(std::size_t offset) const;
  // The line that holds the offset, without its line end. O(line) where the call before was for another line.
  [[nodiscard]] std::string_view line_text(std::size_t offset) const;

 private:
  struct Line {
    std::size_t number;  // 0 for the text's first
    std::size_t begin;
  };
  // The line that holds the offset.
  [[nodiscard]] Line line_at(std::size_t offset) const;
  // The line that holds `to`, from that which holds `from`; they are no further apart than two marks.
  [[nodiscard]] Line behind(const Line& line, std::size_t from, std::size_t to) const;

  std::string name_;
  std::string_view bytes_;
  TextOrigin start_;
  mutable std::vector<Line> marks_;  // the line at the beginning of each block that was counted
  mutable Line last_{0, 0};          // that which holds the offset asked for last
  mutable std::size_t last_offset_ = 0;
  mutable Span last_line_;  // that line_text() was asked for, with its line end
};

}  // namespace ecrify
