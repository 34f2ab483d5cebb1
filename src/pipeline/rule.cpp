// SPDX-License-Identifier: Apache-2.0
#include "rule.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/manifest/decode.hpp"
#include "ecrify/reference/reference.hpp"
#include "policy_pattern.hpp"
#include "wording.hpp"

namespace ecrify {

using locate::Action;
using locate::Location;
using locate::LocationClass;
using manifest::no_node;
using manifest::NodeIndex;
using rules::Verdict;

namespace {

// Stands for a repository that only the chart knows; the mapping takes it as any placeholder.
constexpr std::string_view unknown_repository = "${repository}";

// registry + "/" + repository, decided as one; where the repository stays, only the registry changes.
MappedReference joined_reference(const DocumentContext& context, std::string_view value,
                                 const Location& location) {
  const locate::Join& join = *location.join;
  MappedReference reference;
  reference.part =
      location.parts.empty() ? Span{0, value.find_last_not_of("\r\n") + 1} : location.parts.front();
  if (value.substr(0, reference.part.end).ends_with('/'))
    --reference.part.end;  // `ghcr.io/org/`: the slash stays
  const std::string registry(value.substr(reference.part.begin, reference.part.size()));
  const bool is_known = join.repository != no_node;
  const std::string middle = join.middle == no_node ? "" : context.document.scalar(join.middle) + "/";
  const std::string tail =
      "/" + middle + (is_known ? context.document.scalar(join.repository) : std::string(unknown_repository));
  reference.text = is_known ? registry + tail : registry;
  reference.decision = context.mapping.decide(registry + tail, location.short_names);
  const std::string& text = reference.decision.text;
  if (text.ends_with(tail)) {
    reference.replacement = text.substr(0, text.size() - tail.size());
  } else if (!text.empty() && join.middle != no_node) {
    reference.decision.verdict = Verdict::refuse;
    reference.decision.reason = "the rule changes a path that is spread over three fields";
    reference.decision.text.clear();
  } else if (!text.empty()) {
    reference.replacement = text.substr(0, text.find('/'));
  }
  return reference;
}

void set_finding(Ruling& ruling, Outcome outcome, FindingId id) {
  ruling.outcome = outcome;
  ruling.finding = id;
  ruling.severity = outcome == Outcome::warn   ? Severity::warning
                    : outcome == Outcome::note ? Severity::note
                                               : Severity::error;
}

bool is_at_default_port(const DocumentContext& context, const ReferenceView& reference) {
  return reference.decision.verdict == Verdict::unmapped &&
         locate::has_default_port(reference.text, context.mapping);
}

// A place whose references are reported and stay.
void rule_reported(const DocumentContext& context, const Location& location, Action action,
                   const ReferenceView& reference, Ruling& ruling) {
  if (location.cls == LocationClass::policy) {
    const auto id = location.verifies ? FindingId::policy_verify_skipped : FindingId::policy_pattern;
    return set_finding(ruling, has_cache_pattern(context, ruling, reference) ? Outcome::note : Outcome::warn,
                       id);
  }
  const bool is_invalid = ruling.verdict == Verdict::invalid || ruling.verdict == Verdict::unmapped;
  const bool is_host = ruling.verdict == Verdict::unmapped &&
                       reference.text.find('/') >= reference.text.size() - 1;  // `ghcr.io/`, too
  if (ruling.verdict == Verdict::unresolved && location.cls != LocationClass::artifact)
    return set_finding(ruling, Outcome::warn, FindingId::unresolved_registry);
  if (location.near || (location.cls != LocationClass::artifact && is_at_default_port(context, reference)) ||
      (location.cls == LocationClass::embedded && (ruling.verdict == Verdict::invalid || is_host))) {
    const reference::MaskedText masked = reference::mask_placeholders(reference.text);
    const bool is_placeholder = !masked.spans.empty() && masked.spans.front().begin == 0;
    if (ruling.verdict == Verdict::rewrite || is_invalid) {
      set_finding(ruling, Outcome::warn,
                  is_placeholder ? FindingId::unresolved_registry : FindingId::near_reference);
    }
    return;
  }
  // Where charts stand below a name of which rules map one part and keep another, it depends on the chart.
  const bool is_mapped_in_part = location.cls == LocationClass::artifact &&
                                 ruling.verdict == Verdict::unresolved && ruling.rule != nullptr;
  if (ruling.verdict != Verdict::rewrite && !is_mapped_in_part) return;
  if (location.cls == LocationClass::artifact) {
    return set_finding(ruling, action == Action::warn ? Outcome::warn : Outcome::note,
                       FindingId::artifact_reference);
  }
  if (location.selects) return set_finding(ruling, Outcome::refuse, FindingId::kustomize_selector);
  if (location.builder) return set_finding(ruling, Outcome::warn, FindingId::builder_argument);
  if (location.cls == LocationClass::embedded)
    return set_finding(ruling, Outcome::warn, FindingId::embedded_reference);
  const bool is_known = location.cls != LocationClass::other;
  set_finding(ruling, Outcome::warn, is_known ? FindingId::unmapped_image : FindingId::unknown_field);
}

// `image: ${IMAGE}` says nothing of any registry, `${REGISTRY}/app` and `${IMAGE:-nginx}` do.
bool is_any_image(const Location& location, const ReferenceView& reference) {
  const bool is_name = !location.join && reference.decision.rule == nullptr &&
                       reference.text.find('/') == std::string_view::npos;
  return is_name && reference::with_default(reference.text).empty();
}

// Rules on a reference whose class is rewritten: by the verdict, unless its place forbids the edit.
void rule_image(const DocumentContext& context, const Location& location, const ReferenceView& reference,
                Ruling& ruling) {
  const Settings& settings = context.common.settings;
  if (location.mixed && ruling.verdict != Verdict::already && ruling.verdict != Verdict::keep) {
    return set_finding(ruling, Outcome::refuse, FindingId::near_reference);
  }
  switch (ruling.verdict) {
    case Verdict::unmapped:
      if (location.near || is_at_default_port(context, reference))
        set_finding(ruling, Outcome::warn, FindingId::near_reference);
      return;
    case Verdict::keep:
      return;
    case Verdict::already:
      if (reference.decision.foreign_ecr) set_finding(ruling, Outcome::warn, FindingId::foreign_ecr);
      return;
    case Verdict::invalid:
      return set_finding(ruling, Outcome::warn, FindingId::invalid_reference);
    case Verdict::unresolved:
      ruling.cls = LocationClass::unresolved;
      if (settings.actions.of(LocationClass::unresolved) == Action::leave) return;
      return set_finding(ruling, is_any_image(location, reference) ? Outcome::note : Outcome::warn,
                         FindingId::unresolved_registry);
    case Verdict::refuse:
      return set_finding(ruling, Outcome::refuse, FindingId::result_not_legal);
    case Verdict::rewrite:
      break;
  }
  if (!reference.fits) return set_finding(ruling, Outcome::refuse, FindingId::style_cannot_carry);
  const bool by_digest = reference.decision.digest_first_pull &&
                         settings.digest_first_pull != config::DigestFirstPull::off &&
                         (location.pinned_beside || reference.has_digest);
  if (by_digest && settings.digest_first_pull == config::DigestFirstPull::error) {
    return set_finding(ruling, Outcome::refuse, FindingId::digest_first_pull);
  }
  set_finding(ruling, Outcome::rewrite, FindingId::unmapped_image);
  ruling.pinned_by_digest = by_digest;
}

bool can_carry(const DocumentContext& context, NodeIndex leaf, std::string_view text, manifest::Part part) {
  if (text.empty()) return true;
  const NodeIndex parent = context.tape()[leaf].parent;
  const manifest::Style around = parent == no_node ? manifest::Style::block : context.tape()[parent].style;
  return manifest::style_can_carry(context.tape()[leaf].style, around, text, part);
}

manifest::TextLines lines_of(const DocumentContext& context, Span span) {
  const bool has_end = context.text().substr(span.begin, span.size()).find('\n') != std::string_view::npos;
  return has_end ? manifest::TextLines::several : manifest::TextLines::one;
}

// Leaves the end of a value as it is written, where it has escapes (a template's) or several lines.
void leave_tail(const DocumentContext& context, const ScalarPlace& scalar, manifest::Part part,
                ReferenceView& reference) {
  const manifest::Tape& tape = context.tape();
  const NodeIndex parent = tape[scalar.leaf].parent;
  const manifest::Style around = parent == no_node ? manifest::Style::block : tape[parent].style;
  const std::string_view text = scalar.decoded.value().substr(reference.part.begin, reference.part.size());
  const auto tail = manifest::kept_tail(tape[scalar.leaf].style, around, text, reference.replacement, part,
                                        lines_of(context, reference.span));
  if (!tail) return;
  reference.part.end -= *tail;
  reference.span = scalar.decoded.source(reference.part);
  reference.replacement.remove_suffix(*tail);
  reference.fits = true;
}

// Changes the repository beside a registry, where a rule changes the path itself.
void add_repository(const DocumentContext& context, const std::string& target, Ruling& ruling) {
  const locate::Document& document = context.document;
  const std::string repository = document.scalar(ruling.beside);
  if (target.empty() || target.ends_with("/" + repository)) return;
  const auto [paths, complete] = document.paths_to(ruling.beside);
  if (paths.size() > 1 || !complete) {
    ruling.sharing = Sharing::repository;
    return;
  }
  RelatedChange change;
  change.scalar = ruling.beside;
  change.part = {0, repository.find_last_not_of("\r\n") + 1};
  change.span = manifest::decode(context.text(), context.tape()[ruling.beside]).source(change.part);
  change.text = target.substr(target.find('/') + 1);
  if (!can_carry(context, ruling.beside, change.text, manifest::Part::whole)) {
    return set_finding(ruling, Outcome::refuse, FindingId::style_cannot_carry);
  }
  ruling.related.push_back(std::move(change));
}

// True if a setter of Flux or kpt, a comment behind the scalar, writes back more than tag or digest:
// `# {"$imagepolicy": "flux-system:web"}`, `# kpt-set: ghcr.io/org/web:${tag}`.
bool has_setter(std::string_view text, std::size_t scalar_end, const rules::Mapping& mapping) {
  // Most values end their lines.
  if (scalar_end >= text.size() || text[scalar_end] == '\n' || text[scalar_end] == '\r') return false;
  // A document of one line must not be searched for each of its images.
  constexpr std::size_t longest_comment = 512;
  const std::string_view window = text.substr(scalar_end, longest_comment);
  const std::string_view rest = window.substr(0, window.find('\n'));
  const std::size_t marker = rest.find("\"$imagepolicy\"");
  if (marker == std::string_view::npos) {
    const std::size_t kpt = rest.find("# kpt-set: ");
    return kpt != std::string_view::npos && !locate::find_mentions(rest.substr(kpt), mapping).empty();
  }
  const std::string_view setter = rest.substr(marker);
  return setter.find(":tag\"") == std::string_view::npos &&
         setter.find(":digest\"") == std::string_view::npos;
}

}  // namespace

void for_each_reference(const DocumentContext& context, const ScalarPlace& scalar, const Location& location,
                        const std::function<void(MappedReference)>& visit) {
  const std::string_view value = scalar.decoded.value();
  if (location.join) {
    visit(joined_reference(context, value, location));
    return;
  }
  for (const Span part : location.parts) {
    MappedReference reference;
    reference.part = part;
    reference.text = value.substr(part.begin, part.size());
    reference.decision = context.mapping.decide(reference.text, location.short_names);
    reference.replacement = reference.decision.text;
    visit(std::move(reference));
  }
}

std::vector<MappedReference> references_at(const DocumentContext& context, const ScalarPlace& scalar,
                                           const Location& location) {
  std::vector<MappedReference> references;
  for_each_reference(context, scalar, location,
                     [&](MappedReference reference) { references.push_back(std::move(reference)); });
  return references;
}

Ruling rule_on(const DocumentContext& context, NodeIndex leaf, const locate::FieldPath* path,
               const Location& location, const ReferenceView& reference, Words words) {
  Ruling ruling;
  ruling.scalar = leaf;
  ruling.part = reference.part;
  ruling.span = reference.span;
  ruling.document = context.index;
  ruling.cls = location.cls;
  ruling.why = location.why;
  ruling.is_part = location.join && location.join->repository == no_node;
  ruling.verdict = reference.decision.verdict;
  ruling.rule = reference.decision.rule;
  const Action action = context.common.action_of(location);
  if (action == Action::rewrite) {
    rule_image(context, location, reference, ruling);
  } else if (action != Action::leave) {
    rule_reported(context, location, action, reference, ruling);
  }
  if (location.join) ruling.beside = location.join->repository;
  if (ruling.outcome == Outcome::rewrite) {
    ruling.text = reference.replacement;
    if (ruling.beside != no_node) add_repository(context, reference.decision.text, ruling);
    ruling.has_setter = has_setter(context.text(), context.tape()[leaf].end, context.mapping);
  }
  if (words == Words::where_wanted && wants_words(context.common, ruling))
    add_words(context, path, location, reference, ruling);
  return ruling;
}

Ruling rule_on(const DocumentContext& context, const ScalarPlace& scalar, const Location& location,
               const MappedReference& reference, Words words) {
  const Span part = reference.part;
  const Span span = part.empty() ? context.tape()[scalar.leaf].span() : scalar.decoded.source(part);
  const auto where = part.begin == 0 ? manifest::Part::whole : manifest::Part::tail;
  ReferenceView view{
      part,
      span,
      reference.text,
      reference.replacement,
      reference.decision,
      reference.text.find('@') < reference.text.find_last_not_of('@'),  // `:@TAG@` is no digest
      can_carry(context, scalar.leaf, reference.replacement, where) &&
          (reference.replacement.find(' ') == std::string_view::npos ||
           lines_of(context, span) == manifest::TextLines::one)};
  if (!view.fits) leave_tail(context, scalar, where, view);
  return rule_on(context, scalar.leaf, &scalar.path, location, view, words);
}

Ruling rule_left(const DocumentContext& context, NodeIndex leaf, const locate::FieldPath* path,
                 LocationClass cls, std::string_view why) {
  Ruling ruling;
  ruling.scalar = leaf;
  ruling.document = context.index;
  ruling.cls = cls;
  ruling.why = why;
  if (leaf == no_node) return ruling;
  ruling.span = context.tape()[leaf].span();
  if (wants_words(context.common, ruling)) add_place_words(context, path, ruling);
  return ruling;
}

}  // namespace ecrify
