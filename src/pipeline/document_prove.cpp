// SPDX-License-Identifier: Apache-2.0
// The end of a document's flow: its edits, once they are proven.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "document_flow.hpp"
#ifdef ECRIFY_CORRUPT_EDITS  // tests/integration/corrupt_edits.py
#include "../../tests/support/corrupt_edits.hpp"
#endif

namespace ecrify {

void DocumentFlow::finish(const locate::Document& document, manifest::Reader reader) {
  std::sort(edits_.begin(), edits_.end(),
            [](const splice::Edit& a, const splice::Edit& b) { return a.span.begin < b.span.begin; });
  std::sort(intended_.begin(), intended_.end(),
            [](const manifest::Intended& a, const manifest::Intended& b) { return a.node < b.node; });
  Finding at_start;
  at_start.document = where_.index;
  at_start.span = {where_.base + edits_.front().span.begin, where_.base + edits_.front().span.end};
#ifdef ECRIFY_CORRUPT_EDITS
  corrupt_edits(text_, edits_);
#endif
  if (const Status proof = prove(document, reader); !proof.ok()) {
    return refuse(std::move(at_start), FindingId::proof_failed,
                  "the edit could not be proven right: " + proof.failure().message,
                  "please report this document as a defect of ecrify");
  }
  for (splice::Edit& edit : edits_) {
    out_.edits.push_back({{edit.span.begin + where_.base, edit.span.end + where_.base}, std::move(edit.text)});
  }
}

namespace {

constexpr bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

// Without a way out, so that compilers make vector instructions of it.
bool has_blank(std::string_view text) {
  std::uint8_t any = 0;
  for (const char c : text) any = static_cast<std::uint8_t>(any | static_cast<std::uint8_t>(is_blank(c)));
  return any != 0;
}

std::string blanks_of(std::string_view text) {
  std::string blanks;
  std::copy_if(text.begin(), text.end(), std::back_inserter(blanks), is_blank);
  return blanks;
}

// What neither begins nor ends in a blank makes room for something without blanks, but for those of placeholders that
// stay, and those of the registry's own placeholders, which come or go.
bool is_word_for_word(std::string_view old_text, std::string_view new_text, std::string_view registry) {
  if (old_text.empty() || is_blank(old_text.front()) || is_blank(old_text.back())) return false;
  if (!new_text.empty() && (is_blank(new_text.front()) || is_blank(new_text.back()))) return false;
  if (!has_blank(new_text)) return true;
  const std::string blanks = blanks_of(new_text);
  const std::string before = blanks_of(old_text);
  return blanks == before || blanks == blanks_of(registry) + before || blanks_of(registry) + blanks == before;
}

}  // namespace

// Readers see neither comments nor blanks: that none of them changes is a matter of where the edits are. Each puts a word
// into a scalar that was meant to change, but for as many as keys were added, a line each, or entries removed.
Status DocumentFlow::prove_places(const manifest::Tape& tape) const {
  std::size_t others = added_.size() + removed_.size();
  auto intended = intended_.begin();
  std::size_t end = 0;
  for (const splice::Edit& edit : edits_) {
    const Span span = edit.span;
    if (span.begin < end || span.end < span.begin || span.end > text_.size()) {
      return Failure{"edits overlap", "", "", span.begin};
    }
    end = span.end;
    while (intended != intended_.end() && tape[intended->node].span().end <= span.begin) ++intended;
    const bool inside = intended != intended_.end() && tape[intended->node].span().begin <= span.begin &&
                        span.end <= tape[intended->node].span().end;
    if (inside && is_word_for_word(text_.substr(span.begin, span.size()), edit.text,
                                   flow_.mapping.rules().registry_host())) {
      continue;
    }
    if (others == 0 || std::count(edit.text.begin(), edit.text.end(), '\n') > 1) {
      return Failure{"an edit is not within a reference", "", "", span.begin};
    }
    --others;
  }
  return Done{};
}

Status DocumentFlow::prove(const locate::Document& document, manifest::Reader reader) const {
  const manifest::Tape& tape = document.tape();
  if (Status places = prove_places(tape); !places.ok()) return places;
  if (reader == manifest::Reader::scanner && added_.empty() && removed_.empty()) {
    memory_.replacements.clear();
    for (const splice::Edit& edit : edits_) memory_.replacements.push_back({edit.span, edit.text});
    if (memory_.prover.proves(text_, tape, memory_.replacements, intended_)) return Done{};
  }
  const std::string edited = splice::apply(text_, edits_);
  return manifest::prove(text_, tape, reader, edited, {intended_, added_, removed_});
}

}  // namespace ecrify
