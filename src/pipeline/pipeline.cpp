// SPDX-License-Identifier: Apache-2.0
#include "ecrify/pipeline.hpp"

#include "text_flow.hpp"

namespace ecrify {
namespace {

// A stream in UTF-16 or UTF-32 would be searched in vain; kubectl reads the former.
bool has_wide_byte_order_mark(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
         bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4));
}

Finding wide_text() {
  Finding finding;
  finding.id = FindingId::not_yaml;
  finding.message = "text in UTF-16 or UTF-32, not in UTF-8";
  finding.help = "convert it: iconv -f UTF-16 -t UTF-8";
  return finding;
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
  if (has_wide_byte_order_mark(source.bytes())) {
    Examined out;
    out.refused = true;
    out.findings.push_back(wide_text());
    return out;
  }
  return parts > 1 ? examine_in_parts(*flow_, source.bytes(), role, parts, run) : examine_text(*flow_, source.bytes(), role, 0, {});
}

Examined Examiner::examine_part(const SourceText& part, locate::Role role, Continued& stream) const {
  if (!stream.begun && has_wide_byte_order_mark(part.bytes())) return examine(part, role);
  suppress::Head head;
  if (!stream.begun) {
    head = suppress::read_head(part.bytes());
  } else {
    head.file = std::move(stream.file);
  }
  Examined out = examine_text(*flow_, part.bytes(), role, 0, {}, std::move(head));
  for (Finding& finding : out.findings) finding.document += stream.documents;
  stream.begun = true;
  stream.documents += out.counts.documents;
  stream.candidates += out.counts.candidates;
  stream.file = out.file_suppressions;
  // Nothing is told of the suppressions of a source in which nothing is looked for.
  if (stream.candidates == 0) out.file_suppressions.clear();
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
