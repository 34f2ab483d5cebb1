// SPDX-License-Identifier: Apache-2.0
// A table for the summary of a job (GITHUB_STEP_SUMMARY) or a comment. GitHub drops a summary of more than 1
// MiB as a whole, so the table ends before that.
#include <fmt/format.h>

#include "ecrify/findings/catalogue.hpp"
#include "escape.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::size_t bytes_at_most = std::size_t{900} << 10U;

std::string row(const ReportEntry& entry, const File& file) {
  const std::string place =
      entry.has_place ? fmt::format("{}:{}", file.path, entry.region.begin.line) : file.path;
  const std::string becomes = entry.replacement ? markdown_code(*entry.replacement) : markdown(entry.help);
  return fmt::format("| {} | {} | {} | {} | {} ({}) |\n", severity_name(entry.severity), markdown_code(place),
                     markdown_code(entry.reference), becomes, markdown(entry.message),
                     findings::name_of(entry.id));
}

}  // namespace

std::string render_markdown(const Report& report, write::Color) {
  std::string out = "## ecrify\n\n" + markdown(report.summary) + "\n";
  if (report.entries.empty()) return out;
  out += "\n| | where | reference | becomes, or what to do | why |\n|---|---|---|---|---|\n";
  std::size_t shown_rows = 0;
  for (const ReportEntry& entry : report.entries) {
    const std::string line = row(entry, report.files[entry.file]);
    if (out.size() + line.size() > bytes_at_most) break;
    out += line;
    ++shown_rows;
  }
  if (const std::size_t more = report.entries.size() - shown_rows; more > 0)
    out += fmt::format("\nand {} more\n", more);
  return out;
}

}  // namespace ecrify::report
