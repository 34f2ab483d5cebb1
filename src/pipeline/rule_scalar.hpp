// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "document_context.hpp"
#include "examine_documents.hpp"

// The rulings about the occurrences in one scalar.
namespace ecrify {

// Of any scalar: in all the places that aliases take it to, and in the documents that it may hold. What texts
// in it give beside rulings is added to `out`.
void rule_scalar(const DocumentContext& context, manifest::NodeIndex leaf, Examination& out);

// The place's class, by the configuration's fields or by the table.
[[nodiscard]] locate::Location locate_scalar(const DocumentContext& context, const ScalarPlace& scalar);

// Of most scalars: one reference, alone in a field whose path tells its class. Answers are worked out once
// and remembered. Returns false, with nothing done, for any other scalar.
[[nodiscard]] bool may_rule_quickly(const DocumentContext& context);
[[nodiscard]] bool rule_quickly(const DocumentContext& context, manifest::NodeIndex leaf);

// Of a scalar in a document that is no Kubernetes object: what would be rewritten in one is counted.
void rule_foreign(const DocumentContext& context, manifest::NodeIndex leaf, Examination& out);

// Of scalars that name no registry that is looked for, and are worth a warning: a registry that is a
// placeholder, another registry of ECR, documents in the base64 of a Secret. … and of those whose names
// without a registry only their key, or a text in them, shows.
void rule_hints(const DocumentContext& context, Examination& out);

}  // namespace ecrify
