// SPDX-License-Identifier: Apache-2.0
// What is told of a document: occurrences, findings, and why it is refused.
#include <algorithm>
#include <string>
#include <utility>

#include "document_flow.hpp"

namespace ecrify {

using locate::Action;
using locate::Location;
using locate::LocationClass;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Verdict;

namespace {

// What kustomize puts behind a name.
std::string version_beside(const locate::Document& document, NodeIndex leaf) {
  const NodeIndex mapping = document.tape()[leaf].parent;
  if (mapping == no_node || document.tape()[mapping].kind != NodeKind::mapping) return "";
  const std::string tag = document.text_of(mapping, "newTag");
  const std::string digest = document.text_of(mapping, "digest");
  return (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
}

}  // namespace

void DocumentFlow::note_occurrence(Span span, const Location& location, std::string_view why, const Scalar* scalar,
                                   const Planned* planned) {
  if (flow_.settings.occurrences == Occurrences::skip) return;
  Occurrence occurrence;
  occurrence.span = {where_.base + span.begin, where_.base + span.end};
  occurrence.cls = scalar == nullptr ? LocationClass::ignored : location.cls;
  occurrence.action = occurrence.cls == LocationClass::ignored ? Action::leave : action_of(location);
  if (occurrence.action == Action::rewrite && planned != nullptr && planned->decision.verdict == Verdict::unresolved) {
    occurrence.cls = LocationClass::unresolved;
    occurrence.action = Action::warn;
  }
  occurrence.why = why;
  if (scalar != nullptr) {
    occurrence.path = locate::path_text(scalar->path);
    occurrence.resource = locate::resource_of(scalar->document, scalar->path);
  }
  if (planned != nullptr) {
    occurrence.reference = planned->reference;
    occurrence.version = location.version;
    if (location.cls == LocationClass::kustomize) occurrence.version = version_beside(scalar->document, scalar->leaf);
    occurrence.verdict = planned->decision.verdict;
    if (planned->decision.rule != nullptr) occurrence.rule = planned->decision.rule->from;
    occurrence.reason = planned->decision.reason;
    occurrence.text = planned->text;
    occurrence.is_part = location.join && location.join->repository == no_node;
    occurrence.target = occurrence.is_part ? planned->text : planned->decision.text;
  }
  const bool is_changed = occurrence.action == Action::rewrite && occurrence.verdict == Verdict::rewrite;
  if (is_changed && !chains_.front().empty() && is_covered(FindingId::unmapped_image)) {
    occurrence.action = Action::leave;
    occurrence.suppressed = find_in(chains_.front(), FindingId::unmapped_image)->directive.reason;
  }
  out_.occurrences.push_back(std::move(occurrence));
}

// An edit would break the signature. That is said once, in place of what would be rewritten.
void DocumentFlow::refuse_signed(const locate::Document& document, const Counts& before) {
  std::erase_if(out_.findings, [&](const Finding& finding) {
    const bool is_rewrite = finding.id == FindingId::unmapped_image || finding.id == FindingId::digest_first_pull;
    return finding.document == where_.index && is_rewrite;
  });
  out_.counts.references = before.references;
  out_.counts.untold_references = before.untold_references;
  out_.counts.by_digest = before.by_digest;
  NodeIndex first = no_node;
  for (const NodeIndex leaf : rewritten_) first = std::min(first, leaf);
  for (const manifest::Intended& intended : intended_) first = std::min(first, intended.node);
  Finding finding;
  finding.document = where_.index;
  if (first != no_node) {
    const manifest::Decoded decoded = manifest::decode(text_, document.tape()[first]);
    const auto paths = document.paths_to(first).paths;
    Planned planned;
    planned.part = {0, decoded.value().find_last_not_of("\r\n") + 1};
    planned.reference = decoded.value().substr(0, planned.part.end);
    if (!paths.empty()) finding = finding_at({document, first, decoded, paths.front()}, planned);
  } else if (!edits_.empty()) {
    finding.span = {where_.base + edits_.front().span.begin, where_.base + edits_.front().span.end};
  }
  refuse(std::move(finding), FindingId::signed_document,
         "the document is encrypted and signed by SOPS: an edit would break its signature",
         "edit it with `sops`, or rewrite the decrypted manifest");
}

void DocumentFlow::unreadable(const Failure& failure) {
  // Whoever suppresses a whole file may do so since it is something else than manifests.
  if (where_.nesting == 0) {
    for (suppress::Suppression& one : where_.head->file) {
      if (!one.directive.ids.empty()) continue;
      one.use(FindingId::not_yaml);
      ++out_.counts.suppressed;
      return;
    }
  }
  Finding finding;
  finding.document = where_.index;
  const std::size_t offset = std::min(failure.offset, text_.size());
  finding.span = {where_.base + offset, where_.base + std::min(offset + 1, text_.size())};
  if (manifest::go_template_at(text_, failure.offset) == manifest::Template::helm) {
    refuse(std::move(finding), FindingId::template_text, "a Go template, not YAML",
           "render it first: helm template … | ecrify rewrite");
  } else {
    refuse(std::move(finding), FindingId::not_yaml, "not readable as YAML: " + failure.message, failure.remedy);
  }
}

Finding DocumentFlow::finding_at(const Scalar& scalar, const Planned& planned) const {
  Finding finding;
  const Span span = planned.part.empty() ? Span{} : scalar.decoded.source(planned.part);
  finding.document = where_.index;
  finding.span = {where_.base + span.begin, where_.base + span.end};
  finding.resource = locate::resource_of(scalar.document, scalar.path);
  finding.path = locate::path_text(scalar.path);
  finding.reference = planned.reference;
  finding.location_class = planned.location_class;
  return finding;
}

void DocumentFlow::report(Finding finding, FindingId id, Severity severity, std::string message, std::string help) {
  if (suppresses(id)) return;
  finding.id = id;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.help = std::move(help);
  out_.findings.push_back(std::move(finding));
}

void DocumentFlow::refuse(Finding finding, FindingId id, std::string message, std::string help) {
  if (suppresses(id)) return;
  refused();
  report(std::move(finding), id, Severity::error, std::move(message), std::move(help));
}

}  // namespace ecrify
