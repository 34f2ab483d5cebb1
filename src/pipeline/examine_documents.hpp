// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "ecrify/pipeline/examine.hpp"
#include "ecrify/suppress/suppressions.hpp"
#include "source_context.hpp"

namespace ecrify {

// The result for a text, before its head is settled.
struct TextReport {
  Examination out;
  bool any_hit = false;
  bool about_images = false;  // a hit may be about a reference that is rewritten
};

// Examines all documents of a text: of a source, or, with `nesting` above 0, of a scalar's value. Offsets are
// those of the text. `head`: the suppressions above its first content. The report of a nested text has all
// rulings, with their edits; that of a source those that the settings keep.
[[nodiscard]] TextReport examine_documents(const SourceContext& common, std::string_view bytes,
                                           locate::ReadAs read_as, std::size_t nesting, suppress::Head& head);

// Goes on with a document of a source that waited for the decisions about its entries.
void close_document(const SourceContext& common, std::string_view bytes, locate::Role role, OpenDocument open,
                    const std::vector<kustomize::EntryRuling>& decided, suppress::Head& head,
                    Examination& out);

}  // namespace ecrify
