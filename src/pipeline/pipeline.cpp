// SPDX-License-Identifier: Apache-2.0
#include "ecrify/pipeline.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "text_flow.hpp"

namespace ecrify {
namespace {

// A stream in UTF-16 or UTF-32, which is not read; kubectl reads the former.
bool has_wide_byte_order_mark(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
         bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4));
}

// Whether it may name a registry that is looked for. Of ASCII, zeros are what the wider forms add, in either byte order;
// what else they make of the text can only be a hit too much.
bool may_name_registry(const Flow& flow, std::string_view bytes) {
  if (flow.mapping.scope() == rules::RegistryScope::any) return true;
  std::string narrow;
  narrow.reserve(bytes.size() / 2);
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(narrow), [](char c) { return c != '\0'; });
  std::vector<manifest::Hit> hits;
  flow.prefilter.find(narrow, hits);
  return std::any_of(hits.begin(), hits.end(), [&flow](const manifest::Hit& hit) { return flow.is_about_images(hit); });
}

// Refused where an edit may be due, else one document that is copied unread.
Examined examine_wide(const Flow& flow, std::string_view bytes) {
  Examined out;
  out.counts.documents = 1;
  if (!may_name_registry(flow, bytes)) return out;
  out.refused = true;
  Finding finding;
  finding.id = FindingId::not_yaml;
  finding.message = "text in UTF-16 or UTF-32, not in UTF-8";
  finding.help = "convert it: iconv -f UTF-16 -t UTF-8";
  out.findings.push_back(std::move(finding));
  return out;
}

}  // namespace

ClassActions::ClassActions() {
  for (const locate::ClassRow& row : locate::class_table()) set(row.cls, row.action);
}

Examiner::Examiner(Settings settings)
    : settings_(std::move(settings)), flow_(std::make_unique<const Flow>(settings_)) {}
Examiner::~Examiner() = default;

Examined examine(const SourceText& source, const Settings& settings, locate::Role role) {
  return Examiner(settings).examine(source, role);
}

Examined Examiner::examine(const SourceText& source, locate::Role role) const { return examine(source, role, 1, {}); }

Examined Examiner::examine(const SourceText& source, locate::Role role, std::size_t parts, const Run& run) const {
  if (has_wide_byte_order_mark(source.bytes())) return examine_wide(*flow_, source.bytes());
  return parts > 1 ? examine_in_parts(*flow_, source.bytes(), role, parts, run) : examine_text(*flow_, source.bytes(), role, 0, {});
}

Examined Examiner::examine_part(const SourceText& part, locate::Role role, Continued& stream) const {
  const bool is_first = !stream.begun;
  stream.begun = true;
  stream.wide = stream.wide || (is_first && has_wide_byte_order_mark(part.bytes()));
  if (stream.wide) return examine_wide(*flow_, part.bytes());
  if (is_first) stream.head = suppress::read_head(part.bytes());
  return examine_part_of(*flow_, part.bytes(), role, stream);
}

Examined Examiner::examine_head(Continued& stream, Reached reached) const {
  Examined out;
  // Nothing is told of the head of a source in which nothing is looked for.
  if (!stream.any_hit) return out;
  suppress::Head head;
  if (reached == Reached::end) {
    head = std::move(stream.head);
  } else if (stream.about_images) {
    head.problems = std::exchange(stream.head.problems, {});
  }
  tell_head(settings_, std::move(head), stream.about_images, out);
  sort_by_position(out.findings);
  return out;
}

Times& Times::operator+=(const Times& other) {
  prefilter += other.prefilter;
  scan += other.scan;
  fallback += other.fallback;
  decide += other.decide;
  prove += other.prove;
  return *this;
}

Counts& Counts::operator+=(const Counts& other) {
  documents += other.documents;
  candidates += other.candidates;
  by_scanner += other.by_scanner;
  by_yaml_cpp += other.by_yaml_cpp;
  references += other.references;
  kept += other.kept;
  without_kind += other.without_kind;
  references_as_values += other.references_as_values;
  not_kubernetes += other.not_kubernetes;
  not_kubernetes_references += other.not_kubernetes_references;
  ignored += other.ignored;
  artifacts += other.artifacts;
  by_digest += other.by_digest;
  suppressed += other.suppressed;
  untold_references += other.untold_references;
  untold_documents += other.untold_documents;
  pull_secrets += other.pull_secrets;
  dropped_secrets += other.dropped_secrets;
  return *this;
}

}  // namespace ecrify
