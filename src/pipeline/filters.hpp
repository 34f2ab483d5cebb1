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

// The suppressions that hold in a document: its own, and those that the head of its text says.
class SuppressionFilter {
 public:
  // `base`: where the document begins in its text. Marks are those of the memory.
  SuppressionFilter(const DocumentContext& context, suppress::Head& head, std::size_t base);

  // Leaves alone what is suppressed of the rulings from `first` on, and counts it. Refuses those whose scalar
  // is shared with places that must not change.
  void apply(std::size_t first, Counts& counts);
  // Whether a finding about the document as a whole is suppressed, which is counted.
  bool take(FindingId id, Counts& counts);
  // The same about a scalar, on all paths to it; `beside` may be no_node.
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

// Refuses the rulings of a document that SOPS signed: an edit would break the signature. One finding says so.
void refuse_signed(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts);

// Reports what a head says of its source, once its documents are done.
void report_head(const Settings& settings, suppress::Head head, bool about_images, Examination& out);

}  // namespace ecrify
