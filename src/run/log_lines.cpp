// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "ecrify/base/text.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/run/complete.hpp"
#include "ecrify/run/ruling_rows.hpp"

namespace ecrify::run {
namespace {

std::string place(const SourceText& text, std::size_t offset) {
  const Position at = text.position(offset);
  return text.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

LogLevel level_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return LogLevel::error;
    case Severity::warning:
      return LogLevel::warning;
    case Severity::note:
      break;
  }
  return LogLevel::info;
}

// "rewrite ghcr.io/org/web:v1 -> r.example.com/org/web:v1 (container, rule ghcr.io)"
std::string line_of(const report::ListItem& item) {
  std::string line(item.decision);
  line.append(" ").append(loggable(item.source));
  if (!item.target.empty()) line.append(" -> ").append(item.target);
  line.append(" (").append(item.location_class);
  if (!item.rule.empty()) line.append(", rule ").append(item.rule);
  return line.append(")");
}

}  // namespace

void log_examination(Log& log, const SourceText& text, const Examination& examined) {
  if (!log.takes(LogLevel::error)) return;
  log.write(LogLevel::info, text.name(), "read: " + count_of(examined.counts.documents, "document"));
  for (const Ruling& ruling : examined.rulings) {
    const LogLevel level = ruling.rule == nullptr ? LogLevel::debug : LogLevel::info;
    const bool is_finding =
        ruling.finding && *ruling.finding != FindingId::unmapped_image && !ruling.suppressed;
    if (is_finding || ruling.words == nullptr || ruling.words->reference.empty() || !log.takes(level))
      continue;
    log.write(level, place(text, ruling.span.begin), line_of(row_of(text, examined, ruling)));
  }
  for (const Finding& finding : examined.findings) {
    if (finding.id == FindingId::unmapped_image) continue;
    std::string line(findings::name_of(finding.id));
    if (const std::string_view reference = loggable(finding.reference); !reference.empty())
      line.append(" ").append(reference);
    log.write(level_of(finding.severity), place(text, finding.span.begin), line);
  }
}

}  // namespace ecrify::run
