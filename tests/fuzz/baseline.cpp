// SPDX-License-Identifier: Apache-2.0
// Baselines: any bytes are one or a failure that says where, and what was read is written and read again to
// the same.
#include "ecrify/baseline/baseline.hpp"

#include <memory>

#include "fuzz.hpp"

namespace ecrify::fuzz {

void baseline(std::string_view bytes) {
  const auto read = baseline::parse(SourceText("baseline", bytes));
  if (!read.ok()) return require_reason(read.failure(), bytes);
  const std::string text = baseline::text_of(*read);
  const auto again = baseline::parse(SourceText("baseline", text));
  require(again.ok(), again.ok() ? "" : again.failure().message, text);
  require(baseline::text_of(*again) == text, "what is written is what was read", text);
  baseline::Comparison comparison(*again, [](const std::string& file) { return file.size() % 2 == 0; });
  for (const baseline::BaselineEntry& entry : *again) {
    comparison.saw(entry.identity.file);
    static_cast<void>(comparison.accepts(entry.identity));
  }
  static_cast<void>(baseline::text_of(comparison.shrunk()));
  static_cast<void>(baseline::text_of(comparison.renewed()));
}

}  // namespace ecrify::fuzz
