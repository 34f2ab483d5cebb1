// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "document_context.hpp"
#include "ecrify/manifest/prefilter.hpp"

namespace ecrify {

// The scalars of a document that hold an occurrence, those that may name other registries where all are
// listed, and those that may be worth a warning, into the memory's lists. Hits are those at or behind the
// document's begin, `base`; those behind its end are passed over. Comments get their ruling.
void find_candidates(const DocumentContext& context, std::span<const manifest::Hit> hits, std::size_t base);

}  // namespace ecrify
