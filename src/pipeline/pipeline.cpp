// SPDX-License-Identifier: Apache-2.0
#include "ecrify/pipeline.hpp"

#include <algorithm>

#include "document_flow.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/slice.hpp"

namespace ecrify {
namespace {

std::vector<std::string> needles_of(const Settings& settings) {
  switch (settings.direction) {
    case Direction::forward:
      return settings.rules->needles();
    case Direction::reverse:
      return settings.rules->reverse_needles(rules::ReverseScope::configured_target);
    case Direction::reverse_any:
      return settings.rules->reverse_needles(rules::ReverseScope::any_ecr);
  }
  return {};
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

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

rules::Decision decide(const Settings& settings, std::string_view text, rules::ShortNames short_names) {
  switch (settings.direction) {
    case Direction::reverse:
      return settings.rules->decide_reverse(text, rules::ReverseScope::configured_target);
    case Direction::reverse_any:
      return settings.rules->decide_reverse(text, rules::ReverseScope::any_ecr);
    default:
      return settings.rules->decide(text, short_names);
  }
}

Examined examine(const SourceText& source, const Settings& settings) {
  Examined out;
  const std::string_view bytes = source.bytes();
  if (has_wide_byte_order_mark(bytes)) {
    out.refused = true;
    out.findings.push_back(wide_text());
    return out;
  }
  const bool short_names = settings.direction == Direction::forward && settings.rules->maps_short_names();
  const std::vector<std::string> words = short_names ? std::vector<std::string>{"image"} : std::vector<std::string>{};
  std::vector<manifest::Hit> hits;
  manifest::Prefilter(needles_of(settings), words).find(bytes, hits);

  manifest::Slicer slicer(bytes);
  manifest::Tape tape;
  std::size_t json_documents = 0;  // those that a slice holds beyond its first
  const auto* const hits_end = hits.data() + hits.size();
  for (const auto* hit = hits.data(); hit != hits_end;) {
    const Span slice = slicer.containing(hit->offset);
    const std::size_t index = slicer.slices_before(slice.begin);
    // A slice holds one document, or a stream of JSON objects one behind the other.
    for (std::size_t begin = slice.begin; begin < slice.end;) {
      const std::string_view text = bytes.substr(begin, slice.end - begin);
      begin += DocumentFlow(settings, text, begin, index + json_documents, out).run(hit, hits_end, tape);
      while (hit != hits_end && hit->offset < begin) ++hit;
      while (begin < slice.end && is_space(bytes[begin])) ++begin;
      if (begin < slice.end) ++json_documents;
    }
  }
  out.counts.documents = slicer.slices_before(bytes.size()) + json_documents;
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; });
  return out;
}

bool blocks_writing(FindingId id) {
  switch (id) {
    case FindingId::result_not_legal:
    case FindingId::style_cannot_carry:
    case FindingId::shared_scalar:
    case FindingId::not_yaml:
    case FindingId::template_text:
    case FindingId::signed_document:
    case FindingId::proof_failed:
      return true;
    default:
      return false;
  }
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
  return *this;
}

}  // namespace ecrify
