// SPDX-License-Identifier: Apache-2.0
// ecrify's own format, described in docs/formats.md. Keys are only ever added; `version` counts what is not
// only that.
#include "ecrify/findings/catalogue.hpp"
#include "json_text.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr int format_version = 1;

// Text that may be absent.
Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

Json place(const Position& position, std::size_t offset) {
  return {{"line", position.line}, {"column", position.column}, {"offset", offset}};
}

Json range(const Region& region) {
  return {{"start", place(region.begin, region.bytes.begin)}, {"end", place(region.end, region.bytes.end)}};
}

Json object_of(const Resource& resource) {
  if (resource.kind.empty()) return nullptr;
  return {{"apiVersion", text_or_null(resource.api_version)},
          {"group", group_of(resource.api_version)},
          {"kind", resource.kind},
          {"namespace", text_or_null(resource.name_space)},
          {"name", text_or_null(resource.name)},
          {"owner", text_or_null(resource.owner)}};
}

Json finding(const ReportEntry& entry, const File& file) {
  Json fix = Json::array();
  for (const Replacement& replacement : entry.fix) {
    Json one = range(replacement.region);
    one["text"] = replacement.text;
    fix.push_back(std::move(one));
  }
  Json out = {{"id", findings::name_of(entry.id)},
              {"severity", severity_name(entry.severity)},
              {"message", entry.message},
              {"help", text_or_null(entry.help)},
              {"file", file.name},
              {"repositoryPath", file.path}};
  out["range"] = entry.has_place ? range(entry.region) : Json(nullptr);
  out["reference"] = text_or_null(entry.reference);
  out["replacement"] = entry.replacement ? Json(*entry.replacement) : Json(nullptr);
  out["class"] = text_or_null(entry.location_class);
  out["object"] = object_of(entry.resource);
  out["path"] = text_or_null(entry.path);
  out["fix"] = std::move(fix);
  out["fingerprint"] = entry.fingerprint;
  return out;
}

}  // namespace

std::string render_json(const Report& report, write::Color) {
  const Totals& totals = report.totals;
  Json all = Json::array();
  for (const ReportEntry& entry : report.entries) all.push_back(finding(entry, report.files[entry.file]));
  Json out = {{"version", format_version},
              {"ecrify", report.version},
              {"summary",
               {{"files", totals.files},
                {"documents", totals.documents},
                {"references", totals.references},
                {"otherErrors", totals.other_errors},
                {"warnings", totals.warnings},
                {"unreadable", totals.unreadable}}}};
  out["findings"] = std::move(all);
  return json_text(out, indent_of(report.detail)) + "\n";
}

std::string render_jsonl(const Report& report, write::Color) {
  std::string out;
  for (const ReportEntry& entry : report.entries)
    out += json_text(finding(entry, report.files[entry.file]), -1) + "\n";
  return out;
}

}  // namespace ecrify::report
