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
using manifest::HitKind;
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
  const auto read = manifest::read_document(text_, tape, {where_.screened, where_.behind, flow_.settings.most_for_yaml_cpp});
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
  if (foreign && about_images) ++out_.counts.not_kubernetes;
  std::vector<NodeIndex>& leaves = memory_.leaves;
  find_candidates(document, hits, hits_end);
  if (where_.nesting == 0 && !leaves.empty()) edit_kustomize_images(document, leaves);
  const bool quick = may_be_quick(document);
  for (const NodeIndex leaf : leaves) {
    if (foreign) {
      count_foreign(document, leaf);
    } else if (!quick || !examine_quickly(document, leaf)) {
      examine(document, leaf);
    }
  }
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
  Finding finding;
  finding.document = where_.index;
  finding.span = {where_.base + begin, where_.base + begin + 2};
  report(std::move(finding), FindingId::template_placeholder, Severity::warning,
         "a template expression outside quotes, which kubectl does not accept", "render the template first");
  return false;
}

// What is neither a path nor in a field that is named for images, or for their parts, is no reference of any registry.
bool DocumentFlow::may_name_image(const locate::Document& document, NodeIndex leaf) const {
  const manifest::Tape& tape = document.tape();
  const Span span = tape[leaf].span();
  const std::string_view text = text_.substr(span.begin, span.size());
  if (text == "true" || text == "false" || text == "null" || text == "~") return false;  // `hideRegistry: true`
  if (text.find('/') != std::string_view::npos) return true;
  const auto is_image_word = [](std::string_view key) {
    for (const std::string_view word : {"mage", "egistry", "epository"}) {
      if (key.find(word) != std::string_view::npos) return true;
    }
    return false;
  };
  // The field's own key, or that of the list that it is an item of.
  NodeIndex node = leaf;
  while (tape[node].parent != no_node && tape[tape[node].parent].kind == NodeKind::sequence) node = tape[node].parent;
  if (tape[node].parent == no_node) return false;
  const Span name = tape[tape[node].slot].span();
  return is_image_word(text_.substr(name.begin, name.size()));
}

// The scalars that the prefilter's hits point at, each once, in the order of the text.
void DocumentFlow::find_candidates(const locate::Document& document, const Hit* hit, const Hit* hits_end) {
  const manifest::Tape& tape = document.tape();
  std::vector<NodeIndex>& leaves = memory_.leaves;
  if (flow_.settings.scope == RegistryScope::any) {
    for (NodeIndex node = 0; node < tape.size(); ++node) {
      if (tape[node].kind == NodeKind::scalar && !tape.is_key(node) && may_name_image(document, node)) leaves.push_back(node);
    }
    return;
  }
  for (; hit != hits_end && hit->offset < where_.base + text_.size(); ++hit) {
    const NodeIndex leaf = tape.leaf_at(hit->offset - where_.base);
    if (leaf == no_node) {
      if (hit->kind == HitKind::host) {
        ++out_.counts.ignored;
        note_occurrence({hit->offset - where_.base, hit->offset - where_.base}, {}, "a comment", nullptr, nullptr);
      }
      continue;
    }
    const bool is_word = hit->kind == HitKind::word;
    if (is_word && flow_.watched.is_hint(*hit)) {
      hinted_.push_back(leaf);
      continue;
    }
    if (!is_word) leaves.push_back(leaf);
    if ((hit->kind == HitKind::escape || flow_.is_watched(*hit, Watch::image_key)) && tape.is_key(leaf)) {
      // A name without a registry can only be seen by its key: `image`, or `reference` in an `image`.
      NodeIndex value = document.resolved(tape[leaf].next);
      if (value != no_node && tape[value].kind == NodeKind::mapping) value = document.value(value, "reference");
      if (value != no_node && tape[value].kind == NodeKind::scalar) leaves.push_back(value);
    }
  }
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
}

// A document that is no Kubernetes object is copied through; what it holds is only told.
void DocumentFlow::count_foreign(const locate::Document& document, NodeIndex leaf) {
  const rules::Decision decision = flow_.decide(document.scalar(leaf), locate::ShortNames::no);
  if (suppressions_) {
    chains_.clear();
    for (const locate::FieldPath& path : document.paths_to(leaf).paths) chains_.push_back(chain_of(path, leaf));
  }
  note_occurrence(document.tape()[leaf].span(), {}, "a document that is no Kubernetes object", nullptr, nullptr);
  if (decision.verdict == Verdict::rewrite && !suppresses(FindingId::unmapped_image)) {
    ++out_.counts.not_kubernetes_references;
  }
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
  const locate::Context context{where_.role, &flow_.registries};
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
                            ? locate::as_user_field(decoded.value(), flow_.registries)
                            : locate::classify(context, document, path, decoded.value()));
    Location& location = locations.back();
    if (action_of(location) == Action::enter && !enter({document, leaf, decoded, path}, location, complete)) {
      location = locate::as_prose(std::move(location), decoded.value(), flow_.registries);
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
  out_.refused = out_.refused || inner.refused;
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
         flow_.decide(scalar.decoded.value(), locate::ShortNames::no).verdict == Verdict::rewrite;
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
  return std::any_of(hit, hits_end, [&](const Hit& one) {
    return one.offset < where_.base + text_.size() && flow_.is_about_images(one);
  });
}

// A pod spec whose images all come out of the cache needs no login at the registries that they came from.
void DocumentFlow::look_at_pull_secrets(const locate::Document& document) {
  const PullSecrets& secrets = flow_.settings.pull_secrets;
  const bool known = !(secrets.known.empty() && secrets.dropped.empty());
  if (!known || out_.refused || flow_.settings.direction != Direction::forward) return;
  std::sort(rewritten_.begin(), rewritten_.end());
  const auto is_cached = [&](NodeIndex image) {
    if (std::binary_search(rewritten_.begin(), rewritten_.end(), image)) return true;
    return flow_.decide(document.scalar(image), locate::ShortNames::yes).verdict == Verdict::already;
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

namespace {

// What a chart, or kustomize, puts behind a repository.
std::string version_beside(const locate::Document& document, NodeIndex leaf, LocationClass cls) {
  if (cls != LocationClass::split_image && cls != LocationClass::kustomize) return "";
  const NodeIndex mapping = document.tape()[leaf].parent;
  if (mapping == no_node || document.tape()[mapping].kind != NodeKind::mapping) return "";
  const std::string tag = document.text_of(mapping, cls == LocationClass::kustomize ? "newTag" : "tag");
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
    occurrence.version = version_beside(scalar->document, scalar->leaf, occurrence.cls);
    occurrence.verdict = planned->decision.verdict;
    if (planned->decision.rule != nullptr) occurrence.rule = planned->decision.rule->from;
    occurrence.reason = planned->decision.reason;
    occurrence.text = planned->text;
    const bool is_part = location.join && location.join->repository == no_node;  // the chart knows the rest
    occurrence.target = is_part ? planned->text : planned->decision.text;
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
  out_.refused = true;
  report(std::move(finding), id, Severity::error, std::move(message), std::move(help));
}

}  // namespace ecrify
