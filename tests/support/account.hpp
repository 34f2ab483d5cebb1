// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/pipeline/examine.hpp"

namespace ecrify::test {

// All that an examination says, as one text.
inline std::string account_of(const Examination& out) {
  std::string text = out.refused ? "refused\n" : "";
  const auto at = [&](Span span) {
    text += std::to_string(span.begin) + "-" + std::to_string(span.end) + " ";
  };
  for (const Edit& edit : out.edits) {
    at(edit.span);
    text += "becomes " + edit.text + "\n";
  }
  for (const Finding& finding : out.findings) {
    at(finding.span);
    text += std::to_string(finding.document) + " " + finding.path + " " + finding.message + " " +
            finding.help + "\n";
  }
  for (const Ruling& one : out.rulings) {
    at(one.span);
    text += std::to_string(one.document) + " " + std::string(one.why) + " " +
            std::to_string(static_cast<int>(one.outcome)) + " " + one.text;
    if (one.words != nullptr)
      text += " " + one.words->path + " " + one.words->target + " " + one.words->left_because;
    text += one.suppressed ? " suppressed\n" : "\n";
  }
  for (const suppress::Suppression& one : out.file_suppressions) {
    at(one.span);
    for (const FindingId id : one.used) text += std::to_string(static_cast<int>(id)) + ",";
    text += one.is_unused() ? "unused\n" : "\n";
  }
  const Counts& c = out.counts;
  for (const std::size_t count :
       {c.documents, c.candidates, c.by_scanner, c.by_yaml_cpp, c.references, c.kept, c.without_kind,
        c.references_as_values, c.not_kubernetes, c.not_kubernetes_references, c.ignored, c.artifacts,
        c.by_digest, c.suppressed, c.changed_documents, c.pull_secrets, c.dropped_secrets}) {
    text += std::to_string(count) + " ";
  }
  return text;
}

}  // namespace ecrify::test
