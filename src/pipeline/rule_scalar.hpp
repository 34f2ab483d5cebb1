// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "document_context.hpp"
#include "examine_documents.hpp"

// The rulings about the occurrences in one scalar.
namespace ecrify {

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

}  // namespace ecrify
