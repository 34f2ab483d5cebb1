// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "ecrify/base/span.hpp"
#include "ecrify/manifest/simd.hpp"

namespace ecrify::manifest {

// Cuts a stream into slices of one document each, without reading YAML: `---` or `...` at the start of a line
// and then blank, TAB, CR, LF or the end is a marker wherever it stands, for YAML allows none in scalars or
// flow collections, and a block scalar ends there. A line starts at the stream's beginning (behind its byte
// order mark, which belongs to no slice) and behind each LF.
//
// The rule: the stream is cut before each `---` line and behind each `...` line; a piece without a byte is no
// slice.
//
//     # about          slice 0: what is before the first marker, comments and blanks too
//     ---              slice 1: `a`
//     a: 1
//     --- # next       slice 2: `b` and its `...`
//     b: 2
//     ...
//     %YAML 1.2        slice 3: what is between `...` and `---`
//     ---
//     c: 3             slice 4
//
// A stream without a marker is one slice, one without a byte (but the byte order mark) none.
class Slicer {
 public:
  // The bytes must outlive this.
  explicit Slicer(std::string_view stream, Simd simd = best_simd());

  // The slice that holds the byte at `offset`, which must be in the stream and no byte of its byte order
  // mark. Offsets must not decrease from call to call.
  [[nodiscard]] Span containing(std::size_t offset);

  // The number of slices that begin before `offset`: for a slice's begin its 0-based index, for the stream's
  // size the number of slices.
  [[nodiscard]] std::size_t slices_before(std::size_t offset);

 private:
  [[nodiscard]] bool is_marker(std::size_t line) const;
  [[nodiscard]] bool begins_document(std::size_t marker) const { return stream_[marker] == '-'; }  // no `...`
  [[nodiscard]] std::size_t next_marker(std::size_t line) const;
  [[nodiscard]] std::size_t cut_from(std::size_t line) const;
  void next();

  std::string_view stream_;
  Simd simd_;
  std::size_t first_ = 0;  // where the first slice begins
  Span last_;              // the slice found last
  std::size_t count_ = 0;  // slices up to that one
};

// True if a line is more than blanks, a comment, a directive or a marker.
[[nodiscard]] bool holds_content(std::string_view slice);

// The last place above `floor` at which a stream of which `text` is the beginning can be cut in two, so that
// both parts have the slices that the whole has, and where no byte order mark follows, which a reader of the
// second part would take for the stream's own. Where there is none: npos. Bytes that are still to come may
// end the last line.
[[nodiscard]] std::size_t last_cut(std::string_view text, std::size_t floor);

}  // namespace ecrify::manifest
