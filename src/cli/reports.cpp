// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/reports.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "ecrify/write/output_file.hpp"

namespace ecrify::cli {

bool write_reports(const Session& session, const Render& render) {
  bool complete = true;
  const ReportTarget* on_stdout = nullptr;
  for (const ReportTarget& target : session.options.reports) {
    if (target.file.empty()) {
      on_stdout = &target;
      continue;
    }
    // Other commands of the step may have written to its summary.
    const auto existing =
        target.file == session.options.step_summary ? write::Existing::append : write::Existing::replace;
    const Status status = write::write_output_file(target.file, render(target.format, write::Color::off), existing);
    if (status.ok()) continue;
    session.messages.failure(status.failure());
    complete = false;
  }
  if (on_stdout != nullptr) session.out.write(render(on_stdout->format, session.out.color()));
  return complete && !session.out.failed();
}

bool is_report_file(const Options& options, const std::string& path) {
  return std::any_of(options.reports.begin(), options.reports.end(), [&](const ReportTarget& target) {
    if (target.file.empty() || target.file == options.step_summary) return false;
    std::error_code error;
    return std::filesystem::equivalent(target.file, path, error) && !error;
  });
}

}  // namespace ecrify::cli
