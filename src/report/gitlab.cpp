// SPDX-License-Identifier: Apache-2.0
// Code Quality, https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: paths are
// relative to the repository and begin with no `./`; a fingerprint that comes up twice hides its second
// finding.
#include <nlohmann/json.hpp>

#include "ecrify/findings/catalogue.hpp"
#include "json_text.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

std::string_view gitlab_severity(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "info";
    case Severity::warning:
      return "minor";
    case Severity::error:
      break;
  }
  return "major";
}

}  // namespace

std::string render_gitlab(const Report& report, write::Color) {
  Json issues = Json::array();
  for (const ReportEntry& entry : report.entries) {
    issues.push_back({{"description", sentence(entry)},
                      {"check_name", findings::name_of(entry.id)},
                      {"fingerprint", entry.fingerprint},
                      {"severity", gitlab_severity(entry.severity)},
                      {"location",
                       {{"path", report.files[entry.file].path},
                        {"lines", {{"begin", entry.region.begin.line}, {"end", entry.region.end.line}}}}}});
  }
  return json_text(issues, indent_of(report.detail)) + "\n";
}

}  // namespace ecrify::report
