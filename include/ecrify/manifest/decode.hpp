// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::manifest {

// A scalar's decoded value, with the source of each of its bytes in the document's text. A value that is
// written as it is read, as most of one line are, is a view of the text, which must outlive this.
class DecodedText {
 public:
  [[nodiscard]] std::string_view value() const& { return as_written_ ? written_ : std::string_view(value_); }
  [[nodiscard]] std::string value() && { return as_written_ ? std::string(written_) : std::move(value_); }
  // True if value() is a view of the document's text.
  [[nodiscard]] bool as_written() const { return as_written_; }
  // False when the scalar holds an escape that only JSON forbids or allows half (a lone surrogate): its value
  // is then only good for showing.
  [[nodiscard]] bool exact() const { return exact_; }
  // The span that value()[part] was decoded from, between the sources of its first and its last byte.
  // Precondition: part is not empty and lies in the value. O(log runs).
  [[nodiscard]] Span source(Span part) const;

 private:
  friend class Decoder;
  // value[value_begin, next run's value_begin) came from text[text_begin, text_end): byte by byte when the
  // lengths are equal, as a whole (an escape, a folded line end) when they are not.
  struct Run {
    std::size_t value_begin;
    std::size_t text_begin;
    std::size_t text_end;
  };
  std::string_view written_;  // of the text, from written_begin_ on
  std::size_t written_begin_ = 0;
  bool as_written_ = false;  // the value is written_, else it is made of runs
  bool exact_ = true;
  std::string value_;
  std::vector<Run> runs_;
};

// Precondition: `node` is a scalar of the tape of `text`. Linear in the scalar.
[[nodiscard]] DecodedText decode(std::string_view text, const Node& node);

// True if new text can replace (part of) a scalar of this style and is read as that text. Nothing else may
// change: no quotes in quoted scalars, no indicators in plain ones. `whole`: the new text begins the scalar.
enum class Part { whole, tail };
[[nodiscard]] bool style_can_carry(Style style, Style parent_style, std::string_view new_text, Part part);

// The number of lines that the old text is written on. A line break that is read as a blank can't be
// rewritten.
enum class TextLines { one, several };

// How many bytes at the end of the old text stay as they are written when the new text takes its place: those
// that both end in, where quotes carry them in escapes (a template's `\"`) that the new text could not be
// written with; else none. Nothing where the new text can't take the place at all.
[[nodiscard]] std::optional<std::size_t> kept_tail(Style style, Style parent_style, std::string_view old_text,
                                                   std::string_view new_text, Part part,
                                                   TextLines lines = TextLines::one);

}  // namespace ecrify::manifest
