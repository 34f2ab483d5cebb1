// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/collect.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/report/model.hpp"
#include "ecrify/report/text.hpp"

namespace ecrify::report {
namespace {

constexpr std::size_t step = 4096;

// A character of four bytes is two units, every other one is one. A byte that continues none counts nothing:
// text that is no UTF-8 has no columns to agree about.
std::size_t units_of(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0U ? 2 : 1;
  }
  return units;
}

// Regions of one source. Columns in UTF-16 units have to be counted; counts are kept every few kilobytes of
// the line that was asked about last, so that many findings in one long line cost no more than many short
// lines.
class Columns {
 public:
  explicit Columns(const SourceText& source) : source_(source) {}

  [[nodiscard]] Region region(Span span);

 private:
  std::size_t unit_column(std::size_t offset, const Position& position);

  const SourceText& source_;
  std::size_t line_ = 0;             // the line that counts_ is about; 0: none yet
  std::vector<std::size_t> counts_;  // units before each step of the line
};

std::size_t Columns::unit_column(std::size_t offset, const Position& position) {
  const std::size_t begin = offset - (position.column - 1);
  const std::string_view bytes = source_.bytes();
  if (line_ != position.line) {
    line_ = position.line;
    counts_.assign(1, 0);
  }
  const std::size_t into = position.column - 1;
  while (counts_.size() <= into / step) {
    const std::size_t last = counts_.size() - 1;
    counts_.push_back(counts_.back() + units_of(bytes.substr(begin + last * step, step)));
  }
  const std::size_t at = into / step;
  std::size_t units = counts_[at] + units_of(bytes.substr(begin + at * step, into - at * step));
  if (begin == 0 && source_.start().offset == 0 && into >= byte_order_mark.size() &&
      bytes.starts_with(byte_order_mark))
    --units;
  return units + 1;
}

Region Columns::region(Span span) {
  const std::size_t size = source_.bytes().size();
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  Region region;
  region.bytes = {source_.start().offset + span.begin, source_.start().offset + span.end};
  region.begin = source_.position(span.begin);
  region.end = source_.position(span.end);
  region.begin_unit = unit_column(span.begin, region.begin);
  region.end_unit = unit_column(span.end, region.end);
  return region;
}

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
    std::string first = fingerprint(entry, file, 0);
    const std::size_t ordinal = seen[first]++;
    entry.fingerprint = ordinal == 0 ? std::move(first) : fingerprint(entry, file, ordinal);
  }
  return report_;
}

}  // namespace ecrify::report
