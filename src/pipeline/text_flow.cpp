// SPDX-License-Identifier: Apache-2.0
#include "text_flow.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "document_flow.hpp"
#include "ecrify/base/byte_order_mark.hpp"
#include "ecrify/base/stopwatch.hpp"
#include "ecrify/manifest/slice.hpp"

namespace ecrify {
namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// One more hit in each slice, so that all of them are read.
std::vector<manifest::Hit> all_documents(std::string_view bytes, std::vector<manifest::Hit> hits) {
  manifest::Slicer slicer(bytes);
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const Span slice = slicer.containing(at);
    hits.push_back({slice.begin, manifest::HitKind::escape, 0});
    at = std::max(slice.end, at + 1);
  }
  std::sort(hits.begin(), hits.end(), [](const manifest::Hit& a, const manifest::Hit& b) { return a.offset < b.offset; });
  return hits;
}

// The hits of a text, a piece of it at a time: what is found in a piece is read while the caches still hold it.
class Hits {
 public:
  Hits(const Flow& flow, std::string_view bytes, manifest::Slicer& slicer) : flow_(flow), bytes_(bytes), slicer_(slicer) {
    if (flow.mapping.scope() != rules::RegistryScope::any) return;
    while (searched_ < bytes.size()) search();
    hits_ = all_documents(bytes, std::move(hits_));
    about_images_ = !hits_.empty();
  }

  // Those that are known, the first not yet passed over.
  [[nodiscard]] const manifest::Hit* begin() const { return hits_.data() + first_; }
  [[nodiscard]] const manifest::Hit* end() const { return hits_.data() + hits_.size(); }
  // Searches on to the next one. Returns false when there is none.
  bool find_next() {
    while (begin() == end() && searched_ < bytes_.size()) {
      hits_.clear();
      first_ = 0;
      search();
      if (hits_.empty()) static_cast<void>(slicer_.slices_before(searched_));
    }
    return begin() != end();
  }
  // Makes all that are before the offset known.
  void find_up_to(std::size_t offset) {
    while (searched_ < offset) search();
  }
  void pass_over(std::size_t offset) {
    while (begin() != end() && begin()->offset < offset) ++first_;
  }
  // Where `ecrify` stands in a document: the offsets from its beginning. Asked for documents in order.
  void marks_in(Span document, std::vector<std::size_t>& marks) {
    marks.clear();
    while (first_mark_ < marks_.size() && marks_[first_mark_] < document.begin) ++first_mark_;
    for (std::size_t at = first_mark_; at < marks_.size() && marks_[at] < document.end; ++at) marks.push_back(marks_[at] - document.begin);
  }
  // Whether one of them, passed over or not, may be about a reference that is rewritten.
  [[nodiscard]] bool about_images() const { return about_images_; }

 private:
  void search() {
    constexpr std::size_t piece = std::size_t{128} << 10U;
    const Span range{searched_, std::min(searched_ + piece, bytes_.size())};
    found_.clear();
    flow_.prefilter.find(bytes_, range, found_);
    flow_.watched.drop_own_host(bytes_, found_);
    for (const manifest::Hit& hit : found_) {
      if (flow_.is_watched(hit, Watch::mark) || flow_.is_watched(hit, Watch::suppression)) marks_.push_back(hit.offset);
    }
    std::erase_if(found_, [&](const manifest::Hit& hit) { return flow_.is_watched(hit, Watch::mark); });
    about_images_ = about_images_ || std::any_of(found_.begin(), found_.end(), [&](const manifest::Hit& hit) { return flow_.is_about_images(hit); });
    hits_.insert(hits_.end(), found_.begin(), found_.end());
    searched_ = range.end;
  }

  const Flow& flow_;
  std::string_view bytes_;
  manifest::Slicer& slicer_;
  std::vector<manifest::Hit> hits_;
  std::vector<manifest::Hit> found_;
  std::vector<std::size_t> marks_;
  std::size_t first_mark_ = 0;
  std::size_t first_ = 0;
  std::size_t searched_ = 0;
  bool about_images_ = false;
};

}  // namespace

Flow::Flow(const Settings& s)
    : settings(s), mapping(*s.mapping), watched(s), prefilter(mapping.needles(), watched.words) {}

namespace {

// What is examined of a text, before its head is told of.
struct Part {
  Examined out;
  bool any_hit = false;
  bool about_images = false;
};

// All documents of a text. `head` is read from it where that is wanted and there is something to find.
Part examine_documents(const Flow& flow, std::string_view bytes, locate::Role role, std::size_t nesting, const suppress::Chain& around,
                       suppress::Head& head, bool reads_head) {
  Part part;
  Examined& out = part.out;
  const Clock clock = nesting == 0 ? flow.settings.clock : Clock::off;
  manifest::Slicer slicer(bytes);
  Hits hits(flow, bytes, slicer);
  const auto find_next = [&] {
    Stopwatch watch(clock);
    const bool found = hits.find_next();
    watch.lap(out.times.prefilter);
    return found;
  };
  bool more = find_next();
  part.any_hit = more;
  Memory memory;
  if (reads_head && more) head = suppress::read_head(bytes);
  std::size_t json_documents = 0;  // those that a slice holds beyond its first
  for (; more; more = find_next()) {
    const Span slice = slicer.containing(hits.begin()->offset);
    Stopwatch watch(clock);
    hits.find_up_to(slice.end);
    watch.lap(out.times.prefilter);
    const std::size_t index = slicer.slices_before(slice.begin);
    // A slice holds one document, or a stream of JSON objects one behind the other.
    auto screened = manifest::Screened::no;
    for (std::size_t begin = slice.begin; begin < slice.end;) {
      const std::string_view text = bytes.substr(begin, slice.end - begin);
      hits.marks_in({begin, slice.end}, memory.marks);
      begin += DocumentFlow(flow, text, {begin, index + json_documents, role, nesting, screened, bytes.size() - slice.end, &head, &around}, memory, out)
                   .run(hits.begin(), hits.end());
      screened = manifest::Screened::yes;
      hits.pass_over(begin);
      while (begin < slice.end && is_space(bytes[begin])) ++begin;
      if (begin < slice.end) ++json_documents;
    }
  }
  out.counts.documents = slicer.slices_before(bytes.size()) + json_documents;
  part.about_images = hits.about_images();
  return part;
}

void put_in_order(Examined& out) {
  const auto sort = [](auto& list) {
    const auto in_order = [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; };
    if (!std::is_sorted(list.begin(), list.end(), in_order)) std::stable_sort(list.begin(), list.end(), in_order);
  };
  sort_by_position(out.findings);
  sort(out.occurrences);
  sort(out.left_alone);
}

Span moved(Span span, std::size_t by) { return {span.begin + by, span.end + by}; }

// Puts what was found in the part that begins at `offset` behind what was found before it.
void append(Examined& whole, Examined part, std::size_t offset) {
  for (splice::Edit& edit : part.edits) whole.edits.push_back({moved(edit.span, offset), std::move(edit.text)});
  for (Finding& finding : part.findings) {
    finding.span = moved(finding.span, offset);
    finding.document += whole.counts.documents;
    whole.findings.push_back(std::move(finding));
  }
  for (Occurrence& occurrence : part.occurrences) {
    occurrence.span = moved(occurrence.span, offset);
    whole.occurrences.push_back(std::move(occurrence));
  }
  for (LeftAlone& one : part.left_alone) {
    one.span = moved(one.span, offset);
    whole.left_alone.push_back(std::move(one));
  }
  whole.counts += part.counts;
  whole.times += part.times;
  whole.refused = whole.refused || part.refused;
}

}  // namespace

Examined examine_text(const Flow& flow, std::string_view bytes, locate::Role role, std::size_t nesting, const suppress::Chain& around) {
  suppress::Head head;
  Part part = examine_documents(flow, bytes, role, nesting, around, head, nesting == 0);
  tell_head(flow.settings, std::move(head), part.about_images, part.out);
  put_in_order(part.out);
  return std::move(part.out);
}

Examined examine_part_of(const Flow& flow, std::string_view bytes, locate::Role role, Continued& stream) {
  Part part = examine_documents(flow, bytes, role, 0, {}, stream.head, false);
  for (Finding& finding : part.out.findings) finding.document += stream.documents;
  stream.documents += part.out.counts.documents;
  stream.any_hit = stream.any_hit || part.any_hit;
  stream.about_images = stream.about_images || part.about_images;
  // The first document has been seen, and the parts that follow begin with no head.
  std::vector<suppress::Suppression>& first = stream.head.first_document;
  std::move(first.begin(), first.end(), std::back_inserter(stream.head.settled));
  first.clear();
  stream.head.content = 0;
  put_in_order(part.out);
  return std::move(part.out);
}

Examined examine_in_parts(const Flow& flow, std::string_view bytes, locate::Role role, std::size_t parts, const Run& run) {
  suppress::Head head = suppress::read_head(bytes);
  // Where the parts begin; the head is in the first.
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 1; i < parts; ++i) {
    const std::size_t from = begins.back();
    const std::size_t wanted = bytes.size() / parts * i;
    if (wanted <= from) continue;
    const std::size_t cut = manifest::last_cut(bytes.substr(from, wanted - from), from == 0 ? head.content : 0);
    if (cut != std::string_view::npos) begins.push_back(from + cut);
  }
  std::vector<suppress::Head> heads(begins.size());
  for (suppress::Head& one : heads) one.file = head.file;
  heads.front() = std::move(head);
  std::vector<Part> examined(begins.size());
  run(begins.size(), [&](std::size_t i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : bytes.size();
    examined[i] = examine_documents(flow, bytes.substr(begins[i], end - begins[i]), role, 0, {}, heads[i], false);
  });
  Part whole;
  for (std::size_t i = 0; i < examined.size(); ++i) {
    append(whole.out, std::move(examined[i].out), begins[i]);
    whole.any_hit = whole.any_hit || examined[i].any_hit;
    whole.about_images = whole.about_images || examined[i].about_images;
    for (std::size_t one = 0; i > 0 && one < heads[i].file.size(); ++one) {
      for (const FindingId id : heads[i].file[one].used) heads.front().file[one].use(id);
    }
  }
  if (!whole.any_hit) heads.front() = {};
  tell_head(flow.settings, std::move(heads.front()), whole.about_images, whole.out);
  put_in_order(whole.out);
  return std::move(whole.out);
}

}  // namespace ecrify
