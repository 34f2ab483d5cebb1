// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/run/sources.hpp"

// The lines on stderr that end a run. Without a line end; empty when there is nothing to say.
namespace ecrify::run {

// Counts of references and findings of a command, for its summary line.
struct Tally {
  std::size_t references = 0;  // rewritten, or left to rewrite
  std::size_t documents = 0;   // that hold one of these
  std::size_t files = 0;       // that hold one of these
  std::size_t other_errors = 0;
  std::size_t warnings = 0;
  std::size_t dropped_secrets = 0;
  std::size_t accepted = 0;  // by the baseline

  // Adds the counts of one source.
  void add(const Source& source);
  void add(const Tally& other);
};

// ", removed 1 pull secret"; empty when there was none.
[[nodiscard]] std::string dropped_part(std::size_t dropped_secrets);
[[nodiscard]] std::string rewrite_summary(const Tally& tally, const RunTotals& walked,
                                          Destination destination);
// `rewrite_command` is what mends it.
[[nodiscard]] std::string check_summary(const Tally& tally, const RunTotals& walked,
                                        const std::string& rewrite_command);
// References in documents that are no Kubernetes resources, and where: in the first few files, or, with -v,
// in all.
[[nodiscard]] std::string not_kubernetes_line(const RunTotals& walked, Verbosity verbosity);
// Notes are only shown with -v; each kind of them has a line that counts them.
[[nodiscard]] bool is_shown(const Finding& finding, Verbosity verbosity);
[[nodiscard]] std::vector<std::string> told_lines(const RunTotals& walked);
// The lines of --stats: times by step, and documents by reader.
[[nodiscard]] std::vector<std::string> stats_lines(const RunTotals& walked, std::size_t threads);
// The line with the counts of kept, suppressed and ignored references.
[[nodiscard]] std::string left_alone_line(const RunTotals& walked);

// Says at the end of a run what was left, seen in part or passed over, and the summary, where there is one.
void end_run(const RunTotals& walked, const std::string& summary, const Options& options, Messages& messages);

}  // namespace ecrify::run
