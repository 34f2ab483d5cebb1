// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ecrify/kustomize/edit.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/prove_lines.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/tape.hpp"
#include "pull_secrets.hpp"
#include "remembered.hpp"
#include "ecrify/suppress/suppressions.hpp"
#include "text_flow.hpp"

namespace ecrify {

// Memory that is used again from document to document.
struct Memory {
  manifest::Tape tape;
  manifest::LineProver prover;
  std::vector<manifest::Replacement> replacements;
  Remembered remembered;
  std::string place;
  std::vector<std::size_t> marks;  // where `ecrify` stands in the document; given to it
  // Of the document that is looked at; see DocumentFlow.
  std::vector<manifest::NodeIndex> leaves;
  std::vector<manifest::NodeIndex> hinted;
  std::vector<splice::Edit> edits;
  std::vector<manifest::Intended> intended;
  std::vector<suppress::Chain> chains;
  std::vector<manifest::NodeIndex> rewritten;
  std::unordered_set<manifest::NodeIndex> no_objects;  // large mappings

  void clear() {
    leaves.clear();
    hinted.clear();
    edits.clear();
    intended.clear();
    chains.clear();
    rewritten.clear();
    no_objects.clear();
  }
};

// One document of a text: from its bytes to proven edits and findings, in offsets of the text.
class DocumentFlow {
 public:
  struct Where {
    std::size_t base;     // of the document in the text
    std::size_t index;    // its number there
    locate::Role role;
    std::size_t nesting;  // how many texts the text is in
    manifest::Screened screened;
    std::size_t behind;              // bytes of the text behind it
    suppress::Head* head;            // of the text, where nesting is 0
    const suppress::Chain* around;   // of the scalar that holds the text
  };

  DocumentFlow(const Flow& flow, std::string_view document, Where where, Memory& memory, Examined& out)
      : flow_(flow), text_(document), where_(where), memory_(memory), out_(out) {
    memory.clear();
  }

  // Hits are those of the prefilter at or behind the document's base; those behind its end are passed over. Returns
  // how many bytes the document took.
  std::size_t run(const manifest::Hit* hits, const manifest::Hit* hits_end);

 private:
  // A part of a scalar's value, and what the rules say of the reference in it.
  struct Planned {
    Span part;
    std::string reference;
    rules::Decision decision;
    std::string text;  // what replaces the part; empty when the registry is unknown
    std::string_view location_class = {};  // of the place
  };
  // A scalar on one of the paths to it.
  struct Scalar {
    const locate::Document& document;
    manifest::NodeIndex leaf;
    const manifest::Decoded& decoded;
    const locate::FieldPath& path;

    [[nodiscard]] Span span() const { return document.tape()[leaf].span(); }
  };

  std::size_t read_and_examine(const manifest::Hit* hits, const manifest::Hit* hits_end);
  bool template_found(manifest::Template kind);
  // Fills memory_.leaves.
  void find_candidates(const locate::Document& document, const manifest::Hit* hit, const manifest::Hit* hits_end);
  [[nodiscard]] bool may_name_image(const locate::Document& document, manifest::NodeIndex leaf) const;
  void edit_kustomize_images(const locate::Document& document, std::vector<manifest::NodeIndex>& leaves);
  void count_foreign(const locate::Document& document, manifest::NodeIndex leaf);
  [[nodiscard]] std::size_t references_in(const Scalar& scalar) const;
  [[nodiscard]] std::size_t references_as_values(const Scalar& scalar) const;
  void examine(const locate::Document& document, manifest::NodeIndex leaf);
  // The quick way (document_quick.cpp). Returns false, with nothing done, where that does not do.
  [[nodiscard]] bool may_be_quick(const locate::Document& document) const;
  bool examine_quickly(const locate::Document& document, manifest::NodeIndex leaf);
  bool write_place(const locate::Document& document, manifest::NodeIndex leaf, locate::ValueForm form, std::string& place) const;
  bool enter(const Scalar& scalar, const locate::Location& location, bool complete);
  void act(const Scalar& scalar, const locate::Location& location, bool all_alike, bool complete);
  [[nodiscard]] bool may_be_image(const Scalar& scalar, const std::vector<Planned>& plans) const;
  [[nodiscard]] std::vector<Planned> plan(const Scalar& scalar, const locate::Location& location) const;
  [[nodiscard]] Planned plan_join(const Scalar& scalar, const locate::Join& join) const;
  bool may_edit(const Scalar& scalar, const locate::Location& location, const Planned& planned);
  [[nodiscard]] bool is_digest_first_pull(const locate::Location& location, const Planned& planned) const;
  void tell_digest_first_pull(const Scalar& scalar, const Planned& planned);
  void note_entry(const locate::Document& document, manifest::NodeIndex leaf, bool is_written);
  void note_pinned_entries(const locate::Document& document, const std::vector<kustomize::Entry>& entries,
                           const kustomize::ObjectEdits& edits);
  void edit(const Scalar& scalar, const locate::Location& location, const std::vector<Planned>& plans);
  void edit_repository(const Scalar& registry, const locate::Location& location, const Planned& planned);
  void warn(const Scalar& scalar, const locate::Location& location, const Planned& planned);
  void note_automation(const Scalar& scalar);
  // Whether a comment with a setter may follow on the line.
  [[nodiscard]] bool may_have_setter(std::size_t offset) const;
  [[nodiscard]] bool is_about_images(const manifest::Hit* hit, const manifest::Hit* hits_end) const;
  void look_at_hints(const locate::Document& document, const std::vector<manifest::NodeIndex>& known);
  void look_at_secret(const Scalar& scalar);
  void look_at_pull_secrets(const locate::Document& document);
  void note_occurrence(Span span, const locate::Location& location, std::string_view why, const Scalar* scalar,
                       const Planned* planned);
  void refuse_signed(const locate::Document& document, const Counts& before);
  void finish(const locate::Document& document, manifest::Reader reader);
  [[nodiscard]] Status prove_places(const manifest::Tape& tape) const;
  [[nodiscard]] Status prove(const locate::Document& document, manifest::Reader reader) const;

  // What the user wrote into the document to have something left alone (document_suppress.cpp).
  void read_suppressions(const locate::Document& document);
  [[nodiscard]] suppress::Chain chain_of(const locate::FieldPath& path, manifest::NodeIndex leaf);
  [[nodiscard]] bool is_covered(FindingId id) const;
  [[nodiscard]] bool is_half_covered(FindingId id) const;
  bool suppresses(FindingId id);
  // A finding of another stage, in offsets of the document.
  bool is_kept_silent(const locate::Document& document, const Finding& finding);
  void leave_alone(Span span, LeftAloneBy by, std::string reason);
  void tell_suppressions(bool about_images);

  void unreadable(const Failure& failure);
  [[nodiscard]] Finding finding_at(const Scalar& scalar, const Planned& planned) const;
  // Neither does anything when the finding is suppressed.
  void report(Finding finding, FindingId id, Severity severity, std::string message, std::string help);
  void refuse(Finding finding, FindingId id, std::string message, std::string help);
  void refused() { out_.refused = refused_ = true; }
  [[nodiscard]] locate::Action action_of(const locate::Location& location) const;

  const Flow& flow_;
  std::string_view text_;
  Where where_;
  bool refused_ = false;  // this document, whatever came before it
  Memory& memory_;
  Examined& out_;
  std::vector<manifest::NodeIndex>& hinted_ = memory_.hinted;     // scalars that may be worth a warning
  std::vector<splice::Edit>& edits_ = memory_.edits;              // in offsets of text_
  std::vector<manifest::Intended>& intended_ = memory_.intended;  // what they make of the scalars
  std::vector<manifest::Added> added_;       // keys that they add
  std::vector<manifest::Removed> removed_;   // what they remove
  std::optional<suppress::Suppressions> suppressions_;
  suppress::Chain around_;                // suppressions of the document as a whole, the file and the scalar around it
  std::vector<suppress::Chain>& chains_ = memory_.chains;  // those about what is looked at, a chain for each path to it
  std::vector<manifest::NodeIndex>& rewritten_ = memory_.rewritten;  // scalars of which a reference is rewritten, or would be
};

}  // namespace ecrify
