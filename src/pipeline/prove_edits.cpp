// SPDX-License-Identifier: Apache-2.0
#include "prove_edits.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "ecrify/splice/edit.hpp"
#ifdef ECRIFY_CORRUPT_EDITS  // tests/integration/corrupt_edits.py
#include "../../tests/support/corrupt_edits.hpp"
#endif

namespace ecrify {
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

// A part of a double-quoted scalar as it is read: its escapes may stand for blanks.
std::string without_escapes(std::string_view written) {
  const std::string quoted = '"' + std::string(written) + '"';
  manifest::Node node;
  node.end = static_cast<std::uint32_t>(quoted.size());
  node.style = manifest::Style::double_quoted;
  return manifest::decode(quoted, node).value();
}

bool puts_a_word(const DocumentContext& context, const manifest::Node& scalar, const Edit& edit) {
  const std::string_view written = context.text().substr(edit.span.begin, edit.span.size());
  const std::string_view registry = context.mapping.rules().registry_host();
  if (is_word_for_word(written, edit.text, registry)) return true;
  const bool has_escapes = scalar.style == manifest::Style::double_quoted && written.find('\\') != std::string_view::npos;
  return has_escapes && is_word_for_word(without_escapes(written), edit.text, registry);
}

// Readers see neither comments nor blanks: that none of them changes is a matter of where the edits are. Each puts a word
// into a scalar that was meant to change, but for as many as keys were added, a line each, entries copied, or removed.
Status prove_places(const DocumentContext& context) {
  const manifest::Tape& tape = context.tape();
  const std::string_view text = context.text();
  const manifest::Changes& changes = context.memory.changes;
  std::size_t others = changes.added.size() + changes.removed.size() + changes.copied.size();
  auto intended = changes.intended.begin();
  std::size_t end = 0;
  for (const Edit& edit : context.memory.edits) {
    const Span span = edit.span;
    if (span.begin < end || span.end < span.begin || span.end > text.size()) {
      return Failure{"edits overlap", "", "", span.begin};
    }
    end = span.end;
    while (intended != changes.intended.end() && tape[intended->node].span().end <= span.begin) ++intended;
    const bool inside = intended != changes.intended.end() && tape[intended->node].span().begin <= span.begin &&
                        span.end <= tape[intended->node].span().end;
    if (inside && puts_a_word(context, tape[intended->node], edit)) continue;
    const bool is_line = std::count(edit.text.begin(), edit.text.end(), '\n') <= 1;
    if (others == 0 || (!is_line && changes.copied.empty())) {
      return Failure{"an edit is not within a reference", "", "", span.begin};
    }
    --others;
  }
  return Done{};
}

Status prove(const DocumentContext& context, manifest::Reader reader) {
  if (Status places = prove_places(context); !places.ok()) return places;
  Memory& memory = context.memory;
  const std::string_view text = context.text();
  if (reader == manifest::Reader::scanner && memory.changes.added.empty() && memory.changes.removed.empty() &&
      memory.changes.copied.empty()) {
    memory.replacements.clear();
    for (const Edit& edit : memory.edits) memory.replacements.push_back({edit.span, edit.text});
    if (memory.prover.proves(text, context.tape(), memory.replacements, memory.changes.intended)) return Done{};
  }
  const std::string edited = splice::apply(text, memory.edits);
  return manifest::prove(text, context.tape(), reader, edited, memory.changes);
}

}  // namespace

void prove_edits(const DocumentContext& context, manifest::Reader reader, std::size_t base, Examined& out) {
  Memory& memory = context.memory;
  if (memory.edits.empty()) return;
#ifdef ECRIFY_CORRUPT_EDITS
  corrupt_edits(context.text(), memory.edits);
#endif
  const Status proof = prove(context, reader);
  if (proof.ok()) return;
  Finding finding;
  finding.id = FindingId::proof_failed;
  finding.document = context.index;
  finding.span = {base + memory.edits.front().span.begin, base + memory.edits.front().span.end};
  finding.message = "the edit could not be proven right: " + proof.failure().message;
  finding.help = "please report this document as a defect of ecrify";
  out.findings.push_back(std::move(finding));
  out.refused = true;
  memory.edits.clear();
  for (Ruling& ruling : memory.rulings) {
    if (ruling.outcome != Outcome::rewrite) continue;
    ruling.outcome = Outcome::refuse;
    ruling.finding = FindingId::proof_failed;
    if (ruling.words != nullptr) ruling.words->message.clear();  // the one finding says it
  }
}

}  // namespace ecrify
