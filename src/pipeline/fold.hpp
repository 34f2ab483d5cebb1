// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "document_context.hpp"
#include "ecrify/pipeline/examine.hpp"

// Folds over the rulings of a document, once they are final.
namespace ecrify {

// Their edits, and what these mean, into the memory.
void collect_changes(const DocumentContext& context);

// The rest: edits, findings, counts, and the rulings that are kept, into the report of the text, in which the
// document begins at `base`. The rulings of a nested text all go up: they are folded as those of the scalar
// that holds it.
void fold(const DocumentContext& context, std::size_t base, Examination& out);

}  // namespace ecrify
