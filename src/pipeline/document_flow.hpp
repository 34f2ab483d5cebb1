// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/tape.hpp"
#include "ecrify/pipeline.hpp"

namespace ecrify {

// What the rules say of a text, in the settings' direction.
[[nodiscard]] rules::Decision decide(const Settings& settings, std::string_view text, rules::ShortNames short_names);

// One document of a source: from its bytes to proven edits and findings, in offsets of the source.
class DocumentFlow {
 public:
  // `base` is the offset of `text` in the source, `index` the document's number in it.
  DocumentFlow(const Settings& settings, std::string_view text, std::size_t base, std::size_t index, Examined& out)
      : settings_(settings), text_(text), base_(base), index_(index), out_(out) {}

  // Hits are those of the prefilter at or behind `base`, in offsets of the source; those behind the document are
  // passed over. The tape is only memory to use again. Returns how many bytes of the text the document took.
  std::size_t run(const manifest::Hit* hits, const manifest::Hit* hits_end, manifest::Tape& tape);

 private:
  std::vector<manifest::NodeIndex> candidates(const locate::Document& document, const manifest::Hit* hit,
                                              const manifest::Hit* hits_end);
  bool template_found(manifest::Template kind);
  void count_foreign(const locate::Document& document, manifest::NodeIndex leaf);
  void examine(const locate::Document& document, manifest::NodeIndex leaf);
  void plan_edit(const locate::Document& document, manifest::NodeIndex leaf, const std::string& value,
                 const locate::Location& location, const rules::Decision& decision, Finding finding);
  void finish(const locate::Document& document, manifest::Reader reader);

  void unreadable(const Failure& failure);
  [[nodiscard]] Finding finding_at(Span span, const locate::Location& location, std::string reference) const;
  void report(Finding finding, FindingId id, Severity severity, std::string message, std::string help);
  void refuse(Finding finding, FindingId id, std::string message, std::string help);

  const Settings& settings_;
  std::string_view text_;
  std::size_t base_;
  std::size_t index_;
  Examined& out_;
  std::vector<splice::Edit> edits_;            // in offsets of text_
  std::vector<manifest::Intended> intended_;   // what they make of the scalars
};

}  // namespace ecrify
