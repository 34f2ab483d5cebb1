// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/prove.hpp"
#include "ecrify/manifest/prove_lines.hpp"
#include "ecrify/manifest/tape.hpp"
#include "ecrify/pipeline/ruling.hpp"
#include "remembered.hpp"
#include "source_context.hpp"

namespace ecrify {

// Memory that is used again from document to document of a text.
struct Memory {
  manifest::Tape tape;
  manifest::LineProver prover;
  RulingMemory remembered;
  std::string place;
  std::vector<std::size_t> marks;           // where the word of a suppression is found in the document
  std::vector<manifest::NodeIndex> leaves;  // scalars that hold an occurrence of a mapped registry
  std::vector<manifest::NodeIndex> others;  // scalars that may hold a reference of any other one
  std::vector<manifest::NodeIndex> hinted;  // scalars that may be worth a warning
  // Scalars that hold the name of an image, and where: Settings::overruled.
  std::vector<std::pair<manifest::NodeIndex, Span>> images;
  std::unordered_set<manifest::NodeIndex> no_objects;  // large mappings that are no objects
  Rulings rulings;
  manifest::Changes changes;  // what the edits mean, for the proof
  std::vector<Edit> edits;    // in offsets of the document

  void clear() {
    leaves.clear();
    others.clear();
    hinted.clear();
    images.clear();
    no_objects.clear();
    rulings.clear();
    changes.intended.clear();
    changes.added.clear();
    changes.removed.clear();
    changes.copied.clear();
    edits.clear();
  }
};

// The document that is looked at, and what is known of it.
struct DocumentContext {
  const SourceContext& common;
  const rules::Mapping& mapping;  // that decides about what is looked at
  const locate::Document& document;
  locate::Role role;
  std::size_t index;    // of the document in its text
  std::size_t nesting;  // how many texts the text is in
  bool is_foreign;      // it lacks apiVersion or kind, and needs them
  Memory& memory;
  const locate::PatchTarget* patched = nullptr;  // by the JSON patch that the document is, where it is known

  // This context with another mapping.
  [[nodiscard]] DocumentContext with(const rules::Mapping& other) const {
    return {common, other, document, role, index, nesting, is_foreign, memory, patched};
  }

  [[nodiscard]] const manifest::Tape& tape() const { return document.tape(); }
  [[nodiscard]] std::string_view text() const { return document.text(); }
  [[nodiscard]] locate::Context locate_context() const {
    return {role, &mapping, common.settings.named_entries, patched};
  }
};

// A scalar on one of the paths to it.
struct ScalarPlace {
  manifest::NodeIndex leaf;
  const manifest::DecodedText& decoded;
  const locate::FieldPath& path;
};

}  // namespace ecrify
