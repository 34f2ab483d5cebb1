// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "examine_documents.hpp"
#include "source_context.hpp"

namespace ecrify {

// The documents of a text that can hold a reference, one after the other. The text is searched a piece at a
// time: what is found in a piece is read while the caches still hold it. A slice between markers holds one
// document, or a stream of JSON objects one behind the other.
enum class DocumentChoice : std::uint8_t { with_hits, all };

class DocumentCursor {
 public:
  DocumentCursor(const SourceContext& common, std::string_view bytes, DocumentChoice visited);

  // Goes on to the next document; false when there is none.
  bool next();
  // The bytes from the document's begin to the end of its slice; take() sets where the document ends.
  [[nodiscard]] std::string_view text() const { return bytes_.substr(begin_, slice_.end - begin_); }
  [[nodiscard]] std::size_t base() const { return begin_; }
  [[nodiscard]] std::size_t index() const { return index_ + json_documents_; }
  [[nodiscard]] manifest::ReadOptions read_options(bool is_nested) const {
    return {screened_, bytes_.size() - slice_.end, common_.settings.most_for_yaml_cpp, is_nested};
  }
  // The hits at or behind the document's begin; those before its slice's end are among them.
  [[nodiscard]] std::span<const manifest::Hit> hits() const { return std::span(hits_).subspan(first_); }
  // True if text() may hold a reference that is rewritten.
  [[nodiscard]] bool is_about_images();
  // Offsets in text() at which the word of a suppression is found.
  void find_marks(std::vector<std::size_t>& marks);
  void take(std::size_t size);

  // Fills in the facts about the whole text, once next() was false.
  void finish(TextReport& report) {
    report.out.counts.documents = slicer_.slices_before(bytes_.size()) + json_documents_;
    report.any_hit = any_hit_;
    report.about_images = about_images_;
    report.out.noticed = noticed_;
  }

 private:
  bool find_next();
  void search();
  void add_all_documents();

  const SourceContext& common_;
  std::string_view bytes_;
  manifest::Slicer slicer_;
  std::vector<manifest::Hit> hits_;
  std::vector<manifest::Hit> found_;
  std::vector<std::size_t> marks_;
  std::size_t first_mark_ = 0;
  std::size_t first_ = 0;     // of hits_, not yet passed over
  std::size_t searched_ = 0;  // bytes
  bool any_hit_ = false;
  bool about_images_ = false;
  bool noticed_ = false;
  std::size_t named_ = 0;           // of hits_: from first_ on none before it is a name
  std::optional<bool> hides_name_;  // the slice, behind its escapes
  Span slice_;                      // of the document
  std::size_t begin_ = 0;           // of the document
  std::size_t index_ = 0;           // of the slice
  std::size_t json_documents_ = 0;  // those that slices hold beyond their first
  manifest::ScreenState screened_ = manifest::ScreenState::no;
};

}  // namespace ecrify
