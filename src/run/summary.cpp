// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ecrify/base/text.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::run {
namespace {

constexpr std::size_t most_names = 3;

}  // namespace

void Tally::add(const Source& source) {
  for (const Finding& finding : source.examined.findings) {
    if (is_to_rewrite(finding)) continue;
    if (finding.severity == Severity::error) ++other_errors;
    if (finding.severity == Severity::warning) ++warnings;
  }
  const Counts& counts = source.examined.counts;
  references += counts.references;
  documents += counts.changed_documents;
  dropped_secrets += counts.dropped_secrets;
  if (counts.references > 0 || counts.dropped_secrets > 0) ++files;
}

void Tally::add(const Tally& other) {
  references += other.references;
  documents += other.documents;
  files += other.files;
  other_errors += other.other_errors;
  warnings += other.warnings;
  dropped_secrets += other.dropped_secrets;
}

std::string dropped_part(std::size_t dropped_secrets) {
  return dropped_secrets == 0 ? "" : ", removed " + count_of(dropped_secrets, "pull secret");
}

std::string rewrite_summary(const Tally& tally, const RunTotals& walked, Destination destination) {
  if (destination == Destination::in_place) {
    return tally.files == 0 ? "nothing to rewrite in " + count_of(walked.sources, "file")
                            : "rewrote " + count_of(tally.references, "reference") + " in " +
                                  count_of(tally.files, "file") + dropped_part(tally.dropped_secrets);
  }
  return "rewrote " + count_of(tally.references, "reference") + " in " +
         count_of(tally.documents, "document") + dropped_part(tally.dropped_secrets);
}

std::string check_summary(const Tally& tally, const RunTotals& walked, const std::string& rewrite_command) {
  std::string warnings = tally.warnings == 0 ? "" : ", " + count_of(tally.warnings, "warning");
  if (walked.counts.suppressed > 0)
    warnings += ", " + std::to_string(walked.counts.suppressed) + " suppressed";
  if (tally.accepted > 0) warnings += ", " + std::to_string(tally.accepted) + " accepted by the baseline";
  if (tally.references == 0 && tally.other_errors == 0) {
    if (walked.failed > 0) return {};
    const std::string documents = count_of(walked.counts.documents, "document");
    return std::string("ok: no ") + (tally.accepted > 0 ? "new reference (" : "reference left (") +
           documents + (walked.only_stdin ? "" : " in " + count_of(walked.sources, "file")) + warnings + ")";
  }
  std::string line;
  if (tally.references > 0) line = count_of(tally.references, "reference") + " left";
  if (tally.references > 0 && !walked.only_stdin) line += " in " + count_of(tally.files, "file");
  if (tally.other_errors > 0)
    line += line.empty() ? count_of(tally.other_errors, "error")
                         : ", " + count_of(tally.other_errors, "other error");
  line += warnings;
  if (tally.references > 0)
    line += "; run " + in_quotes(rewrite_command) + (walked.only_stdin ? " in the pipe" : "");
  return line;
}

std::string not_kubernetes_line(const RunTotals& walked, Verbosity verbosity) {
  if (walked.counts.not_kubernetes_references == 0) return {};
  std::string line = "not rewritten: " + count_of(walked.counts.not_kubernetes_references, "reference") +
                     " in " + count_of(walked.counts.not_kubernetes, "document") +
                     (walked.counts.not_kubernetes == 1 ? " that is no object" : " that are no objects") +
                     " of a cluster";
  if (walked.only_stdin) return line;
  line += ": ";
  const std::size_t all = walked.not_kubernetes.size();
  const std::size_t shown = verbosity == Verbosity::verbose ? all : std::min(all, most_names);
  for (std::size_t i = 0; i < shown; ++i) {
    line += (i == 0 ? "" : ", ") + write::printable(walked.not_kubernetes[i]);
  }
  if (const std::size_t more = all - shown; more > 0) {
    line += ", and " + std::to_string(more) + " more";
  }
  return line;
}

bool is_shown(const Finding& finding, Verbosity verbosity) {
  return finding.severity != Severity::note || verbosity == Verbosity::verbose;
}

std::vector<std::string> told_lines(const RunTotals& walked) {
  const Counts& counts = walked.counts;
  std::vector<std::string> lines;
  if (counts.artifacts > 0) {
    lines.push_back(
        "not rewritten: " + count_of(counts.artifacts, "artifact reference") +
        " that a controller fetches with a login of its own (each with -v; rewrite with --artifacts)");
  }
  if (counts.placeholders > 0) {
    lines.push_back("not seen: " + count_of(counts.placeholders, "image") +
                    (counts.placeholders == 1 ? " that is a placeholder" : " that are placeholders") +
                    " as a whole (each with -v)");
  }
  if (counts.by_digest > 0) {
    lines.push_back(
        count_of(counts.by_digest, "reference") +
        " pinned by digest: the cache may fill on pulls by tag only, so pull each tag once (each with -v)");
  }
  if (counts.pull_secrets > 0) {
    lines.push_back(
        count_of(counts.pull_secrets, "pull secret") +
        " that pod specs don't need any more (each with -v; remove with --drop-pull-secret NAME)");
  }
  if (walked.renamed > 0) {
    lines.push_back(count_of(walked.renamed, "name") + " that kustomizations select by " +
                    (walked.renamed == 1 ? "is" : "are") +
                    " renamed: commands that pin images by the old names (kustomize edit set image) have to "
                    "name the new ones");
  }
  if (walked.is_part) {
    lines.emplace_back(
        "this run is a part of its repository: what selects images elsewhere (kustomizations, Flux, Argo CD) "
        "may do so by names "
        "that have changed; run ecrify check at its top");
  }
  if (walked.charts.count > 0) {
    lines.push_back("not seen: images of " + count_of(walked.charts.count, "chart") +
                    " from elsewhere (render them: helm template ... | ecrify check" +
                    (walked.charts.places.empty() ? "; each with -v)" : ")"));
  }
  for (const std::string& place : walked.charts.places)
    lines.push_back(place + ": a chart whose images are not seen");
  return lines;
}

std::vector<std::string> stats_lines(const RunTotals& walked, std::size_t threads) {
  const Counts& counts = walked.counts;
  const RunTimes& times = walked.times;
  const auto ms = [](std::uint64_t nanoseconds) {
    return fmt::format("{:.2f} ms", static_cast<double>(nanoseconds) * 1e-6);
  };
  const std::size_t by_reader = counts.by_scanner + counts.by_yaml_cpp;
  return {fmt::format("stats: {} in {}, examined {} times, {}: {} could hold a reference, {} read by the "
                      "scanner, {} by yaml-cpp, {} unread",
                      count_of(walked.sources, "source"),
                      fmt::format("{:.1f} MB", static_cast<double>(times.bytes) * 1e-6), walked.examinations,
                      count_of(counts.documents, "document"), counts.candidates, counts.by_scanner,
                      counts.by_yaml_cpp, counts.documents - std::min(by_reader, counts.documents)),
          fmt::format("stats: list {}, read {}, prefilter {}, scan {}, fallback {}, decide {}, prove {}, "
                      "beside {}, write {}{}",
                      ms(times.list), ms(times.read), ms(times.examine.prefilter), ms(times.examine.scan),
                      ms(times.examine.fallback), ms(times.examine.decide), ms(times.examine.prove),
                      ms(times.beside), ms(times.write),
                      threads > 1 ? fmt::format(" (read to prove: sums over {} threads)", threads) : "")};
}

std::string left_alone_line(const RunTotals& walked) {
  const Counts& counts = walked.counts;
  std::string line = "left alone: " + count_of(counts.kept, "reference") + " by keep rules, " +
                     count_of(counts.ignored, "occurrence") + " in places that are never rewritten";
  if (counts.suppressed > 0) line += ", " + std::to_string(counts.suppressed) + " suppressed";
  if (walked.ignored_files > 0)
    line += ", " + count_of(walked.ignored_files, "file") + " that the configuration ignores";
  return line;
}

void end_run(const RunTotals& walked, const std::string& summary, const Options& options,
             Messages& messages) {
  if (const std::string line = not_kubernetes_line(walked, options.verbosity); !line.empty())
    messages.note(line);
  for (const std::string& line : told_lines(walked)) messages.note(line);
  messages.detail(left_alone_line(walked));
  if (!summary.empty()) messages.note(summary);
}

}  // namespace ecrify::run
