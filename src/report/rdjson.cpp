// SPDX-License-Identifier: Apache-2.0
// Reviewdog Diagnostic Format, https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto:
// columns are 1-based and count bytes of UTF-8, ends are exclusive. Each suggestion is one alternative, so a
// fix of several replacements, which must all be made, is none.
#include "ecrify/findings/catalogue.hpp"
#include "json_text.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

Json position(const Position& position) { return {{"line", position.line}, {"column", position.column}}; }

Json rdjson_range(const Region& region) {
  return {{"start", position(region.begin)}, {"end", position(region.end)}};
}

std::string_view rdjson_severity(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "INFO";
    case Severity::warning:
      return "WARNING";
    case Severity::error:
      break;
  }
  return "ERROR";
}

}  // namespace

std::string render_rdjson(const Report& report, write::Color) {
  Json diagnostics = Json::array();
  for (const ReportEntry& entry : report.entries) {
    Json location = {{"path", report.files[entry.file].path}};
    if (entry.has_place) location["range"] = rdjson_range(entry.region);
    Json diagnostic = {{"message", sentence(entry)}, {"location", std::move(location)}};
    diagnostic["severity"] = rdjson_severity(entry.severity);
    diagnostic["code"] = {{"value", findings::name_of(entry.id)}};
    if (entry.fix.size() == 1) {
      diagnostic["suggestions"] = Json::array(
          {{{"range", rdjson_range(entry.fix.front().region)}, {"text", entry.fix.front().text}}});
    }
    diagnostics.push_back(std::move(diagnostic));
  }
  Json out = {{"source", {{"name", "ecrify"}}}};
  out["diagnostics"] = std::move(diagnostics);
  return json_text(out, indent_of(report.detail)) + "\n";
}

}  // namespace ecrify::report
