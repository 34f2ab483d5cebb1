// SPDX-License-Identifier: Apache-2.0
#pragma once

// The scanner's state, shared by its two halves: block structure (scanner.cpp) and flow collections
// (scanner_flow.cpp). The contract is in include/ecrify/manifest/scanner.hpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/tape.hpp"
#include "loops.hpp"

namespace ecrify::manifest {

class Scanner {
 public:
  Scanner(std::string_view document, Tape& tape, Simd simd = best_simd(), std::size_t behind = 0)
      : text_(document.data()),
        end_(text_ + document.size()),
        readable_end_(end_ + behind),
        tape_(tape),
        loops_(loops::loops_of(simd)) {}

  ScanResult run();

  // A collection that is still open. `expects` says what must come next in it.
  enum class Expectation : std::uint8_t { entry, value, colon, comma };
  struct Frame {
    NodeIndex node;
    std::int32_t indent;  // column of its keys or dashes; flow collections: unused
    std::uint32_t count;  // sequences: items so far; mappings: index of the last key
    Expectation expects;
    bool mapping;
    friend bool operator==(const Frame&, const Frame&) = default;
  };
  // Those that are open, the innermost at the back; max_depth of them at most.
  class Frames {
   public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    Frame& operator[](std::size_t i) { return frames_[i]; }
    Frame& back() { return frames_[size_ - 1]; }
    void push_back(const Frame& frame) { frames_[size_++] = frame; }
    void pop_back() { --size_; }
    void clear() { size_ = 0; }
    // For the inner loop: its own view of them, and how many of them there are afterwards.
    Frame* data() { return frames_; }
    void resize(std::size_t size) { size_ = size; }
    friend bool operator==(const Frames& a, const Frames& b) {
      return std::equal(a.frames_, a.frames_ + a.size_, b.frames_, b.frames_ + b.size_);
    }

   private:
    std::size_t size_ = 0;
    Frame frames_[max_depth];
  };

  // One line of block structure, in the state that the frames say; the tape holds what they name and is added
  // to. The text begins with the line. Returns where the next one would be read, or no_offset where the line
  // is outside of the subset. For the proof of edits (prove_lines.cpp).
  std::size_t replay_line(const std::vector<Frame>& frames);
  [[nodiscard]] const Frames& frames() const { return frames_; }

  // For the inner loop over usual lines (scanner_line_body.hpp).
  [[nodiscard]] Frames& frames() { return frames_; }
  [[nodiscard]] Tape& tape() { return tape_; }
  [[nodiscard]] const char* text() const { return text_; }
  [[nodiscard]] const char* end() const { return end_; }
  [[nodiscard]] const char* readable_end() const { return readable_end_; }
  [[nodiscard]] bool has_pending_anchor() const { return !pending_anchor_.empty(); }
  // Closes what ends before the line at p, and opens its sequence or goes on with it. Returns false, with
  // nothing done that block_line() would not do as well, where the line does not fit in as usual ones do.
  bool enter_line(const char* p, std::int32_t column, bool is_dash);

 private:
  static constexpr const char* too_deep = "collections nested deeper than 500";

  // Where a node stands decides what it may be: an implicit key only at a line's start or behind a dash.
  enum class Place : std::uint8_t { line_start, after_dash, after_colon };
  enum class Advance : std::uint8_t { on, stop };

  // Block structure. `p` is the node's first byte, `column` its column, `parent_indent` the indentation that
  // its continuation lines must exceed. They leave cursor_ behind what they read.
  Advance block_line(const char* p, std::int32_t column);
  Advance block_node(const char* p, std::int32_t column, std::int32_t parent_indent, Place place);
  Advance dash(const char* p, std::int32_t column, Place place);
  Advance key(const char* begin, const char* key_end, const char* colon, Style style, std::int32_t column,
              Place place, NodeIndex alias_target = no_node);
  Advance plain(const char* p, std::int32_t column, std::int32_t parent_indent, Place place);
  Advance plain_continuation(const char* begin, const char* first_end, std::int32_t parent_indent);
  Advance quoted(const char* p, std::int32_t column, std::int32_t parent_indent, Place place);
  Advance block_scalar(const char* p, std::int32_t parent_indent);
  Advance anchor(const char* p, std::int32_t column, std::int32_t parent_indent, Place place);
  Advance alias(const char* p, std::int32_t column, Place place);
  // Closes collections that are indented more than `column`.
  void close_to(std::int32_t column);
  void close_top();
  // After a value: the rest of its line must be blank or a comment.
  Advance finish_line(const char* p);
  bool continuation_lines_indented(const char* begin, const char* end, std::int32_t parent_indent) const;

  // Flow collections; `p` is at the opening bracket. Leaves cursor_ behind the closing one.
  Advance flow(const char* p);
  Advance flow_entry(const char*& p);
  Advance flow_alias_key(const char*& p);
  Advance flow_colon(const char*& p, bool crossed_line);
  Advance flow_value(const char*& p);
  Advance flow_scalar(const char*& p);
  Advance flow_open(const char*& p);
  void flow_close(const char*& p);
  const char* skip_flow_space(const char* p, bool& crossed_line) const;

  // Nodes.
  NodeIndex add_node(NodeKind kind, Style style, const char* begin, const char* end);
  void add_empty();
  Advance open(const char* begin, bool mapping, Style style, std::int32_t indent);

  Advance outside(const char* p, const char* reason) { return fail(ScanStatus::outside_subset, p, reason); }
  Advance fail(ScanStatus status, const char* p, const char* reason) {
    result_ = {status, offset(p), reason, false};
    return Advance::stop;
  }
  [[nodiscard]] std::size_t offset(const char* p) const { return static_cast<std::size_t>(p - text_); }

  const char* text_;
  const char* end_;
  const char* readable_end_;
  const char* cursor_ = nullptr;
  Tape& tape_;
  Frames frames_;
  std::string_view pending_anchor_;
  const loops::Loops* loops_;
  bool json_ = false;  // the document is one flow collection: JSON's freedoms hold
  ScanResult result_;
};

}  // namespace ecrify::manifest
