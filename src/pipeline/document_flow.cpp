// SPDX-License-Identifier: Apache-2.0
#include "document_flow.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/base/stopwatch.hpp"

namespace ecrify {

using locate::Action;
using locate::Location;
using locate::LocationClass;
using locate::Role;
using manifest::Hit;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Verdict;

namespace {

constexpr const char* too_many_places = "an anchored value that is used in more places than can be followed";
constexpr const char* write_out = "write the reference out where it names an image, instead of an alias";

}  // namespace

std::size_t DocumentFlow::run(const Hit* hits, const Hit* hits_end) {
  const std::size_t untold = out_.counts.untold_references;
  const std::size_t size = read_and_examine(hits, hits_end);
  if (where_.nesting == 0 && out_.counts.untold_references > untold) ++out_.counts.untold_documents;
  return size;
}

std::size_t DocumentFlow::read_and_examine(const Hit* hits, const Hit* hits_end) {
  manifest::Tape& tape = memory_.tape;
  Stopwatch watch(where_.nesting == 0 ? flow_.settings.clock : Clock::off);
  const Counts before = out_.counts;
  ++out_.counts.candidates;
  const auto read = manifest::read_document(text_, tape, {where_.screened, where_.behind, flow_.settings.most_for_yaml_cpp, where_.nesting > 0});
  // What holds no reference is nobody's concern, however it is written.
  const bool about_images = is_about_images(hits, hits_end);
  if (!about_images && (!read.ok() || text_.find("{{") != std::string_view::npos)) return text_.size();
  if (!read.ok()) {
    unreadable(read.failure());
    return text_.size();
  }
  const bool by_scanner = read->reader == manifest::Reader::scanner;
  watch.lap(by_scanner ? out_.times.scan : out_.times.fallback);
  ++(by_scanner ? out_.counts.by_scanner : out_.counts.by_yaml_cpp);
  text_ = text_.substr(0, read->end);
  const locate::Document document(text_, tape);
  read_suppressions(document);
  if (read->collection_keys && template_found(manifest::go_template(text_, tape))) return text_.size();
  if (where_.nesting > 0 && tape.size() > 0 && tape[0].kind == NodeKind::scalar) {
    unreadable({"not a document but a text", "", "", 0});
    return text_.size();
  }
  const bool foreign = where_.role == Role::object && !document.is_kubernetes();
  if (foreign && about_images) ++out_.counts.without_kind;
  std::vector<NodeIndex>& leaves = memory_.leaves;
  find_candidates(document, hits, hits_end);
  if (where_.nesting == 0 && !leaves.empty()) edit_kustomize_images(document, leaves);
  const bool quick = may_be_quick(document);
  const std::size_t seen = out_.counts.not_kubernetes_references;
  for (const NodeIndex leaf : leaves) {
    if (foreign) {
      count_foreign(document, leaf);
    } else if (!quick || !examine_quickly(document, leaf)) {
      examine(document, leaf);
    }
  }
  if (out_.counts.not_kubernetes_references > seen) ++out_.counts.not_kubernetes;
  if (!foreign) look_at_hints(document, leaves);
  if (!foreign) look_at_pull_secrets(document);
  chains_.assign(1, around_);
  watch.lap(out_.times.decide);
  const bool changes = !edits_.empty() || !rewritten_.empty();
  if (changes && document.value(document.value(0, "sops"), "mac") != no_node) {
    refuse_signed(document, before);
  } else if (!edits_.empty()) {
    finish(document, read->reader);
  }
  watch.lap(out_.times.prove);
  tell_suppressions(about_images);
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
  // A string is text to kubectl, whatever it says, and whoever reads it may well fill in templates.
  if (where_.nesting > 0) return false;
  Finding finding;
  finding.document = where_.index;
  finding.span = {where_.base + begin, where_.base + begin + 2};
  report(std::move(finding), FindingId::template_placeholder, Severity::warning,
         "a template expression outside quotes, which kubectl does not accept", "render the template first");
  return false;
}

Action DocumentFlow::action_of(const Location& location) const {
  return location.builder ? Action::warn : flow_.settings.actions.of(location.cls);
}

void DocumentFlow::examine(const locate::Document& document, NodeIndex leaf) {
  if (document.tape()[leaf].kind != NodeKind::scalar) return;
  const manifest::Decoded decoded = manifest::decode(text_, document.tape()[leaf]);
  if (decoded.value().empty()) return;

  // An anchored scalar is in every place that an alias takes it to.
  const auto [paths, complete] = document.paths_to(leaf);
  const locate::Context context{where_.role, &flow_.mapping};
  std::vector<Location> locations;
  if (suppressions_) {
    chains_.clear();
    for (const locate::FieldPath& path : paths) chains_.push_back(chain_of(path, leaf));
  }
  for (const locate::FieldPath& path : paths) {
    const std::vector<locate::UserIgnore>& ignores = flow_.settings.ignored;
    const auto* ignored = ignores.empty() ? nullptr : locate::ignored_by_user(ignores, locate::resource_of(document, path));
    if (ignored != nullptr) {
      Location& location = locations.emplace_back();
      location.cls = LocationClass::ignored;
      location.why = ignored_by_configuration;
      leave_alone(document.tape()[leaf].span(), LeftAloneBy::configuration, ignored->reason);
      continue;
    }
    locations.push_back(locate::is_user_field(flow_.settings.fields, document, path)
                            ? locate::as_user_field(document, path, decoded.value(), flow_.mapping)
                            : locate::classify(context, document, path, decoded.value()));
    Location& location = locations.back();
    if (action_of(location) == Action::enter && !enter({document, leaf, decoded, path}, location, complete)) {
      location = locate::as_prose(std::move(location), decoded.value(), flow_.mapping);
    }
    if (location.cls == LocationClass::nested) return;
  }
  if (suppressions_) {
    // Of a reference in two scalars, what is said beside the other holds as well.
    for (std::size_t i = 0; i < locations.size(); ++i) {
      if (!locations[i].join || locations[i].join->repository == no_node) continue;
      const NodeIndex repository = locations[i].join->repository;
      for (const locate::FieldPath& path : document.paths_to(repository).paths) {
        suppressions_->find(path, repository, chains_[i]);
      }
    }
  }
  const auto is_rewritten = [this](const Location& location) { return action_of(location) == Action::rewrite; };
  // One scalar can only become one text: a registry that is shared by repositories with different rules can't.
  // The name is given anew since lambdas of clang before 16 don't take those of a structured binding.
  const auto becomes = [&, &at = paths](std::size_t i) {
    std::string text;
    for (const Planned& planned : plan({document, leaf, decoded, at[i]}, locations[i])) text += planned.text + '\n';
    return text;
  };
  bool all_alike = std::all_of(locations.begin(), locations.end(), is_rewritten);
  for (std::size_t i = 1; all_alike && i < locations.size(); ++i) all_alike = becomes(i) == becomes(0);
  const auto first = std::find_if(locations.begin(), locations.end(), is_rewritten);
  const std::size_t told = first == locations.end() ? 0 : static_cast<std::size_t>(first - locations.begin());
  act({document, leaf, decoded, paths[told]}, locations[told], all_alike, complete);
}

// A document in a string. Returns false when it is none, so that it is a text like any other.
bool DocumentFlow::enter(const Scalar& scalar, const Location& location, bool complete) {
  if (where_.nesting >= max_nesting) return false;
  const std::string_view value = scalar.decoded.value();
  // A string that is reached by aliases is one text; all of it is suppressed, or nothing.
  const bool all_covered = std::none_of(chains_.begin(), chains_.end(), [](const auto& chain) { return chain.empty(); });
  Examined inner = examine_text(flow_, value, location.inner, where_.nesting + 1,
                                all_covered ? chains_.front() : suppress::Chain{});
  const auto is_no_document = [](const Finding& finding) {
    return finding.id == FindingId::not_yaml || finding.id == FindingId::template_text;
  };
  if (std::any_of(inner.findings.begin(), inner.findings.end(), is_no_document)) return false;
  std::string path;
  Resource resource;
  if (!inner.findings.empty() || !inner.occurrences.empty()) {
    path = locate::path_text(scalar.path);
    resource = locate::resource_of(scalar.document, scalar.path);
  }
  out_.counts += inner.counts;
  if (inner.refused) refused();
  for (Finding& finding : inner.findings) {
    const Span source = finding.span.empty() ? Span{} : scalar.decoded.source(finding.span);
    finding.span = {where_.base + source.begin, where_.base + source.end};
    finding.document = where_.index;
    finding.path = path + ": " + finding.path;
    if (finding.resource.name.empty()) finding.resource = resource;
    out_.findings.push_back(std::move(finding));
  }
  for (Occurrence& occurrence : inner.occurrences) {
    if (!occurrence.span.empty()) occurrence.span = scalar.decoded.source(occurrence.span);
    occurrence.span = {occurrence.span.begin + where_.base, occurrence.span.end + where_.base};
    occurrence.path = path + ": " + occurrence.path;
    out_.occurrences.push_back(std::move(occurrence));
  }
  for (const LeftAlone& one : inner.left_alone) {
    leave_alone(one.span.empty() ? scalar.span() : scalar.decoded.source(one.span), one.by, one.reason);
  }
  if (!inner.edits.empty() && (!complete || is_half_covered(FindingId::unmapped_image))) {
    Finding finding = finding_at(scalar, {});
    finding.span = {where_.base + scalar.span().begin, where_.base + scalar.span().end};
    refuse(std::move(finding), FindingId::shared_scalar,
           complete ? "a text that is also used where its rewrite is suppressed" : too_many_places,
           "write the text out where it is used, instead of an alias");
    return true;
  }
  if (!inner.edits.empty()) {
    for (const splice::Edit& edit : inner.edits) edits_.push_back({scalar.decoded.source(edit.span), edit.text});
    intended_.push_back({scalar.leaf, splice::apply(value, inner.edits)});
  }
  return true;
}

// Whether the value would be rewritten if one of the places that were not looked at named an image.
bool DocumentFlow::may_be_image(const Scalar& scalar, const std::vector<Planned>& plans) const {
  const auto is_rewritten = [](const Planned& planned) { return planned.decision.verdict == Verdict::rewrite; };
  return std::any_of(plans.begin(), plans.end(), is_rewritten) ||
         flow_.mapping.decide(scalar.decoded.value(), rules::ShortNames::ignore).verdict == Verdict::rewrite;
}

void DocumentFlow::act(const Scalar& scalar, const Location& location, bool all_alike,
                       bool complete) {
  const Action action = action_of(location);
  const std::vector<Planned> plans = plan(scalar, location);
  for (const Planned& planned : plans) {
    note_occurrence(planned.part.empty() ? scalar.span() : scalar.decoded.source(planned.part), location, location.why,
                    &scalar, &planned);
  }
  if (plans.empty()) note_occurrence(scalar.span(), location, location.why, &scalar, nullptr);
  if (!complete && action != Action::rewrite && may_be_image(scalar, plans)) {
    return refuse(finding_at(scalar, plans.empty() ? Planned{} : plans.front()), FindingId::shared_scalar, too_many_places, write_out);
  }
  if (action == Action::leave || plans.empty()) {
    ++out_.counts.ignored;
    return;
  }
  if (action == Action::warn || action == Action::tell) {
    for (const Planned& planned : plans) warn(scalar, location, planned);
    return;
  }
  std::vector<Planned> edits;
  for (const Planned& planned : plans) {
    if (!may_edit(scalar, location, planned)) continue;
    if (suppresses(FindingId::unmapped_image)) {
      leave_alone(scalar.span(), LeftAloneBy::suppression, find_in(chains_.front(), FindingId::unmapped_image)->directive.reason);
      continue;
    }
    if (!all_alike || !complete || is_half_covered(FindingId::unmapped_image)) {
      return refuse(finding_at(scalar, planned), FindingId::shared_scalar,
                    complete ? "an anchored value that is also used where it must not change" : too_many_places, write_out);
    }
    edits.push_back(planned);
  }
  if (edits.empty()) return;
  edit(scalar, location, edits);
  if (location.join && location.join->repository != no_node) edit_repository(scalar, location, edits.front());
  note_automation(scalar);
}

// Whether a hit in the document is one of a reference that may be rewritten.
bool DocumentFlow::is_about_images(const Hit* hit, const Hit* hits_end) const {
  if (flow_.mapping.scope() == rules::RegistryScope::any) return true;  // what a slice holds behind its first document has no hit
  return std::any_of(hit, hits_end, [&](const Hit& one) {
    return one.offset < where_.base + text_.size() && flow_.is_about_images(one);
  });
}

// A pod spec whose images all come out of the cache needs no login at the registries that they came from.
void DocumentFlow::look_at_pull_secrets(const locate::Document& document) {
  const PullSecrets& secrets = flow_.settings.pull_secrets;
  const bool known = !(secrets.known.empty() && secrets.dropped.empty());
  if (!known || refused_ || !flow_.mapping.is_forward()) return;
  std::sort(rewritten_.begin(), rewritten_.end());
  const auto is_cached = [&](NodeIndex image) {
    if (std::binary_search(rewritten_.begin(), rewritten_.end(), image)) return true;
    return flow_.mapping.decide(document.scalar(image), rules::ShortNames::count).verdict == Verdict::already;
  };
  const auto is_kept = [&](NodeIndex secret) {
    if (!suppressions_ && around_.empty()) return false;
    chains_.clear();
    for (const locate::FieldPath& path : document.paths_to(secret).paths) chains_.push_back(chain_of(path, secret));
    return suppresses(FindingId::pull_secret_left);
  };
  NeedlessSecrets needless = needless_secrets(document, secrets, is_cached, is_kept);
  chains_ = {around_};
  if (needless.secrets.empty()) return;
  const auto first = document.paths_to(needless.secrets.front().leaf).paths;
  if (first.empty()) return;
  if (locate::ignored_by_user(flow_.settings.ignored, locate::resource_of(document, first.front())) != nullptr) return;
  const bool may_drop = where_.nesting == 0;  // lines of a text in a text can't be taken out of both
  for (const NeedlessSecret& secret : needless.secrets) {
    if (secret.dropped && may_drop) {
      ++out_.counts.dropped_secrets;
      continue;
    }
    ++out_.counts.pull_secrets;
    if (!flow_.settings.told.notes) continue;
    const manifest::Decoded decoded = manifest::decode(text_, document.tape()[secret.leaf]);
    Planned planned;
    planned.part = {0, decoded.value().size()};
    const auto [paths, complete] = document.paths_to(secret.leaf);
    if (paths.empty()) continue;  // too many aliases to follow: counted, at least
    report(finding_at({document, secret.leaf, decoded, paths.front()}, planned), FindingId::pull_secret_left, Severity::note,
           "all images of this pod spec come out of the cache: it does not need the pull secret " + secret.name,
           secret.asked ? "it stands where ecrify can't remove it: remove it by hand"
                        : "remove it with --drop-pull-secret " + secret.name);
  }
  if (!may_drop) return;
  edits_.insert(edits_.end(), needless.edits.begin(), needless.edits.end());
  removed_ = std::move(needless.removed);
}

}  // namespace ecrify
