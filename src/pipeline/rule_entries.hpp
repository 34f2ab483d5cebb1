// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "document_context.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/pipeline/examine.hpp"

// The entries by which kustomize selects images: their names and newNames get a ruling each, like other
// references, which says what the mapping does about it; what becomes of the entry is settled once
// suppressions have had their say.
namespace ecrify {

// Rules the names and newNames of the document, and takes their scalars out of what is still to be ruled.
void rule_entries(const DocumentContext& context);

// Settles the entries whose images no file of the run shows: those of Flux, HelmReleases and Argo CD, and of
// a kustomization alone.
void settle_entries(const DocumentContext& context);

// Keeps the rulings of a document whose entries wait for the other files of the run; false where there are
// none.
[[nodiscard]] bool wait_for_run(const DocumentContext& context, Span span, Examination& out);
// Settles them.
void settle_open(const DocumentContext& context, const std::vector<kustomize::EntryRuling>& decided);

}  // namespace ecrify
