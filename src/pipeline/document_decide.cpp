// SPDX-License-Identifier: Apache-2.0
// The second half of a document's flow: what the rules say of a located reference, and the edit or the word that follows.
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
using rules::Verdict;

std::vector<DocumentFlow::Planned> DocumentFlow::plan(const Scalar& scalar, const Location& location) const {
  std::vector<Planned> plans;
  if (location.join) {
    plans.push_back(plan_join(scalar, *location.join));
    plans.back().location_class = locate::row_of(location.cls).name;
    return plans;
  }
  for (const Span part : location.parts) {
    Planned planned;
    planned.part = part;
    planned.reference = scalar.decoded.value().substr(part.begin, part.size());
    planned.decision = flow_.mapping.decide(planned.reference, location.short_names);
    planned.text = planned.decision.text;
    planned.location_class = locate::row_of(location.cls).name;
    plans.push_back(std::move(planned));
  }
  return plans;
}

namespace {

// Stands for a repository that only the chart knows; the rules take it as any placeholder.
constexpr std::string_view unknown_repository = "${repository}";

std::string repository_of(const locate::Document& document, const locate::Join& join) {
  return join.repository == no_node ? std::string(unknown_repository) : document.scalar(join.repository);
}

}  // namespace

// registry + "/" + repository, decided as one; where the repository stays, only the registry changes.
DocumentFlow::Planned DocumentFlow::plan_join(const Scalar& scalar, const locate::Join& join) const {
  const std::string_view value = scalar.decoded.value();
  Planned planned;
  planned.part = {0, value.find_last_not_of("\r\n") + 1};
  if (value.substr(0, planned.part.end).ends_with('/')) --planned.part.end;  // `ghcr.io/org/`: the slash stays
  const std::string registry(value.substr(0, planned.part.end));
  const std::string tail = "/" + repository_of(scalar.document, join);
  planned.reference = join.repository == no_node ? registry : registry + tail;
  planned.decision = flow_.mapping.decide(registry + tail, rules::ShortNames::ignore);
  const std::string& text = planned.decision.text;
  if (text.ends_with(tail)) {
    planned.text = text.substr(0, text.size() - tail.size());
  } else if (!text.empty()) {
    planned.text = text.substr(0, text.find('/'));
  }
  return planned;
}

bool DocumentFlow::is_digest_first_pull(const Location& location, const Planned& planned) const {
  return planned.decision.digest_first_pull && flow_.settings.digest_first_pull != rules::DigestFirstPull::off &&
         (location.pinned_beside || planned.reference.find('@') != std::string::npos);
}

void DocumentFlow::tell_digest_first_pull(const Scalar& scalar, const Planned& planned) {
  constexpr const char* message = "pinned by digest: ECR is reported to fill its cache on pulls by tag only";
  if (flow_.settings.digest_first_pull == rules::DigestFirstPull::error) {
    return refuse(finding_at(scalar, planned), FindingId::digest_first_pull, message,
                  "pull the tag once through the cache and keep this image out of the mapping until then, or set "
                  "digestFirstPull: warning");
  }
  if (!is_covered(FindingId::digest_first_pull)) ++out_.counts.by_digest;
  if (!flow_.settings.told.notes) {
    static_cast<void>(suppresses(FindingId::digest_first_pull));  // a suppression of it is not needless
    return;
  }
  report(finding_at(scalar, planned), FindingId::digest_first_pull, Severity::note, message,
         "pull the tag once through the cache before the rollout");
}

// What the rules say, where it is not `rewrite`.
bool DocumentFlow::may_edit(const Scalar& scalar, const Location& location, const Planned& planned) {
  const rules::Decision& decision = planned.decision;
  switch (decision.verdict) {
    case Verdict::keep:
      ++out_.counts.kept;
      return false;
    case Verdict::already:
      if (decision.foreign_ecr) {
        report(finding_at(scalar, planned), FindingId::foreign_ecr, Severity::warning,
               "an image of an ECR registry that is not the target",
               "if it should come out of the target's cache, write its upstream name here; otherwise the nodes need "
               "access to that registry");
      }
      return false;
    case Verdict::unmapped:
      return false;
    case Verdict::invalid:
      report(finding_at(scalar, planned), FindingId::invalid_reference, Severity::warning,
             "no legal image reference: " + decision.reason, "correct the reference");
      return false;
    case Verdict::unresolved: {
      if (flow_.settings.actions.of(LocationClass::unresolved) == Action::leave) {
        ++out_.counts.ignored;
        return false;
      }
      Finding unresolved = finding_at(scalar, planned);
      unresolved.location_class = locate::row_of(LocationClass::unresolved).name;
      report(std::move(unresolved), FindingId::unresolved_registry, Severity::warning,
             location.join && location.join->repository == no_node
                 ? "which rule applies depends on the repository, which only the chart knows"
                 : "which image this is depends on a placeholder: " + decision.reason,
             location.join ? "set the repository beside it, or write the new registry by hand"
                           : "fill in the placeholder before ecrify runs");
      return false;
    }
    case Verdict::refuse:
      refuse(finding_at(scalar, planned), FindingId::result_not_legal, decision.reason,
             "keep this image out of the mapping with a keep rule");
      return false;
    case Verdict::rewrite:
      break;
  }
  if (const kustomize::Plan* plan = flow_.settings.plan;
      plan != nullptr && plan->any_stays() && plan->stays(flow_.settings.tree_path, planned.reference)) {
    ++out_.counts.kept;  // a kustomization writes the new name
    return false;
  }
  const manifest::Tape& tape = scalar.document.tape();
  const NodeIndex parent = tape[scalar.leaf].parent;
  const manifest::Style around = parent == no_node ? manifest::Style::block : tape[parent].style;
  const manifest::Part part = planned.part.begin == 0 ? manifest::Part::whole : manifest::Part::tail;
  if (!planned.text.empty() && !manifest::style_can_carry(tape[scalar.leaf].style, around, planned.text, part)) {
    refuse(finding_at(scalar, planned), FindingId::style_cannot_carry,
           "the new reference can't stand here without quotes: " + planned.text, "put the value in quotes");
    return false;
  }
  if (flow_.settings.digest_first_pull == rules::DigestFirstPull::error && is_digest_first_pull(location, planned)) {
    tell_digest_first_pull(scalar, planned);
    return false;
  }
  return true;
}

void DocumentFlow::edit(const Scalar& scalar, const Location& location, const std::vector<Planned>& plans) {
  std::vector<splice::Edit> in_value;
  for (const Planned& planned : plans) {
    ++out_.counts.references;
    rewritten_.push_back(scalar.leaf);
    const bool forward = flow_.mapping.is_forward();
    if (is_digest_first_pull(location, planned)) tell_digest_first_pull(scalar, planned);
    if (!flow_.settings.told.rewrites && !planned.text.empty()) {
      ++out_.counts.untold_references;
      in_value.push_back({planned.part, planned.text});
      continue;
    }
    Finding finding = finding_at(scalar, planned);
    std::string help = planned.text;
    if (planned.text.empty()) {
      help = "the rule " + rules::describe(*planned.decision.rule) +
             " maps it; give an account and a region to see the new reference";
    } else {
      finding.replacement = planned.text;
      in_value.push_back({planned.part, planned.text});
    }
    report(std::move(finding), FindingId::unmapped_image, Severity::error,
           std::string(location.why) + (forward ? " is not pulled through the cache" : " is pulled through the cache"),
           std::move(help));
  }
  if (in_value.empty()) return;
  for (const splice::Edit& edit : in_value) edits_.push_back({scalar.decoded.source(edit.span), edit.text});
  intended_.push_back({scalar.leaf, splice::apply(scalar.decoded.value(), in_value)});
}

// Where a rule changes the path itself, the repository beside the registry changes with it.
void DocumentFlow::edit_repository(const Scalar& registry, const Location& location, const Planned& planned) {
  const locate::Document& document = registry.document;
  const NodeIndex leaf = location.join->repository;
  const std::string repository = document.scalar(leaf);
  const std::string& text = planned.decision.text;
  if (text.empty() || text.ends_with("/" + repository)) return;
  const manifest::Decoded decoded = manifest::decode(text_, document.tape()[leaf]);
  const auto [paths, complete] = document.paths_to(leaf);
  const Scalar scalar{document, leaf, decoded, paths.front()};
  Planned other = planned;
  other.part = {0, repository.find_last_not_of("\r\n") + 1};
  other.text = text.substr(text.find('/') + 1);
  if (paths.size() > 1 || !complete) {
    return refuse(finding_at(scalar, other), FindingId::shared_scalar,
                  "a repository that is used with more than one registry", "write it out where it is used");
  }
  Location alone = location;
  alone.join.reset();
  if (!may_edit(scalar, alone, other)) return;
  edit(scalar, alone, {other});
  --out_.counts.references;  // it is one image
}

void DocumentFlow::warn(const Scalar& scalar, const Location& location, const Planned& planned) {
  const Verdict verdict = planned.decision.verdict;
  Finding finding = finding_at(scalar, planned);
  if (location.cls == LocationClass::policy) {
    if (location.verifies) {
      return report(std::move(finding), FindingId::policy_verify_skipped, Severity::warning,
                    "images that this policy verifies under this name would run unverified under their new names",
                    "add a pattern for the names in the cache" + (planned.text.empty() ? "" : ": " + planned.text));
    }
    return report(std::move(finding), FindingId::policy_pattern, Severity::warning,
                  "a policy that matches images by this name does not match their new names",
                  "add a pattern for the names in the cache");
  }
  if (verdict != Verdict::rewrite) {
    if (verdict == Verdict::keep) ++out_.counts.kept;
    return;
  }
  const std::string new_text = planned.text.empty() ? "" : ": " + planned.text;  // empty while no registry is known
  if (location.cls == LocationClass::artifact) {
    if (suppresses(FindingId::artifact_reference)) return;
    ++out_.counts.artifacts;
    const Severity severity = action_of(location) == Action::warn ? Severity::warning : Severity::note;
    if (severity == Severity::note && !flow_.settings.told.notes) return;
    return report(std::move(finding), FindingId::artifact_reference, severity,
                  "an artifact that a controller fetches with a login of its own",
                  "rewrite it with --artifacts once that controller can log in to the registry");
  }
  if (location.builder) {
    return report(std::move(finding), FindingId::builder_argument, Severity::warning,
                  "an argument of a program that builds, copies or scans images: is it pulled from or pushed to?",
                  "change it by hand if it is pulled" + new_text);
  }
  if (location.cls == LocationClass::embedded) {
    return report(std::move(finding), FindingId::embedded_reference, Severity::warning,
                  "a reference inside prose or a script is left alone", "rewrite it with --embedded" + new_text);
  }
  if (location.cls != LocationClass::other) {
    return report(std::move(finding), FindingId::unmapped_image, Severity::warning,
                  std::string(location.why) + " is left alone, as the configuration says", planned.text);
  }
  report(std::move(finding), FindingId::unknown_field, Severity::warning,
         "a reference in a field that is not known to name an image is left alone",
         "name the field under `fields` in the configuration if it does");
}

bool DocumentFlow::may_have_setter(std::size_t offset) const {
  // Most values end their lines.
  return offset < text_.size() && text_[offset] != '\n' && text_[offset] != '\r';
}

// Flux writes the whole reference back at the next update, unless its setter is only for the tag or the digest.
void DocumentFlow::note_automation(const Scalar& scalar) {
  const std::size_t end = scalar.span().end;
  constexpr std::size_t longest_comment = 512;  // a document of one line must not be searched for each of its images
  const std::string_view window = text_.substr(end, longest_comment);
  const std::string_view rest = window.substr(0, window.find('\n'));
  const std::size_t marker = rest.find("\"$imagepolicy\"");
  if (marker == std::string_view::npos) return;
  const std::string_view setter = rest.substr(marker);
  if (setter.find(":tag\"") != std::string_view::npos || setter.find(":digest\"") != std::string_view::npos) return;
  Planned planned;
  planned.part = {0, scalar.decoded.value().find_last_not_of("\r\n") + 1};
  planned.reference = scalar.decoded.value().substr(0, planned.part.end);
  report(finding_at(scalar, planned), FindingId::automation, Severity::warning,
         "Flux's image automation will write the old name back here",
         "let the ImagePolicy's repository name the cache, or use a `:tag` setter");
}

}  // namespace ecrify
