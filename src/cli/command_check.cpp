// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/cli/baseline.hpp"
#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/reports.hpp"
#include "ecrify/cli/repository_path.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/summary.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/formats.hpp"
#include "vanity.hpp"

namespace ecrify::cli {
namespace {

// What is told beside the findings.
void tell(const Session& session, const Walked& walked, const std::string& summary) {
  if (const std::string line = not_kubernetes_line(walked, session.options.verbosity); !line.empty())
    session.messages.note(line);
  for (const std::string& line : told_lines(walked)) session.messages.note(line);
  session.messages.detail(left_alone_line(walked));
  if (!summary.empty()) session.messages.note(summary);
}

report::Totals totals_of(const Tally& tally, const Walked& walked) {
  report::Totals totals;
  totals.files = walked.sources;
  totals.documents = walked.counts.documents;
  totals.references = tally.references;
  totals.other_errors = tally.other_errors;
  totals.warnings = tally.warnings;
  totals.unreadable = walked.failed;
  return totals;
}

}  // namespace

ExitStatus run_check(const Session& session) {
  const Options& options = session.options;
  BaselineRun baseline(options);
  if (const Status status = baseline.read(); !status.ok()) {
    session.messages.failure(status.failure(), baseline.text());
    return exit_failure;
  }
  const RepositoryPaths paths(options.folder);
  const auto path_of = [&](const std::string& name) {
    return name == default_stdin_name ? name : paths.of(name);
  };
  const bool lists_files =
      std::any_of(options.reports.begin(), options.reports.end(),
                  [](const ReportTarget& target) { return report::find_format(target.format)->lists_files; });
  report::Collector collector(
      path_of, [&](const Finding& finding) { return is_shown(finding, options.verbosity); },
      lists_files ? report::FilePaths::of_all : report::FilePaths::of_those_with_entries);
  Tally tally;
  VanityCounts vanity;
  const auto visit = [&](Source& source) {
    tally.add(source);
    const Examined& examined = source.examined;
    collector.add(source.text, examined.findings);
    if (examined.refused) collector.refuse(source.text.name());
  };
  const Walked walked =
      for_each_source(options, session.io, session.messages, Nothing::failure, [&](Source& source) {
        baseline.accept(source);
        count_notes(source.examined.findings, vanity);
        visit(source);
      });
  if (walked.output_refused) return exit_failure;
  baseline.tell_stale(visit);
  tally.accepted = baseline.accepted();
  for (const Failure& failure : session.messages.failures()) {
    if (!failure.file.empty()) collector.add(failure);
  }

  report::Report& report = collector.report();
  report.version = version();
  report.totals = totals_of(tally, walked);
  report.most_same = options.most_same;
  if (options.hyperlinks) report.links_to = options.folder;
  report.summary = check_summary(tally, walked, options.rewrite_command);
  const bool written = write_reports(session, [&](std::string_view format, write::Color color) {
    return report::find_format(format)->render(report, color);
  });
  if (const std::string line = vanity_line(vanity); !line.empty()) session.messages.note(line);
  tell(session, walked, report.summary);

  if (const std::string line = walked.failed > 0 ? baseline.unwritten() : ""; !line.empty())
    session.messages.note(line);
  if (walked.failed > 0 || !written) return exit_failure;
  if (const Status status = baseline.write(); !status.ok()) {
    session.messages.failure(status.failure());
    return exit_failure;
  }
  if (const std::string line = baseline.summary(); !line.empty()) session.messages.note(line);
  const bool has_findings = tally.references > 0 || tally.other_errors > 0;
  return has_findings && !options.exit_zero ? exit_findings : exit_clean;
}

}  // namespace ecrify::cli
