// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "document_context.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/pipeline/examine.hpp"

namespace ecrify {

// Proves the edits of the memory: the edited document, read again, differs from the document in exactly the
// changes of the memory, and each edit lies in a scalar that was meant to change. Where that fails the
// rulings that edit are refused, with one finding.
void prove_edits(const DocumentContext& context, manifest::Reader reader, std::size_t base, Examination& out);

}  // namespace ecrify
