// SPDX-License-Identifier: Apache-2.0
// Workflow commands, https://docs.github.com/actions/reference/workflow-commands-for-github-actions: the
// runner turns each into an annotation. It keeps 10 errors, 10 warnings and 10 notices of a step and drops
// the rest.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "ecrify/findings/catalogue.hpp"
#include "escape.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::size_t annotations_of_a_kind = 10;

std::string_view command_of(Severity severity) {
  return severity == Severity::note ? "notice" : severity_name(severity);
}

std::string annotation(const ReportEntry& entry, const File& file) {
  std::string text = fmt::format("::{} file={}", command_of(entry.severity), workflow_property(file.path));
  if (entry.has_place) {
    const Position& begin = entry.region.begin;
    const Position& end = entry.region.end;
    text += fmt::format(",line={},endLine={}", begin.line, end.line);
    // GitHub takes columns only of what stands in one line; its last one is the last that belongs to it.
    if (begin.line == end.line) {
      text += fmt::format(",col={},endColumn={}", begin.column, std::max(begin.column, end.column - 1));
    }
  }
  return text + fmt::format(",title={}::{}\n", workflow_property(findings::name_of(entry.id)),
                            workflow_message(sentence(entry)));
}

std::string not_shown(const std::array<std::size_t, 3>& counts) {
  std::string parts;
  const auto add = [&](Severity severity, std::string_view noun) {
    const std::size_t count = counts[static_cast<std::size_t>(severity)];
    if (count <= annotations_of_a_kind) return;
    parts +=
        fmt::format("{}{} of {} {}s", parts.empty() ? "" : ", ", count - annotations_of_a_kind, count, noun);
  };
  add(Severity::error, "error");
  add(Severity::warning, "warning");
  add(Severity::note, "notice");
  if (parts.empty()) return "";
  return fmt::format(
      "::notice title=ecrify::GitHub shows {} annotations of a kind for a step. Only in the log: {}\n",
      annotations_of_a_kind, parts);
}

}  // namespace

std::string render_github(const Report& report, write::Color) {
  std::vector<const ReportEntry*> worst_first;
  std::array<std::size_t, 3> counts{};
  for (const ReportEntry& entry : report.entries) {
    worst_first.push_back(&entry);
    ++counts[static_cast<std::size_t>(entry.severity)];
  }
  std::stable_sort(worst_first.begin(), worst_first.end(),
                   [](const ReportEntry* a, const ReportEntry* b) { return a->severity > b->severity; });
  std::string out = not_shown(counts);  // before the notices, which may be too many themselves
  for (const ReportEntry* entry : worst_first) out += annotation(*entry, report.files[entry->file]);
  return out;
}

}  // namespace ecrify::report
