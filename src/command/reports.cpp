// SPDX-License-Identifier: Apache-2.0
#include "reports.hpp"

#include "ecrify/run/own_files.hpp"
#include "ecrify/write/output_file.hpp"

namespace ecrify::command {
namespace {

bool is_step_summary(const std::string& file, const run::Options& options) {
  return !options.step_summary.empty() &&
         run::resolved_path(file) == run::resolved_path(options.step_summary);
}

}  // namespace

bool write_reports(const Session& session, const Render& render) {
  bool complete = true;
  const run::ReportTarget* on_stdout = nullptr;
  for (const run::ReportTarget& target : session.options.reports) {
    if (target.file.empty()) {
      on_stdout = &target;
      continue;
    }
    // Other commands of the step may have written to its summary.
    const auto existing =
        is_step_summary(target.file, session.options) ? write::Existing::append : write::Existing::replace;
    const Status status =
        write::write_output_file(target.file, render(target.format, write::Color::off), existing);
    if (status.ok()) continue;
    session.messages.failure(status.failure());
    complete = false;
  }
  if (on_stdout != nullptr) session.out.write(render(on_stdout->format, session.out.color()));
  return complete && !session.out.failed();
}

}  // namespace ecrify::command
