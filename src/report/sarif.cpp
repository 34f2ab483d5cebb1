// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, with what GitHub's code
// scanning asks for beyond the schema: rules with descriptions and help, paths relative to the repository.
#include <map>
#include <set>

#include "ecrify/findings/catalogue.hpp"
#include "escape.hpp"
#include "json_text.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

using findings::CatalogueRow;

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string sentence_case(std::string_view title) {
  std::string text(title);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

Json rule(const CatalogueRow& row) {
  const std::string title = sentence_case(row.title);
  return {
      {"id", row.name},
      {"shortDescription", {{"text", title}}},
      {"fullDescription", {{"text", title + " " + std::string(row.why)}}},
      {"helpUri",
       std::string(ECRIFY_HOMEPAGE "/blob/main/").append(findings::docs_page).append("#").append(row.name)},
      {"help",
       {{"text", std::string(row.why) + " " + std::string(row.remedy)},
        {"markdown", std::string(row.why) + "\n\n" + std::string(row.remedy)}}},
      {"defaultConfiguration", {{"level", severity_name(row.severity)}}},
      {"properties", {{"tags", Json::array({"kubernetes", "containers"})}}}};
}

// Paths in the repository are relative to where the consumer has it.
Json artifact(const File& file) {
  if (file.path.starts_with('/')) return {{"uri", "file://" + uri(file.path)}};
  return {{"uri", uri(file.path)}, {"uriBaseId", "%SRCROOT%"}};
}

Json region(const Region& region) {
  return {{"startLine", region.begin.line},   {"startColumn", region.begin_unit},
          {"endLine", region.end.line},       {"endColumn", region.end_unit},
          {"byteOffset", region.bytes.begin}, {"byteLength", region.bytes.size()}};
}

Json fix_of(const ReportEntry& entry, const File& file) {
  Json replacements = Json::array();
  for (const Replacement& replacement : entry.fix) {
    replacements.push_back(
        {{"deletedRegion", region(replacement.region)}, {"insertedContent", {{"text", replacement.text}}}});
  }
  return {{"description", {{"text", "Reference the image by its name in the cache."}}},
          {"artifactChanges",
           Json::array({{{"artifactLocation", artifact(file)}, {"replacements", std::move(replacements)}}})}};
}

std::string qualified_name(const ReportEntry& entry) {
  const Resource& resource = entry.resource;
  std::string name = resource.kind;
  if (!resource.name_space.empty()) name += "/" + resource.name_space;
  if (!resource.name.empty()) name += "/" + resource.name;
  return entry.path.empty() ? name : name + " " + entry.path;
}

Json result(const ReportEntry& entry, const File& file, std::size_t rule_index) {
  Json physical = {{"artifactLocation", artifact(file)}};
  if (entry.has_place) physical["region"] = region(entry.region);
  Json location = {{"physicalLocation", std::move(physical)}};
  if (const std::string name = qualified_name(entry); !name.empty()) {
    location["logicalLocations"] = Json::array({{{"fullyQualifiedName", name}}});
  }
  Json out = {{"ruleId", findings::name_of(entry.id)},
              {"ruleIndex", rule_index},
              {"level", severity_name(entry.severity)},
              {"message", {{"text", sentence(entry)}}}};
  out["locations"] = Json::array({std::move(location)});
  out["partialFingerprints"] = {{"ecrify/v1", entry.fingerprint}};
  if (!entry.fix.empty()) out["fixes"] = Json::array({fix_of(entry, file)});
  return out;
}

}  // namespace

std::string render_sarif(const Report& report, write::Color) {
  Json rules = Json::array();
  std::map<FindingId, std::size_t> index_of;
  std::set<FindingId> used;
  for (const ReportEntry& entry : report.entries) used.insert(entry.id);
  for (const FindingId id : used) {
    index_of[id] = rules.size();
    rules.push_back(rule(findings::row_of(id)));
  }
  Json results = Json::array();
  Json notifications = Json::array();
  for (const ReportEntry& entry : report.entries) {
    results.push_back(result(entry, report.files[entry.file], index_of[entry.id]));
    if (findings::row_of(entry.id).effect != findings::Effect::reads_not) continue;
    notifications.push_back(
        {{"level", "error"},
         {"message", {{"text", report.files[entry.file].name + ": " + sentence(entry)}}}});
  }
  Json driver = {{"name", "ecrify"}, {"version", report.version}, {"informationUri", ECRIFY_HOMEPAGE}};
  driver["rules"] = std::move(rules);
  Json invocation = {{"executionSuccessful", report.totals.unreadable == 0}};
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  Json run = {{"tool", {{"driver", std::move(driver)}}}};
  run["invocations"] = Json::array({std::move(invocation)});
  run["columnKind"] = "utf16CodeUnits";
  run["results"] = std::move(results);
  Json out = {{"$schema", schema}, {"version", "2.1.0"}};
  out["runs"] = Json::array({std::move(run)});
  return json_text(out, indent_of(report.detail)) + "\n";
}

}  // namespace ecrify::report
