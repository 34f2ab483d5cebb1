// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ecrify/base/finding.hpp"

// What each finding means. One table, by subject in src/findings/catalogue_*.cpp; the short text behind a
// message, `ecrify explain ID`, the rules of SARIF and docs/findings.md all come out of it. Names are stable:
// users write them into suppressions, baselines and dashboards.
namespace ecrify::findings {

// What `rewrite` does where a finding of this id stands.
enum class Effect : std::uint8_t {
  rewrites,   // changes it; `check` fails on it
  refuses,    // writes nothing of the file (of the stream, nothing at all) and exits 2
  warns,      // goes on, and leaves this place as it is
  reads_not,  // has nothing to rewrite: the file, or the document, could not be read
};

// What does not hold of a finding, though it does of most.
enum Trait : unsigned {
  not_suppressible = 1U,  // no comment or annotation has it left alone
  not_acceptable = 2U,    // no baseline takes it
  unreadable_input =
      4U,  // its document could not be read at all: with one, the exit status of every command is 2
};

struct CatalogueRow {
  FindingId id;
  std::string_view name;  // unmapped-image
  Severity severity;      // unless --strict or the configuration says otherwise
  Effect effect;
  std::string_view title;  // one sentence without a full stop
  std::string_view why;    // why that matters: whole sentences
  // Files that lead to the finding, each behind a line `# file: NAME`; held true by a test, which checks them
  // with the default rule, and verifies the configuration against those whose names begin with `aws`. Empty
  // where none lead there.
  std::string_view example;
  std::string_view remedy;  // what to do: whole sentences
  unsigned traits = 0;      // of Trait

  [[nodiscard]] constexpr bool is_suppressible() const { return (traits & not_suppressible) == 0; }
  [[nodiscard]] constexpr bool is_acceptable() const { return (traits & not_acceptable) == 0; }
  [[nodiscard]] constexpr bool is_unreadable() const { return (traits & unreadable_input) != 0; }
};

// All rows, in the order of FindingId. A new id needs a row: without one the program does not start, and a
// test fails.
[[nodiscard]] std::span<const CatalogueRow> catalogue();
[[nodiscard]] const CatalogueRow& row_of(FindingId id);
// The row of that name; nullptr when there is none.
[[nodiscard]] const CatalogueRow* find_row(std::string_view name);

// The stable name of an id, as it stands behind a message in brackets.
[[nodiscard]] std::string_view name_of(FindingId id);

// Where the documentation speaks of it: docs/findings.md#unmapped-image.
inline constexpr std::string_view docs_page = "docs/findings.md";

[[nodiscard]] std::string_view effect_text(Effect effect);

}  // namespace ecrify::findings
