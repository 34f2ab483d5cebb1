// SPDX-License-Identifier: Apache-2.0
// JUnit XML as CI servers read it (https://github.com/testmoapp/junitxml): a suite a file, a case a finding.
// Errors fail; what could not be read is an error of the test; warnings and notes are shown as the output of
// a case that passes. A file without an error has a case of its own, so that a clean run is green and not
// empty.
#include <fmt/format.h>

#include "ecrify/findings/catalogue.hpp"
#include "ecrify/report/text.hpp"
#include "escape.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

struct Suite {
  std::string cases;
  std::string warnings;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
};

void add(Suite& suite, const ReportEntry& entry, const File& file) {
  const std::string full = full_text(entry, file.path, write::Color::off);
  if (entry.severity != Severity::error) {
    suite.warnings += full;
    return;
  }
  const bool unread = findings::row_of(entry.id).effect == findings::Effect::reads_not;
  const std::string_view element = unread ? "error" : "failure";
  ++(unread ? suite.errors : suite.failures);
  ++suite.tests;
  const std::string_view id = findings::name_of(entry.id);
  suite.cases += fmt::format(
      "    <testcase name=\"{0}:{1}:{2} {3}\" classname=\"{4}\" time=\"0\">\n"
      "      <{5} type=\"{3}\" message=\"{6}\">{7}</{5}>\n    </testcase>\n",
      xml(file.path), entry.region.begin.line, entry.region.begin.column, id, xml(file.path), element,
      xml(sentence(entry)), xml_lines(full));
}

}  // namespace

std::string render_junit(const Report& report, write::Color) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    const File& file = report.files[i];
    Suite suite;
    for (; at < report.entries.size() && report.entries[at].file == i; ++at)
      add(suite, report.entries[at], file);
    if (suite.tests == 0) {
      suite.tests = 1;
      suite.cases =
          fmt::format("    <testcase name=\"{0}\" classname=\"{0}\" time=\"0\"/>\n", xml(file.path));
    }
    if (!suite.warnings.empty())
      suite.warnings = fmt::format("    <system-out>{}</system-out>\n", xml_lines(suite.warnings));
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"0\">\n{}{} "
        " </testsuite>\n",
        xml(file.path), suite.tests, suite.failures, suite.errors, suite.cases, suite.warnings);
    tests += suite.tests;
    failures += suite.failures;
    errors += suite.errors;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ecrify\" tests=\"{}\" failures=\"{}\" "
      "errors=\"{}\" time=\"0\">\n{}</testsuites>\n",
      tests, failures, errors, suites);
}

}  // namespace ecrify::report
