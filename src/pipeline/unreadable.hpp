// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "document_cursor.hpp"
#include "ecrify/manifest/read.hpp"
#include "examine_documents.hpp"
#include "filters.hpp"

// Documents that can't be read, or that YAML reads and no manifest means.
namespace ecrify {

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

}  // namespace ecrify
