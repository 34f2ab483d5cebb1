// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/baseline.hpp"
#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/summary.hpp"
#include "ecrify/write/report.hpp"

namespace ecrify::cli {

ExitStatus run_check(const Session& session) {
  BaselineRun baseline(session.options);
  if (const Status status = baseline.read(); !status.ok()) {
    session.messages.failure(status.failure(), baseline.text());
    return exit_failure;
  }
  Tally tally;
  const auto visit = [&](Source& source) {
    tally.add(source);
    std::string text;
    for (const Finding& finding : source.examined.findings) {
      if (!is_shown(finding, session.options.verbosity)) continue;
      text += write::full_finding(source.text, finding, session.out.color());
    }
    if (!text.empty()) session.out.write(text);
  };
  const Walked walked =
      for_each_source(session.options, session.io, session.messages, Nothing::failure, [&](Source& source) {
        baseline.accept(source);
        visit(source);
      });
  baseline.tell_stale(visit);
  tally.accepted = baseline.accepted();

  if (const std::string line = not_kubernetes_line(walked); !line.empty()) session.messages.note(line);
  for (const std::string& line : told_lines(walked)) session.messages.note(line);
  session.messages.detail(left_alone_line(walked));
  if (const std::string line = check_summary(tally, walked); !line.empty()) session.messages.note(line);
  if (walked.failed == 0) {
    if (const Status status = baseline.write(); !status.ok()) {
      session.messages.failure(status.failure());
      return exit_failure;
    }
    if (const std::string line = baseline.summary(); !line.empty()) session.messages.note(line);
  }

  if (walked.failed > 0 || session.out.failed()) return exit_failure;
  return tally.references > 0 || tally.other_errors > 0 ? exit_findings : exit_clean;
}

}  // namespace ecrify::cli
