// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/slice.hpp"

#include <algorithm>

#include "ecrify/base/text.hpp"
#include "loops.hpp"

namespace ecrify::manifest {

Slicer::Slicer(std::string_view stream, Simd simd)
    : stream_(stream), simd_(simd), first_(behind_mark(stream)) {
  last_ = {first_, first_};
}

// Precondition: a line starts there.
bool Slicer::is_marker(std::size_t line) const {
  const std::string_view text = stream_.substr(line);
  if (!text.starts_with("---") && !text.starts_with("...")) return false;
  return text.size() == 3 || std::string_view(" \t\r\n").find(text[3]) != std::string_view::npos;
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

// Where a slice ends when the first marker that can end it is at `line` or behind it.
std::size_t Slicer::cut_from(std::size_t line) const {
  const std::size_t marker = next_marker(line);
  if (marker == stream_.size() || begins_document(marker)) return marker;
  return behind_line(stream_, marker);
}

// Precondition: there is one.
void Slicer::next() {
  const std::size_t begin = last_.end;
  const bool opened = is_marker(begin) && begins_document(begin);
  last_ = {begin, cut_from(opened ? behind_line(stream_, begin) : begin)};
  ++count_;
}

Span Slicer::containing(std::size_t offset) {
  while (last_.end <= offset) next();
  return last_;
}

std::size_t Slicer::slices_before(std::size_t offset) {
  if (offset < last_.begin) {
    count_ = 0;
    last_ = {first_, first_};
  }
  while (last_.end < offset && last_.end < stream_.size()) next();
  return count_ > 0 && offset == last_.begin ? count_ - 1 : count_;
}

namespace {

bool is_content(std::string_view line) {
  constexpr std::string_view blanks = " \t\r\n";
  if (line.starts_with('%')) return false;
  const bool is_marked = line.starts_with("---") || line.starts_with("...");
  if (is_marked && (line.size() == 3 || blanks.find(line[3]) != std::string_view::npos))
    line.remove_prefix(3);
  const std::size_t begin = line.find_first_not_of(blanks);
  return begin != std::string_view::npos && line[begin] != '#';
}

}  // namespace

bool holds_content(std::string_view slice) {
  for (std::size_t at = 0; at < slice.size();) {
    const std::size_t end = std::min(slice.find('\n', at), slice.size());
    if (is_content(slice.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

namespace {

// A byte order mark at the beginning of a part would be taken for the stream's own, and what is not there yet
// may be one.
bool may_begin_part(std::string_view text) {
  return text.substr(0, byte_order_mark.size()) != byte_order_mark.substr(0, text.size());
}

}  // namespace

std::size_t last_cut(std::string_view text, std::size_t floor) {
  for (std::size_t line_end = text.rfind('\n'); line_end != std::string_view::npos && line_end > 0;) {
    const std::size_t before = text.rfind('\n', line_end - 1);
    const std::size_t line = before == std::string_view::npos ? 0 : before + 1;
    if (line_end < floor) return std::string_view::npos;
    const std::string_view head = text.substr(line, 4);  // its line feed is there at least
    const bool blank_follows =
        head.size() == 4 && std::string_view(" \t\r\n").find(head[3]) != std::string_view::npos;
    if (blank_follows && head.starts_with("---") && line > floor) return line;
    if (blank_follows && head.starts_with("...") && line_end + 1 > floor &&
        may_begin_part(text.substr(line_end + 1)))
      return line_end + 1;
    if (before == std::string_view::npos) break;
    line_end = before;
  }
  return std::string_view::npos;
}

}  // namespace ecrify::manifest
