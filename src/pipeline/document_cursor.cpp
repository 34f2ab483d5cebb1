// SPDX-License-Identifier: Apache-2.0
#include "document_cursor.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "hidden_name.hpp"

namespace ecrify {

using manifest::Hit;
using manifest::HitKind;

DocumentCursor::DocumentCursor(const SourceContext& common, std::string_view bytes, DocumentChoice visited)
    : common_(common), bytes_(bytes), slicer_(bytes) {
  if (visited == DocumentChoice::with_hits) return;
  while (searched_ < bytes.size()) search();
  add_all_documents();
}

// One more hit in each slice, so that all of them are read.
void DocumentCursor::add_all_documents() {
  manifest::Slicer slicer(bytes_);
  for (std::size_t at = behind_mark(bytes_); at < bytes_.size();) {
    const Span slice = slicer.containing(at);
    hits_.push_back({slice.begin, HitKind::document, 0});
    at = std::max(slice.end, at + 1);
  }
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) { return a.offset < b.offset; });
}

bool DocumentCursor::next() {
  if (begin_ < slice_.end) return true;  // another object of a JSON stream
  if (!find_next()) return false;
  any_hit_ = true;
  slice_ = slicer_.containing(hits().front().offset);
  while (searched_ < slice_.end) search();
  begin_ = slice_.begin;
  index_ = slicer_.slices_before(slice_.begin);
  screened_ = manifest::ScreenState::no;
  hides_name_.reset();
  return true;
}

bool DocumentCursor::is_about_images() {
  // A slice may hold many documents: none of its hits is looked at twice.
  named_ = std::max(named_, first_);
  const auto is_inside = [this](std::size_t at) {
    return at < hits_.size() && hits_[at].offset < slice_.end;
  };
  while (is_inside(named_) && !common_.is_name(hits_[named_])) ++named_;
  if (is_inside(named_)) return true;
  if (!hides_name_) {
    // A stream of documents that name nothing has a hit for each: only those of this one are looked at.
    bool any_escape = false;
    for (std::size_t at = first_; is_inside(at) && !any_escape; ++at)
      any_escape = hits_[at].kind == HitKind::escape;
    hides_name_ = any_escape && hides_name(common_, text());
  }
  return *hides_name_;
}

bool DocumentCursor::find_next() {
  while (hits().empty() && searched_ < bytes_.size()) {
    hits_.clear();
    first_ = 0;
    named_ = 0;
    search();
    if (hits_.empty()) static_cast<void>(slicer_.slices_before(searched_));
  }
  return !hits().empty();
}

void DocumentCursor::take(std::size_t size) {
  begin_ += size;
  screened_ = manifest::ScreenState::yes;
  while (first_ < hits_.size() && hits_[first_].offset < begin_) ++first_;
  while (begin_ < slice_.end && is_space(bytes_[begin_])) ++begin_;
  if (begin_ < slice_.end) ++json_documents_;
}

void DocumentCursor::find_marks(std::vector<std::size_t>& marks) {
  marks.clear();
  while (first_mark_ < marks_.size() && marks_[first_mark_] < begin_) ++first_mark_;
  for (std::size_t at = first_mark_; at < marks_.size() && marks_[at] < slice_.end; ++at) {
    marks.push_back(marks_[at] - begin_);
  }
}

void DocumentCursor::search() {
  constexpr std::size_t piece = std::size_t{128} << 10U;
  const Span range{searched_, std::min(searched_ + piece, bytes_.size())};
  found_.clear();
  common_.prefilter.find(bytes_, range, found_);
  common_.watched.drop_false_hits(bytes_, found_);
  for (const Hit& hit : found_) {
    const bool is_mark = common_.is_watched(hit, Watch::mark) || common_.is_watched(hit, Watch::suppression);
    if (is_mark) marks_.push_back(hit.offset);
    noticed_ = noticed_ || common_.is_watched(hit, Watch::noticed);
  }
  std::erase_if(found_, [&](const Hit& hit) {
    return common_.is_watched(hit, Watch::mark) || common_.is_watched(hit, Watch::noticed);
  });
  about_images_ = about_images_ || std::any_of(found_.begin(), found_.end(),
                                               [&](const Hit& hit) { return common_.is_about_images(hit); });
  hits_.insert(hits_.end(), found_.begin(), found_.end());
  searched_ = range.end;
}

}  // namespace ecrify
