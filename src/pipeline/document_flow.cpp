// SPDX-License-Identifier: Apache-2.0
#include "document_flow.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "ecrify/manifest/decode.hpp"

namespace ecrify {

using locate::Action;
using locate::Location;
using manifest::Hit;
using manifest::HitKind;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Decision;
using rules::ShortNames;
using rules::Verdict;

namespace {

bool is_rewritten(const Location& location) { return locate::row_of(location.cls).action == Action::rewrite; }

std::string with_part(const std::string& value, Span part, std::string_view text) {
  return value.substr(0, part.begin) + std::string(text) + value.substr(part.end);
}

}  // namespace

std::size_t DocumentFlow::run(const Hit* hits, const Hit* hits_end, manifest::Tape& tape) {
  ++out_.counts.candidates;
  const auto read = manifest::read_document(text_, tape);
  if (!read.ok()) {
    unreadable(read.failure());
    return text_.size();
  }
  const bool by_scanner = read->reader == manifest::Reader::scanner;
  ++(by_scanner ? out_.counts.by_scanner : out_.counts.by_yaml_cpp);
  text_ = text_.substr(0, read->end);
  if (!by_scanner && template_found(manifest::go_template(text_, &tape))) return text_.size();
  const locate::Document document(text_, tape);
  const bool is_kubernetes = document.is_kubernetes();
  if (!is_kubernetes) ++out_.counts.not_kubernetes;
  for (const NodeIndex leaf : candidates(document, hits, hits_end)) {
    if (is_kubernetes) {
      examine(document, leaf);
    } else {
      count_foreign(document, leaf);
    }
  }
  if (!edits_.empty()) finish(document, read->reader);
  return text_.size();
}

// Templates have to be rendered first. Where YAML can read one all the same, its images can be rewritten, with a word.
// Returns whether the document is done with.
bool DocumentFlow::template_found(manifest::Template kind) {
  if (kind == manifest::Template::none) return false;
  const std::size_t begin = text_.find("{{");
  if (kind == manifest::Template::helm) {
    unreadable({"", "", "", begin});
    return true;
  }
  Finding finding;
  finding.document = index_;
  finding.span = {base_ + begin, base_ + begin + 2};
  report(std::move(finding), FindingId::template_placeholder, Severity::warning,
         "a template expression outside quotes, which kubectl does not accept", "render the template first");
  return false;
}

// The scalars that the prefilter's hits point at, each once, in the order of the text.
std::vector<NodeIndex> DocumentFlow::candidates(const locate::Document& document, const Hit* hit,
                                                const Hit* hits_end) {
  const manifest::Tape& tape = document.tape();
  std::vector<NodeIndex> leaves;
  for (; hit != hits_end && hit->offset < base_ + text_.size(); ++hit) {
    const NodeIndex leaf = tape.leaf_at(hit->offset - base_);
    if (leaf == no_node) {
      if (hit->kind == HitKind::host) ++out_.counts.ignored;  // a comment
      continue;
    }
    if (hit->kind != HitKind::word) leaves.push_back(leaf);
    if (hit->kind != HitKind::host && tape.is_key(leaf)) {
      // A name without a registry can only be seen by its key: `image`, or `reference` in an `image`.
      NodeIndex value = document.resolved(tape[leaf].next);
      if (value != no_node && tape[value].kind == NodeKind::mapping) value = document.value(value, "reference");
      if (value != no_node && tape[value].kind == NodeKind::scalar) leaves.push_back(value);
    }
  }
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  return leaves;
}

// A document that is no Kubernetes object is copied through; what it holds is only told.
void DocumentFlow::count_foreign(const locate::Document& document, NodeIndex leaf) {
  const Decision decision = decide(settings_, document.scalar(leaf), ShortNames::ignore);
  if (decision.verdict == Verdict::rewrite) ++out_.counts.not_kubernetes_references;
}

void DocumentFlow::examine(const locate::Document& document, NodeIndex leaf) {
  const manifest::Node& node = document.tape()[leaf];
  if (node.kind != NodeKind::scalar) return;
  const manifest::Decoded decoded = manifest::decode(text_, node);
  const std::string& value = decoded.value();
  if (value.empty()) return;

  // An anchored scalar is in every place that an alias takes it to.
  const auto [paths, complete] = document.paths_to(leaf);
  std::vector<Location> locations;
  for (const locate::FieldPath& path : paths) locations.push_back(locate::classify(document, path, value));
  const auto first = std::find_if(locations.begin(), locations.end(), is_rewritten);
  const Location& location = first == locations.end() ? locations.front() : *first;
  const locate::ClassRow& row = locate::row_of(location.cls);

  const std::string text = value.substr(location.part.begin, location.part.size());
  const Decision decision = decide(settings_, text, row.short_names ? ShortNames::count : ShortNames::ignore);
  const Span span = location.part.empty() ? node.span() : decoded.source(location.part);
  Finding finding = finding_at(span, location, text);
  if (row.action == Action::warn && decision.verdict != Verdict::unmapped) {
    report(std::move(finding), FindingId::policy_pattern, Severity::warning,
           "a policy that matches images by this name does not match their new names",
           "add a pattern for the names in the cache");
    return;
  }
  if (row.action != Action::rewrite) {
    ++out_.counts.ignored;
    return;
  }
  switch (decision.verdict) {
    case Verdict::keep:
      ++out_.counts.kept;
      return;
    case Verdict::already:
    case Verdict::unmapped:
      return;
    case Verdict::invalid:
      return report(std::move(finding), FindingId::invalid_reference, Severity::warning,
                    "no legal image reference: " + decision.reason, "correct the reference");
    case Verdict::unresolved:
      return report(std::move(finding), FindingId::unresolved_registry, Severity::warning,
                    "which image this is depends on a placeholder: " + decision.reason,
                    "fill in the placeholder before ecrify runs");
    case Verdict::refuse:
      return refuse(std::move(finding), FindingId::result_not_legal, decision.reason,
                    "keep this image out of the mapping with a keep rule");
    case Verdict::rewrite:
      break;
  }
  if (!complete || !std::all_of(locations.begin(), locations.end(), is_rewritten)) {
    return refuse(std::move(finding), FindingId::shared_scalar,
                  complete ? "an anchored value that is also used where it must not change"
                           : "an anchored value that is used in more places than can be followed",
                  "write the reference out where it names an image, instead of an alias");
  }
  plan_edit(document, leaf, value, location, decision, std::move(finding));
}

void DocumentFlow::plan_edit(const locate::Document& document, NodeIndex leaf, const std::string& value,
                             const Location& location, const Decision& decision, Finding finding) {
  const manifest::Tape& tape = document.tape();
  const manifest::Style style = tape[leaf].style;
  const manifest::Style around =
      tape[leaf].parent == no_node ? manifest::Style::block : tape[tape[leaf].parent].style;
  std::string help = decision.text;
  if (decision.text.empty()) {
    help = "the rule " + rules::describe(*decision.rule) + " maps it; give an account and a region to see the new reference";
  } else if (!manifest::style_can_carry(style, around, decision.text, manifest::Part::whole)) {
    return refuse(std::move(finding), FindingId::style_cannot_carry,
                  "the new reference can't stand here without quotes: " + decision.text, "put the value in quotes");
  } else {
    finding.replacement = decision.text;
    edits_.push_back({{finding.span.begin - base_, finding.span.end - base_}, decision.text});
    intended_.push_back({leaf, with_part(value, location.part, decision.text)});
  }
  ++out_.counts.references;
  std::string message = std::string(location.why) + " is not pulled through the cache";
  report(std::move(finding), FindingId::unmapped_image, Severity::error, std::move(message), std::move(help));
}

void DocumentFlow::finish(const locate::Document& document, manifest::Reader reader) {
  Finding at_start;
  at_start.document = index_;
  at_start.span = {base_ + edits_.front().span.begin, base_ + edits_.front().span.end};
  if (document.value(document.value(0, "sops"), "mac") != no_node) {
    return refuse(std::move(at_start), FindingId::signed_document,
                  "the document is encrypted and signed by SOPS: an edit would break its signature",
                  "edit it with `sops`, or rewrite the decrypted manifest");
  }
  const std::string edited = splice::apply(text_, edits_);
  const Status proof = manifest::prove(text_, document.tape(), reader, edited, intended_);
  if (!proof.ok()) {
    return refuse(std::move(at_start), FindingId::proof_failed,
                  "the edit could not be proven right: " + proof.failure().message,
                  "please report this document as a defect of ecrify");
  }
  for (splice::Edit& edit : edits_) {
    out_.edits.push_back({{edit.span.begin + base_, edit.span.end + base_}, std::move(edit.text)});
  }
}

void DocumentFlow::unreadable(const Failure& failure) {
  Finding finding;
  finding.document = index_;
  const bool is_template = manifest::go_template(text_, nullptr) == manifest::Template::helm;
  const std::size_t offset = std::min(failure.offset, text_.size());
  const std::size_t end = std::min(offset + 1, text_.size());
  finding.span = {base_ + offset, base_ + end};
  if (is_template) {
    refuse(std::move(finding), FindingId::template_text, "a Go template, not YAML",
           "render it first: helm template … | ecrify rewrite");
  } else {
    refuse(std::move(finding), FindingId::not_yaml, "not readable as YAML: " + failure.message, failure.remedy);
  }
}

Finding DocumentFlow::finding_at(Span span, const Location& location, std::string reference) const {
  Finding finding;
  finding.document = index_;
  finding.span = {base_ + span.begin, base_ + span.end};
  finding.resource = location.resource;
  finding.path = location.path;
  finding.reference = std::move(reference);
  return finding;
}

void DocumentFlow::report(Finding finding, FindingId id, Severity severity, std::string message, std::string help) {
  finding.id = id;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.help = std::move(help);
  out_.findings.push_back(std::move(finding));
}

void DocumentFlow::refuse(Finding finding, FindingId id, std::string message, std::string help) {
  out_.refused = true;
  report(std::move(finding), id, Severity::error, std::move(message), std::move(help));
}

}  // namespace ecrify
