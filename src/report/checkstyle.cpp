// SPDX-License-Identifier: Apache-2.0
// The result file of Checkstyle, https://checkstyle.org, which many tools read. Files without a finding are
// left out.
#include <fmt/format.h>

#include "ecrify/findings/catalogue.hpp"
#include "escape.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

std::string_view severity_of(Severity severity) {
  return severity == Severity::note ? "info" : severity_name(severity);
}

}  // namespace

std::string render_checkstyle(const Report& report, write::Color) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
  std::size_t open = report.files.size();
  for (const ReportEntry& entry : report.entries) {
    if (entry.file != open) {
      if (open != report.files.size()) out += "  </file>\n";
      open = entry.file;
      out += fmt::format("  <file name=\"{}\">\n", xml(report.files[open].path));
    }
    out += fmt::format(
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"ecrify.{}\"/>\n",
        entry.region.begin.line, entry.region.begin.column, severity_of(entry.severity), xml(sentence(entry)),
        findings::name_of(entry.id));
  }
  if (open != report.files.size()) out += "  </file>\n";
  return out + "</checkstyle>\n";
}

}  // namespace ecrify::report
