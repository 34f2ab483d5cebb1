// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "document_context.hpp"
#include "document_cursor.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "examine_documents.hpp"
#include "filters.hpp"

// The steps of a document through examine.cpp, which calls them in this order: a file a step.
namespace ecrify {

// Reading: unreadable.cpp, for documents that can't be read, or that YAML reads and no manifest means.

// Reads the cursor's document onto the memory's tape. Nothing where it can't be read, which is reported where
// it may hold an image, and for other documents doesn't matter.
[[nodiscard]] std::optional<manifest::ReadDocument> read_for_images(const SourceContext& common,
                                                                    const DocumentCursor& cursor,
                                                                    locate::Role role, std::size_t nesting,
                                                                    bool about_images, Memory& memory,
                                                                    suppress::Head& head, Examination& out);

// False for a chart's template and for a text in a text that is no document, which are reported. A template
// that YAML can read all the same is rewritten, with a warning.
[[nodiscard]] bool is_readable(const DocumentContext& context, const manifest::ReadDocument& read,
                               std::size_t base, bool about_images, suppress::Head& head,
                               SuppressionFilter& suppressions, Examination& out);

// Finding what is to be ruled: candidates.cpp.

// The scalars of a document that hold an occurrence, those that may name other registries where all are
// listed, and those that may be worth a warning, into the memory's lists. Hits are those at or behind the
// document's begin, `base`; those behind its end are passed over. Comments get their ruling.
void find_candidates(const DocumentContext& context, std::span<const manifest::Hit> hits, std::size_t base);

// Ruling. rule_entries.cpp: the entries by which kustomize selects images. Their names and newNames get a
// ruling each, like other references, which says what the mapping does about it; what becomes of the entry is
// settled once suppressions have had their say.

// Rules the names and newNames of the document, and takes their scalars out of what is still to be ruled.
void rule_entries(const DocumentContext& context);

// Settles the entries whose images no file of the run shows: those of Flux, HelmReleases and Argo CD, and of
// a kustomization alone.
void settle_entries(const DocumentContext& context);

// Keeps the rulings of a document whose entries wait for the other files of the run; false where there are
// none.
[[nodiscard]] bool wait_for_run(const DocumentContext& context, Span span, Examination& out);
// Settles them, where the run decides nothing as those of a document alone.
void settle_open(const DocumentContext& context, const std::vector<kustomize::EntryRuling>& decided);

// rule_scalar.cpp, rule_quickly.cpp, rule_hints.cpp: the occurrences in one scalar.

// Rules on any scalar: in all the places that aliases take it to, and in the documents that it may hold.
// Findings and edits of texts in it are added to `out`. `here`: its location, where rule_quickly() gave it.
void rule_scalar(const DocumentContext& context, manifest::NodeIndex leaf, Examination& out,
                 const std::optional<locate::Location>& here = std::nullopt);

// The place's class, by the configuration's fields or by the table.
[[nodiscard]] locate::Location locate_scalar(const DocumentContext& context, const ScalarPlace& scalar);

// Of most scalars: one reference, alone in a field whose path tells its class. Answers are worked out once
// and remembered. Returns false, with nothing done, for any other scalar; `here` is set where its location
// was worked out.
[[nodiscard]] bool may_rule_quickly(const DocumentContext& context);
[[nodiscard]] bool rule_quickly(const DocumentContext& context, manifest::NodeIndex leaf,
                                std::optional<locate::Location>& here);

// Rules on a scalar in a document that is no Kubernetes object: references that an object would have
// rewritten are counted.
void rule_foreign(const DocumentContext& context, manifest::NodeIndex leaf, Examination& out);

// Rules on scalars that name no registry that is looked for, but are worth a warning: a registry that is a
// placeholder, another registry of ECR, documents in the base64 of a Secret; and on those whose names without
// a registry show only by their key, or by a text in them.
void rule_hints(const DocumentContext& context, Examination& out);

// Marks the rulings that name a source registry, and adds one for each mention of one that no ruling is
// about, such as the second in a value of which the first is the reference. For reports that show every
// occurrence.
void rule_mentions(const DocumentContext& context);

// The rulings about imagePullSecrets of pod specs whose images all come out of the cache: those need no login
// at the registries that they came from. Reads the other rulings of the document, which must be final.
void rule_pull_secrets(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts);

// Folding over the rulings, once they are final: fold.cpp. Proving what they edit: prove_edits.cpp.

// Their edits, and what these mean, into the memory.
void collect_changes(const DocumentContext& context);

// The rest: edits, findings, counts, and the rulings that are kept, into the report of the text, in which the
// document begins at `base`. The rulings of a nested text all go up: they are folded as those of the scalar
// that holds it.
void fold(const DocumentContext& context, std::size_t base, Examination& out);

// Proves the edits of the memory: the edited document, read again, differs from the document in exactly the
// changes of the memory, and each edit lies in a scalar that was meant to change. Where that fails the
// rulings that edit are refused, with one finding.
void prove_edits(const DocumentContext& context, manifest::Reader reader, std::size_t base, Examination& out);

}  // namespace ecrify
