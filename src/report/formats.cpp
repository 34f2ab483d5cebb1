// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/formats.hpp"

#include <algorithm>
#include <array>

#include "ecrify/report/terse.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::array rows = {
    FormatRow{"full", "for people: the line, a caret, and what to do", render_full, false, true},
    FormatRow{"concise", "one line a finding, as compilers write them", render_concise, false, true},
    FormatRow{"json", "everything, as one JSON object", render_json},
    FormatRow{"jsonl", "everything, one JSON object a finding and line", render_jsonl},
    FormatRow{"github", "annotations of GitHub Actions", render_github},
    FormatRow{"gitlab", "Code Quality report of GitLab CI", render_gitlab},
    FormatRow{"sarif", "SARIF 2.1.0 with fixes, for code scanning", render_sarif},
    FormatRow{"junit", "JUnit XML, a test suite a file", render_junit, true},
    FormatRow{"checkstyle", "Checkstyle XML", render_checkstyle},
    FormatRow{"rdjson", "Reviewdog Diagnostic Format with suggestions", render_rdjson},
    FormatRow{"markdown", "a table, for GITHUB_STEP_SUMMARY and comments", render_markdown, false, true},
};

}  // namespace

std::span<const FormatRow> formats() { return rows; }

std::string render(const FormatRow& format, const Report& report, write::Color color) {
  std::string text = format.render(report, color);
  if (format.is_for_people || report.input == 0) return text;
  for (const Detail detail : {Detail::cut, Detail::bare}) {
    if (text.size() <= most_bytes(report.input)) break;
    text = format.render(with_detail(report, detail), color);
  }
  return text;
}

const FormatRow* find_format(std::string_view name) {
  const auto* const found =
      std::find_if(rows.begin(), rows.end(), [&](const FormatRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found;
}

}  // namespace ecrify::report
