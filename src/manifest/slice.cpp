// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/slice.hpp"

#include <algorithm>

#include "loops.hpp"

namespace ecrify::manifest {

Slicer::Slicer(std::string_view stream, Simd simd)
    : stream_(stream), simd_(simd), first_(stream.starts_with("\xEF\xBB\xBF") ? 3 : 0) {
  current_ = {first_, first_};
  counted_ = {first_, first_};
}

// Precondition: a line starts there.
bool Slicer::is_marker(std::size_t line) const {
  const std::string_view text = stream_.substr(line);
  if (!text.starts_with("---") && !text.starts_with("...")) return false;
  return text.size() == 3 || std::string_view(" \t\r\n").find(text[3]) != std::string_view::npos;
}

Slicer::Marker Slicer::marker_at(std::size_t line) const {
  return stream_[line] == '-' ? Marker::start : Marker::end;
}

// Behind the LF of the line that holds the offset, or the end.
std::size_t Slicer::line_end(std::size_t offset) const {
  const std::size_t feed = stream_.find('\n', offset);
  return feed == std::string_view::npos ? stream_.size() : feed + 1;
}

// The first marker that starts at `line` or behind it, or the stream's size. `line` is where a line starts.
std::size_t Slicer::next_marker(std::size_t line) const {
  if (is_marker(line)) return line;
  const loops::Loops* loops = loops::loops_of(simd_);
  std::size_t from = line;  // of the LF before the marker
  while (loops != nullptr) {
    const std::size_t feed = loops->first_marker({stream_.data(), stream_.size()}, from);
    if (feed == loops::no_position) break;
    if (is_marker(feed + 1)) return feed + 1;
    from = feed + 1;
  }
  for (; from < stream_.size(); ++from) {
    if (stream_[from] == '\n' && is_marker(from + 1)) return from + 1;
  }
  return stream_.size();
}

// The last marker in [line, offset], or no_position. `line` is where a line starts.
std::size_t Slicer::last_marker(std::size_t line, std::size_t offset) const {
  const loops::Loops* loops = loops::loops_of(simd_);
  // Of the LF before the marker: it has three bytes behind it at least.
  std::size_t to = std::min(offset, stream_.size() < 3 ? 0 : stream_.size() - 3);
  while (loops != nullptr) {
    const std::size_t feed = loops->last_marker({stream_.data(), stream_.size()}, line, to);
    if (feed == loops::no_position) break;
    if (is_marker(feed + 1)) return feed + 1;
    to = feed;
  }
  for (; to > line; --to) {
    if (stream_[to - 1] == '\n' && is_marker(to)) return to;
  }
  return is_marker(line) ? line : loops::no_position;
}

// Where a slice ends when the first marker that can end it is at `line` or behind it.
std::size_t Slicer::cut_from(std::size_t line) const {
  const std::size_t marker = next_marker(line);
  if (marker == stream_.size() || marker_at(marker) == Marker::start) return marker;
  return line_end(marker);
}

Span Slicer::containing(std::size_t offset) {
  if (offset < current_.end) return current_;
  const std::size_t floor = current_.end;  // a slice begins here
  std::size_t marker = last_marker(floor, offset);
  const std::size_t next_line = line_end(offset);
  std::size_t end = 0;
  if (marker != loops::no_position && marker_at(marker) == Marker::end && line_end(marker) > offset) {
    // The offset is in a `...` line, which belongs to what is before it.
    end = next_line;
    marker = marker == floor ? loops::no_position : last_marker(floor, marker - 1);
  } else {
    end = cut_from(next_line);
  }
  std::size_t begin = floor;
  if (marker != loops::no_position) begin = marker_at(marker) == Marker::start ? marker : line_end(marker);
  current_ = {begin, end};
  return current_;
}

std::size_t Slicer::slices_before(std::size_t offset) {
  if (offset <= counted_.begin) {
    count_ = 0;
    counted_ = {first_, first_};
  }
  while (counted_.end < offset && counted_.end < stream_.size()) {
    const std::size_t begin = counted_.end;
    const bool opened = is_marker(begin) && marker_at(begin) == Marker::start;
    counted_ = {begin, cut_from(opened ? line_end(begin) : begin)};
    ++count_;
  }
  return count_;
}

}  // namespace ecrify::manifest
