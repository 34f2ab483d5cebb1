// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/formats.hpp"

#include <array>

#include "ecrify/base/text.hpp"
#include "ecrify/report/terse.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::array rows = {
    FormatRow{"full", "for people: the line, a caret, and what to do", Audience::people, render_full},
    FormatRow{"concise", "one line a finding, as compilers write them", Audience::people, render_concise},
    FormatRow{"json", "everything, as one JSON object", Audience::programs, render_json},
    FormatRow{"jsonl", "everything, one JSON object a finding and line", Audience::programs, render_jsonl},
    FormatRow{"github", "annotations of GitHub Actions", Audience::programs, render_github},
    FormatRow{"gitlab", "Code Quality report of GitLab CI", Audience::programs, render_gitlab},
    FormatRow{"sarif", "SARIF 2.1.0 with fixes, for code scanning", Audience::programs, render_sarif},
    FormatRow{"junit", "JUnit XML, a test suite a file", Audience::programs, render_junit, FilePaths::of_all},
    FormatRow{"checkstyle", "Checkstyle XML", Audience::programs, render_checkstyle},
    FormatRow{"rdjson", "Reviewdog Diagnostic Format with suggestions", Audience::programs, render_rdjson},
    FormatRow{"markdown", "a table, for GITHUB_STEP_SUMMARY and comments", Audience::people, render_markdown},
};

}  // namespace

std::span<const FormatRow> formats() { return rows; }

std::string render(const FormatRow& format, const Report& report, write::Color color) {
  std::string text = format.render(report, color);
  if (format.audience == Audience::people || report.input == 0) return text;
  for (const Detail detail : {Detail::cut, Detail::bare}) {
    if (text.size() <= most_bytes(report.input)) break;
    text = format.render(with_detail(report, detail), color);
  }
  return text;
}

const FormatRow* find_format(std::string_view name) { return find_named(rows, name); }

}  // namespace ecrify::report
