// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "document_context.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/suppress/suppressions.hpp"

// Filters over the rulings of a document: what the user wants left alone, and what can't be edited rightly.
namespace ecrify {

// The suppressions of a document: its own, and those of its text's head.
class SuppressionFilter {
 public:
  // `base`: where the document begins in its text. Marks are those of the memory.
  SuppressionFilter(const DocumentContext& context, suppress::Head& head, std::size_t base);

  // Leaves alone what is suppressed of the rulings from `first` on, and counts it. Refuses those whose scalar
  // is shared with places that must not change.
  void apply(std::size_t first, Counts& counts);
  // True if a finding about the document as a whole is suppressed, which is counted.
  bool take(FindingId id, Counts& counts);
  // True if a finding about a scalar is suppressed on all paths to it, which is counted; `beside` may be
  // no_node.
  bool take(manifest::NodeIndex scalar, manifest::NodeIndex beside, FindingId id, Counts& counts);
  // Suppressions of the document that are malformed or suppress nothing, in offsets of the text.
  void report(bool about_images, Examination& out) const;

 private:
  using Chains = std::vector<suppress::Chain>;  // one for each path to a scalar
  [[nodiscard]] Chains chains_of(manifest::NodeIndex scalar, manifest::NodeIndex beside);
  bool suppress(const Chains& chains, FindingId id, Ruling& ruling, Counts& counts);
  void apply(Ruling& ruling, Counts& counts);
  void refuse_if_shared(const Chains& chains, Ruling& ruling, Counts& counts);

  const DocumentContext& context_;
  std::size_t base_;
  std::optional<suppress::Suppressions> own_;
  suppress::Chain around_;  // of the document as a whole and of the file
};

// Refuses the rulings of a document that SOPS signed, with one finding: an edit would break the signature.
void refuse_signed(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts);

// Reports problems and unused suppressions of a source's head, once its documents are done.
void report_head(const Settings& settings, suppress::Head head, bool about_images, Examination& out);

}  // namespace ecrify
