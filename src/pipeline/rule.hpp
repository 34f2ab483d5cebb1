// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "document_context.hpp"
#include "ecrify/pipeline/ruling.hpp"

// The ruling about one reference at one place: what its class and the mapping say together. Pure; nothing is
// counted or reported here.
namespace ecrify {

// A reference in a scalar, and the mapping's decision about it.
struct MappedReference {
  Span part;         // of the scalar's value
  std::string text;  // the reference; of an image in two scalars the whole
  rules::Decision decision;
  std::string replacement;  // of the part; empty when the registry is unknown or nothing changes
};

// The references that a location names in its scalar, in order: one after the other, and all of them.
void for_each_reference(const DocumentContext& context, const ScalarPlace& scalar,
                        const locate::Location& location, const std::function<void(MappedReference)>& visit);
[[nodiscard]] std::vector<MappedReference> references_at(const DocumentContext& context,
                                                         const ScalarPlace& scalar,
                                                         const locate::Location& location);

// The parts of a MappedReference that a ruling needs, without copies.
struct ReferenceView {
  Span part;
  Span span;  // in the document
  std::string_view text;
  std::string_view replacement;
  const rules::Decision& decision;
  bool has_digest;
  bool fits;  // the replacement can stand in the scalar's style
};

enum class Words { where_wanted, none };  // see wants_words()

[[nodiscard]] Ruling rule_on(const DocumentContext& context, manifest::NodeIndex leaf,
                             const locate::FieldPath* path, const locate::Location& location,
                             const ReferenceView& reference, Words words = Words::where_wanted);
[[nodiscard]] Ruling rule_on(const DocumentContext& context, const ScalarPlace& scalar,
                             const locate::Location& location, const MappedReference& reference,
                             Words words = Words::where_wanted);

// A ruling that leaves the place, whatever the mapping; `leaf` is no_node for a comment.
[[nodiscard]] Ruling rule_left(const DocumentContext& context, manifest::NodeIndex leaf,
                               const locate::FieldPath* path, locate::LocationClass cls,
                               std::string_view why);

}  // namespace ecrify
