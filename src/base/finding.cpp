// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/finding.hpp"

#include <algorithm>
#include <utility>

namespace ecrify {

Finding make_finding(FindingId id, Severity severity, Span span, std::string message, std::string help) {
  Finding finding;
  finding.id = id;
  finding.severity = severity;
  finding.span = span;
  finding.message = std::move(message);
  finding.help = std::move(help);
  return finding;
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

void sort_by_position(std::vector<Finding>& findings) {
  const auto in_order = [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; };
  if (!std::is_sorted(findings.begin(), findings.end(), in_order))
    std::stable_sort(findings.begin(), findings.end(), in_order);
}

}  // namespace ecrify
