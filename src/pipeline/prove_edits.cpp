// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

#include "ecrify/splice/edit.hpp"
#include "steps.hpp"
#ifdef ECRIFY_CORRUPT_EDITS  // tests/integration/corrupt_edits.py
#  include "../../tests/support/corrupt_edits.hpp"
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

// True for a change without new blanks: neither text begins or ends in one, except for blanks of placeholders
// that stay, and of the registry's own placeholders, which come or go.
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
  const bool has_escapes =
      scalar.style == manifest::Style::double_quoted && written.find('\\') != std::string_view::npos;
  return has_escapes && is_word_for_word(without_escapes(written), edit.text, registry);
}

// The end of a line that no reader sees: blanks, and a comment with the blanks before it.
std::string_view unread_tail(std::string_view line) {
  std::size_t end = line.find('#');
  while (end != std::string_view::npos && end > 0 && !is_blank(line[end - 1])) end = line.find('#', end + 1);
  end = std::min(end, line.size());
  while (end > 0 && is_blank(line[end - 1])) --end;
  return line.substr(end);
}

// New lines, or a part of one, put in at `offset`: they leave the lines around them as they are, and what a
// reader sees nothing of, comments and blank lines, is in `copied` as well, the text that they are a copy of.
bool adds_nothing_unread(std::string_view text, std::size_t offset, std::string_view added,
                         std::string_view copied) {
  const bool at_line = offset == 0 || text[offset - 1] == '\n';
  if (at_line != added.ends_with('\n')) return false;
  for (std::size_t begin = 0; begin < added.size();) {
    const std::size_t lf = std::min(added.find('\n', begin), added.size());
    const std::string_view line = added.substr(begin, lf - begin);
    const bool ends_line_before = begin == 0 && !at_line;
    begin = lf + 1;
    std::string_view tail = unread_tail(line);
    if (tail == "\r" && text.find("\r\n") != std::string_view::npos) tail = {};
    const bool is_blank_line = tail.size() >= line.size() && line.find('#') == std::string_view::npos;
    if (ends_line_before ? tail.empty() : tail.empty() && !is_blank_line) continue;
    if (lf == added.size()) return offset == text.size() && !is_blank_line && copied.ends_with(tail);
    const std::string sought = (is_blank_line ? "\n" : "") + std::string(tail) + "\n";
    if (copied.find(sought) == std::string_view::npos) return false;
  }
  return true;
}

// Readers see neither comments nor blanks: that none of them changes is a matter of where the edits are. Each
// puts a word into a scalar that was meant to change, but for as many as keys were added, entries copied, or
// removed.
Status prove_places(const DocumentContext& context) {
  const manifest::Tape& tape = context.tape();
  const std::string_view text = context.text();
  const manifest::Changes& changes = context.memory.changes;
  std::size_t others = changes.added.size() + changes.removed.size() + changes.copied.size();
  auto intended = changes.intended.begin();
  auto copied = changes.copied.begin();
  std::size_t end = 0;
  for (const Edit& edit : context.memory.edits) {
    const Span span = edit.span;
    if (span.begin < end || span.end < span.begin || span.end > text.size()) {
      return Failure{"edits overlap", "", "", span.begin};
    }
    end = span.end;
    while (intended != changes.intended.end() && tape[intended->node].span().end <= span.begin) ++intended;
    const bool inside = intended != changes.intended.end() &&
                        tape[intended->node].span().begin <= span.begin &&
                        span.end <= tape[intended->node].span().end;
    if (inside && puts_a_word(context, tape[intended->node], edit)) continue;
    if (others == 0) return Failure{"an edit is not within a reference", "", "", span.begin};
    --others;
    if (edit.text.empty()) continue;
    while (copied != changes.copied.end() && tape[copied->item].next < tape.size() &&
           tape[tape[copied->item].next].begin < span.begin) {
      ++copied;
    }
    // From behind the node before the item: there may be comments between its dash and its first key.
    std::size_t from = span.begin;
    if (copied != changes.copied.end()) {
      const manifest::Node& before = tape[copied->item - 1];
      from = std::min<std::size_t>(before.kind == manifest::NodeKind::scalar ? before.end : before.begin,
                                   span.begin);
    }
    if (span.begin != span.end ||
        !adds_nothing_unread(text, span.begin, edit.text, text.substr(from, span.begin - from))) {
      return Failure{"an edit adds what is no reference", "", "", span.begin};
    }
  }
  return Success{};
}

Status prove(const DocumentContext& context, manifest::Reader reader) {
  if (Status places = prove_places(context); !places.ok()) return places;
  Memory& memory = context.memory;
  const std::string_view text = context.text();
  if (reader == manifest::Reader::scanner && memory.changes.added.empty() && memory.changes.removed.empty() &&
      memory.changes.copied.empty()) {
    if (memory.prover.proves(text, context.tape(), memory.edits, memory.changes.intended)) return Success{};
  }
  const std::string edited = splice::apply(text, memory.edits);
  return manifest::prove(text, context.tape(), reader, edited, memory.changes);
}

}  // namespace

void prove_edits(const DocumentContext& context, manifest::Reader reader, std::size_t base,
                 Examination& out) {
  Memory& memory = context.memory;
  if (memory.edits.empty()) return;
#ifdef ECRIFY_CORRUPT_EDITS
  corrupt_edits(context.text(), memory.edits);
#endif
  const Status proof = prove(context, reader);
  if (proof.ok()) return;
  out.findings.push_back(make_finding(FindingId::proof_failed, Severity::error,
                                      memory.edits.front().span.moved(base),
                                      "the edit could not be proven right: " + proof.failure().message,
                                      "please report this document as a defect of ecrify"));
  out.findings.back().document = context.index;
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
