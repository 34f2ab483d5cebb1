// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/collect.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "columns.hpp"
#include "ecrify/report/fingerprint.hpp"
#include "ecrify/report/text.hpp"

namespace ecrify::report {
namespace {

ReportEntry entry_at(const SourceText& source, const Finding& finding, const Region& region) {
  ReportEntry entry;
  entry.region = region;
  entry.id = finding.id;
  entry.severity = finding.severity;
  entry.location_class = finding.location_class;
  entry.message = finding.message;
  entry.help = finding.help;
  entry.reference = finding.reference;
  entry.replacement = finding.replacement;
  entry.resource = finding.resource;
  entry.path = finding.path;
  entry.excerpt = excerpt_of(source, finding.span);
  return entry;
}

}  // namespace

ReportEntry entry_of(const SourceText& source, const Finding& finding) {
  Region region;
  region.bytes = {source.start().offset + finding.span.begin, source.start().offset + finding.span.end};
  region.begin = source.position(finding.span.begin);
  region.end = source.position(std::max(finding.span.begin, finding.span.end));
  return entry_at(source, finding, region);
}

void Collector::add(const SourceText& source, const std::vector<Finding>& findings) {
  const std::size_t file = add_file(source.name());
  Columns columns(source);
  for (const Finding& finding : findings) {
    if (!is_shown_(finding)) continue;
    ReportEntry entry = entry_at(source, finding, columns.region(finding.span));
    entry.file = file;
    for (const Edit& edit : finding.edits) entry.fix.push_back({columns.region(edit.span), edit.text});
    add_entry(std::move(entry));
  }
}

void Collector::add(const Failure& failure) {
  ReportEntry entry;
  entry.file = add_file(failure.file);
  entry.has_place = false;
  entry.id = FindingId::unreadable_file;
  entry.message = failure.message;
  entry.help = failure.remedy;
  add_entry(std::move(entry));
}

void Collector::add(const std::string& file, const Finding& finding) {
  if (!is_shown_(finding)) return;
  ReportEntry entry;
  entry.file = add_file(file);
  entry.has_place = false;
  entry.id = finding.id;
  entry.severity = finding.severity;
  entry.message = finding.message;
  entry.help = finding.help;
  entry.reference = finding.reference;
  entry.path = finding.path;
  add_entry(std::move(entry));
}

std::size_t Collector::add_file(const std::string& name) {
  // The parts of a stream are one.
  if (!report_.files.empty() && report_.files.back().name == name) return report_.files.size() - 1;
  report_.files.push_back({name, paths_ == FilePaths::of_all ? path_of_(name) : ""});
  return report_.files.size() - 1;
}

void Collector::add_entry(ReportEntry entry) {
  File& file = report_.files[entry.file];
  if (file.path.empty()) file.path = path_of_(file.name);
  report_.entries.push_back(std::move(entry));
}

void Collector::refuse(const std::string& name) { refused_.insert(add_file(name)); }

Report& Collector::report() {
  std::vector<ReportEntry>& entries = report_.entries;
  const auto in_order = [](const ReportEntry& a, const ReportEntry& b) {
    return std::make_tuple(a.file, !a.has_place, a.region.bytes.begin) <
           std::make_tuple(b.file, !b.has_place, b.region.bytes.begin);
  };
  if (!std::is_sorted(entries.begin(), entries.end(), in_order))
    std::stable_sort(entries.begin(), entries.end(), in_order);
  std::map<std::string, std::size_t> seen;  // how often a fingerprint came up
  for (ReportEntry& entry : entries) {
    if (refused_.contains(entry.file)) entry.fix.clear();
    const File& file = report_.files[entry.file];
    const std::size_t ordinal = seen[fingerprint(entry, file, 0)]++;
    entry.fingerprint = fingerprint(entry, file, ordinal);
  }
  return report_;
}

}  // namespace ecrify::report
