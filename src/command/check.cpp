// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "baseline.hpp"
#include "ecrify/base/version.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/run/vanity.hpp"
#include "reports.hpp"

namespace ecrify::command {
namespace {

report::Totals totals_of(const run::Tally& tally, const run::RunTotals& walked) {
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

run::ExitStatus run_check(const Session& session) {
  const run::Options& options = session.options;
  BaselineRun baseline(options);
  if (const Status status = baseline.read(); !status.ok()) {
    // A file that is to be written over and is no baseline is somebody's: not even the log is written then.
    if (options.write_baseline != run::WriteBaseline::no) session.messages.log().discard();
    session.messages.failure(status.failure(), baseline.text());
    return run::exit_failure;
  }
  RepositoryPaths paths(options.folder);
  const auto path_of = [&](const std::string& name) {
    return name == run::default_stdin_name ? name : paths.of(name);
  };
  const bool lists_files =
      std::any_of(options.reports.begin(), options.reports.end(), [](const run::ReportTarget& target) {
        return report::find_format(target.format)->paths == report::FilePaths::of_all;
      });
  report::Collector collector(
      path_of, [&](const Finding& finding) { return run::is_shown(finding, options.verbosity); },
      lists_files ? report::FilePaths::of_all : report::FilePaths::of_those_with_entries);
  run::Tally tally;
  run::VanityCounts vanity;
  const auto visit = [&](run::Source& source) {
    tally.add(source);
    const Examination& examined = source.examined;
    if (!examined.findings.empty()) paths.know(source);
    collector.add(source.text, examined.findings);
    if (examined.refused) collector.refuse(source.text.name());
  };
  const run::RunTotals walked = run::for_each_source(options, session.io, session.messages,
                                                     run::EmptyInput::failure, [&](run::Source& source) {
                                                       baseline.accept(source);
                                                       run::count_notes(source.examined.findings, vanity);
                                                       visit(source);
                                                     });
  if (walked.output_refused) return run::exit_failure;
  baseline.tell_stale(visit);
  tally.accepted = baseline.accepted();
  for (const Failure& failure : session.messages.failures()) {
    if (!failure.file.empty()) collector.add(failure);
  }

  report::Report& report = collector.report();
  report.version = version();
  report.totals = totals_of(tally, walked);
  report.most_same = options.most_same;
  report.input = walked.times.bytes;
  if (options.hyperlinks) report.links_to = options.folder;
  report.summary = run::check_summary(tally, walked, options.rewrite_command);
  const bool written = write_reports(session, [&](std::string_view format, write::Color color) {
    return report::render(*report::find_format(format), report, color);
  });
  if (const std::string line = run::vanity_line(vanity); !line.empty()) session.messages.note(line);
  run::end_run(walked, report.summary, options, session.messages);

  if (const std::string line = walked.failed > 0 ? baseline.unwritten() : ""; !line.empty())
    session.messages.note(line);
  if (walked.failed > 0 || !written) return run::exit_failure;
  if (const Status status = baseline.write(); !status.ok()) {
    session.messages.failure(status.failure());
    return run::exit_failure;
  }
  if (const std::string line = baseline.summary(); !line.empty()) session.messages.note(line);
  const bool has_findings = tally.references > 0 || tally.other_errors > 0;
  return has_findings && !options.exit_zero ? run::exit_findings : run::exit_clean;
}

}  // namespace ecrify::command
