// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "document_context.hpp"
#include "rule.hpp"

// The words of rulings: one message and one remedy for each finding that a ruling can have.
namespace ecrify {

// True if the run shows the words of the ruling.
[[nodiscard]] bool wants_words(const SourceContext& common, const Ruling& ruling);

// The message about a place, and the remedy.
struct Sentence {
  std::string message;
  std::string help;
};
// The words of a remark: of an image that is pinned by digest, and of a setter of Flux.
[[nodiscard]] Sentence sentence_of_remark(FindingId id);

// Adds the field and the object. Without a path the first that leads to the scalar is taken.
void add_place_words(const DocumentContext& context, const locate::FieldPath* path, Ruling& ruling);
// Adds place, reference, and the sentences of the finding, if the ruling has one.
void add_words(const DocumentContext& context, const locate::FieldPath* path,
               const locate::Location& location, const ReferenceView& reference, Ruling& ruling);

// Words the finding of an entry that is rewritten: what it is, and what is written.
void word_rewrite(const SourceContext& common, std::string_view what, std::string help, Ruling& ruling);

// Makes an error of a ruling whose scalar is shared with places that forbid the edit.
void refuse_shared(Ruling& ruling);

}  // namespace ecrify
