// SPDX-License-Identifier: Apache-2.0
#include "documents.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/byte_order_mark.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"

namespace ecrify::kustomize {

namespace {

// The key of an image may stand in the text, perhaps behind an escape or in two bytes a letter.
bool may_name_image(std::string_view text) {
  return text.find("mage") != std::string_view::npos ||
         text.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos;
}

}  // namespace

SkippedDocuments for_each_document(std::string_view text,
                                   const std::function<Visit(const DocumentAt&)>& visit) {
  manifest::Slicer slicer(text);
  auto unread = SkippedDocuments::nothing;
  manifest::Tape tape;
  std::size_t more = 0;  // documents that a slice holds beyond its first
  for (std::size_t offset = behind_mark(text); offset < text.size();) {
    const Span slice = slicer.containing(offset);
    const std::size_t index = slicer.slices_before(slice.begin);
    for (std::size_t begin = slice.begin; begin < slice.end;) {
      const std::string_view piece = text.substr(begin, slice.end - begin);
      const auto read = manifest::read_document(piece, tape);
      if (!read.ok())
        unread = std::max(unread, may_name_image(piece) ? SkippedDocuments::may_hold_images
                                                        : SkippedDocuments::without_images);
      if (!read.ok() || read->end == 0) break;
      const locate::Document document(piece.substr(0, read->end), tape);
      if (tape.size() > 0 && visit({document, begin, index + more}) == Visit::stop) return unread;
      begin += read->end;
      while (begin < slice.end && is_space(text[begin])) ++begin;
      if (begin < slice.end) ++more;
    }
    offset = std::max(slice.end, offset + 1);
  }
  return unread;
}

}  // namespace ecrify::kustomize
