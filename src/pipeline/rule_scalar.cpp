// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "ecrify/locate/json_patch.hpp"
#include "rule.hpp"
#include "steps.hpp"
#include "template_lines.hpp"
#include "wording.hpp"

namespace ecrify {

using locate::Action;
using locate::FieldPath;
using locate::Location;
using locate::LocationClass;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Verdict;

namespace {

constexpr std::string_view ignored_by_configuration = "an object that the configuration ignores";
constexpr std::string_view no_object = "a document that is no Kubernetes object";

const locate::UserIgnore* ignored_by_user(const DocumentContext& context, const FieldPath& path) {
  const std::vector<locate::UserIgnore>& ignored = context.common.settings.ignored;
  if (ignored.empty()) return nullptr;
  return locate::ignored_by_user(ignored, locate::resource_of(context.document, path));
}

// Takes a ruling about a text in a scalar for one about the scalar.
Ruling moved_out(const DocumentContext& context, const ScalarPlace& scalar, Ruling ruling,
                 const std::string& path, const Resource& resource) {
  const auto source = [&](Span span) {
    return span.empty() ? context.tape()[scalar.leaf].span() : scalar.decoded.source(span);
  };
  ruling.part = ruling.span;
  ruling.span = source(ruling.part);
  ruling.scalar = scalar.leaf;
  ruling.beside = no_node;
  ruling.document = context.index;
  ruling.nested = true;
  for (RelatedChange& change : ruling.related) {
    change.part = change.span;
    change.span = source(change.part);
    change.scalar = scalar.leaf;
  }
  if (ruling.words != nullptr) {
    ruling.words->path = path + ": " + ruling.words->path;
    if (ruling.words->resource.name.empty()) ruling.words->resource = resource;
  }
  return ruling;
}

// A scalar that holds several references is the place of several rulings; one that holds none, of one.
void rule_at(const DocumentContext& context, const ScalarPlace& scalar, const Location& location,
             const std::vector<MappedReference>& references, Rulings& rulings) {
  for (const MappedReference& reference : references)
    rulings.push_back(rule_on(context, scalar, location, reference));
  if (references.empty())
    rulings.push_back(rule_left(context, scalar.leaf, &scalar.path, location.cls, location.why));
}

// The documents in a text; nothing when it holds none, so that it is a text like any other.
std::optional<Examination> documents_in(const DocumentContext& context, std::string_view text,
                                        locate::ReadAs read_as) {
  suppress::Head none;
  Examination inner = examine_documents(context.common, text, read_as, context.nesting + 1, none).out;
  const auto is_no_document = [](const Finding& finding) {
    return finding.id == FindingId::not_yaml || finding.id == FindingId::template_text;
  };
  if (std::any_of(inner.findings.begin(), inner.findings.end(), is_no_document)) return std::nullopt;
  // Nor is one that can't be read, whatever it names: what a rewrite changes must not decide what a text is.
  if (inner.counts.passed_over > 0) return std::nullopt;
  return inner;
}

// The same; actions of a Go template, which a controller carries out, hide nothing of what is between them.
// `in_actions`: the references that only such actions name.
std::optional<Examination> documents_between(const DocumentContext& context, std::string_view text,
                                             locate::ReadAs read_as, std::vector<Span>& in_actions) {
  if (auto inner = documents_in(context, text, read_as)) return inner;
  const auto names_nothing = [&](std::string_view action) {
    return locate::find_mentions(action, context.mapping).empty();
  };
  const std::string rest = without_actions(text, names_nothing);
  auto found = rest.empty() ? std::nullopt : documents_in(context, rest, read_as);
  if (!found) return found;
  in_actions = locate::as_prose({}, text, context.mapping).parts;
  std::erase_if(in_actions, [&rest](Span part) { return rest[part.begin] != ' '; });
  for (Ruling& ruling : found->rulings) {
    if (ruling.words == nullptr || ruling.words->reference.find("$(") == std::string::npos) continue;
    const std::string_view as_written = text.substr(ruling.span.begin, ruling.span.size());
    if (as_written.size() == ruling.words->reference.size()) ruling.words->reference = as_written;
  }
  return found;
}

// Returns false when the text in the scalar holds no document.
bool rule_nested(const DocumentContext& context, const ScalarPlace& scalar, locate::Role role, bool complete,
                 Examination& out) {
  if (context.nesting >= max_nesting) return false;
  Location actions;
  const locate::PatchTarget target = locate::patch_target_beside(context.document, scalar.path);
  std::optional<Examination> found =
      documents_between(context, scalar.decoded.value(), {role, &target}, actions.parts);
  if (!found) return false;
  Examination& inner = *found;
  std::string path;
  Resource resource;
  const bool has_words = std::any_of(inner.rulings.begin(), inner.rulings.end(),
                                     [](const Ruling& one) { return one.words != nullptr; });
  if (has_words || !inner.findings.empty()) {
    path = locate::path_text(scalar.path);
    resource = locate::resource_of(context.document, scalar.path);
  }
  for (Ruling& ruling : inner.rulings) {
    if (!complete && ruling.outcome == Outcome::rewrite && ruling.subject == Subject::reference)
      ruling.sharing = Sharing::unknown;
    context.memory.rulings.push_back(moved_out(context, scalar, std::move(ruling), path, resource));
  }
  for (Finding& finding : inner.findings) {
    finding.span =
        finding.span.empty() ? context.tape()[scalar.leaf].span() : scalar.decoded.source(finding.span);
    finding.document = context.index;
    finding.path = path + ": " + finding.path;
    if (finding.resource.name.empty()) finding.resource = resource;
    out.findings.push_back(std::move(finding));
  }
  out.counts += inner.counts;
  out.refused = out.refused || inner.refused;
  if (actions.parts.empty()) return true;
  actions.cls = LocationClass::embedded;
  actions.why = "reference in an action of a template";
  rule_at(context, scalar, actions, references_at(context, scalar, actions), context.memory.rulings);
  return true;
}

// The same of a scalar in one place alone. Where nobody asks for each of them, what is said of references in
// one text is said once: it may hold millions. Those that stay are one ruling then; those that change are one
// each, the first with words.
void rule_alone(const DocumentContext& context, const ScalarPlace& scalar, const Location& location,
                Rulings& rulings) {
  if (location.join || location.parts.size() < 2)
    return rule_at(context, scalar, location, references_at(context, scalar, location), rulings);
  // Prose names nothing that a kustomization selects.
  const Settings& settings = context.common.settings;
  const bool once = settings.same_said == RemarkCount::once &&
                    (settings.kept < RulingScope::all || location.cls == LocationClass::embedded);
  std::vector<std::size_t> firsts;
  for_each_reference(context, scalar, location, [&](const MappedReference& reference) {
    Ruling ruling = rule_on(context, scalar, location, reference, once ? Words::none : Words::where_wanted);
    const auto known = std::find_if(firsts.begin(), firsts.end(), [&](std::size_t i) {
      const Ruling& one = rulings[i];
      return one.outcome == ruling.outcome && one.finding == ruling.finding && one.verdict == ruling.verdict;
    });
    const bool changes = ruling.outcome == Outcome::rewrite;
    if (known == firsts.end() || !once) {
      if (once) ruling = rule_on(context, scalar, location, reference);
      firsts.push_back(rulings.size());
      rulings.push_back(std::move(ruling));
    } else if (changes) {
      rulings.push_back(std::move(ruling));
    } else {
      ++rulings[*known].others;
    }
  });
}

// The text that the scalar would become at a place: one scalar can only become one.
std::string text_of(const std::vector<MappedReference>& references) {
  std::string text;
  for (const MappedReference& reference : references) text += reference.replacement + '\n';
  return text;
}

// True if the value would be rewritten if one of the places that were not looked at named an image.
bool may_be_image(const DocumentContext& context, std::string_view value,
                  const std::vector<MappedReference>& references) {
  const auto is_rewritten = [](const MappedReference& one) {
    return one.decision.verdict == Verdict::rewrite;
  };
  return std::any_of(references.begin(), references.end(), is_rewritten) ||
         context.mapping.decide(value, rules::ShortNames::ignore).verdict == Verdict::rewrite;
}

void ignore_by_wish(const DocumentContext& context, const FieldPath& path, const std::string& reason,
                    Ruling& ruling) {
  ruling.ignored_by_user = true;
  if (context.common.settings.kept == RulingScope::none) return;
  if (ruling.words == nullptr) add_place_words(context, &path, ruling);
  ruling.words->left_because = reason;
}

bool would_be_rewritten_as_value(const DocumentContext& context, const ScalarPlace& scalar) {
  if (scalar.decoded.value().empty()) return false;
  const locate::Context values{locate::Role::values, &context.mapping};
  const Location location = locate::classify(values, context.document, scalar.path, scalar.decoded.value());
  if (context.common.action_of(location) != Action::rewrite) return false;
  const std::vector<MappedReference> references = references_at(context, scalar, location);
  return std::any_of(references.begin(), references.end(),
                     [](const MappedReference& one) { return one.decision.verdict == Verdict::rewrite; });
}

}  // namespace

Location locate_scalar(const DocumentContext& context, const ScalarPlace& scalar) {
  const std::string_view value = scalar.decoded.value();
  const auto& images = context.memory.images;
  const auto copied = std::find_if(images.begin(), images.end(),
                                   [&](const auto& image) { return image.first == scalar.leaf; });
  if (copied != images.end()) {
    Location location = locate::as_user_field(context.document, scalar.path, value, context.mapping);
    location.why = "text that a replacement copies into an image";
    // A generator's literal, KEY=VALUE, perhaps in quotes: no image has an equals sign in it.
    if (const std::size_t equals = value.find('='); equals != std::string_view::npos) {
      location.join.reset();
      const std::size_t last = value.find_last_not_of("\"'\r\n");
      const std::size_t first = value.find_first_not_of("\"'", equals + 1);
      location.parts = {{std::min(first, last), last + 1}};
    }
    return location;
  }
  if (locate::is_user_field(context.common.settings.fields, context.locate_context(), context.document,
                            scalar.path)) {
    return locate::as_user_field(context.document, scalar.path, value, context.mapping);
  }
  return locate::classify(context.locate_context(), context.document, scalar.path, value);
}

namespace {

bool is_rewritten(const DocumentContext& context, const Location& location) {
  return context.common.action_of(location) == Action::rewrite;
}

// The locations of a reference in the scalar, one for each path to it. Nothing where the scalar holds a
// document: that is ruled.
std::optional<std::vector<Location>> locations_of(const DocumentContext& context, NodeIndex leaf,
                                                  const manifest::DecodedText& decoded,
                                                  const std::vector<FieldPath>& paths, bool complete,
                                                  const std::optional<Location>& here, Examination& out) {
  std::vector<Location> locations;
  for (const FieldPath& path : paths) {
    if (ignored_by_user(context, path) != nullptr) {
      Location& location = locations.emplace_back();
      location.cls = LocationClass::ignored;
      location.why = ignored_by_configuration;
      continue;
    }
    const ScalarPlace scalar{leaf, decoded, path};
    Location& location = locations.emplace_back(here ? *here : locate_scalar(context, scalar));
    if (context.common.action_of(location) != Action::enter) continue;
    if (rule_nested(context, scalar, location.inner, complete, out)) return std::nullopt;
    location = locate::as_prose(std::move(location), decoded.value(), context.mapping);
  }
  return locations;
}

// A scalar in several places: it is rewritten where all of them want the same of it, and all are known.
void rule_shared(const DocumentContext& context, const ScalarPlace& scalar,
                 const std::vector<FieldPath>& paths, const std::vector<Location>& locations, bool complete,
                 Rulings& rulings) {
  const std::size_t begin = rulings.size();
  const auto first = static_cast<std::size_t>(&scalar.path - paths.data());
  const std::vector<MappedReference> references = references_at(context, scalar, locations[first]);
  bool all_alike = true;
  for (std::size_t i = 0; i < locations.size() && all_alike; ++i) {
    all_alike = i == first || (is_rewritten(context, locations[i]) &&
                               text_of(references_at(context, {scalar.leaf, scalar.decoded, paths[i]},
                                                     locations[i])) == text_of(references));
  }
  rule_at(context, scalar, locations[first], references, rulings);
  const bool may_be_any = !complete && !is_rewritten(context, locations[first]) &&
                          may_be_image(context, scalar.decoded.value(), references);
  for (std::size_t i = begin; i < rulings.size(); ++i) {
    Ruling& ruling = rulings[i];
    if (ruling.outcome == Outcome::rewrite && ruling.sharing == Sharing::none && !(all_alike && complete)) {
      ruling.sharing = complete ? Sharing::different : Sharing::unknown;
    }
    if (may_be_any && i == begin) ruling.sharing = Sharing::unknown;
    if (ruling.sharing != Sharing::none && ruling.words == nullptr) {
      add_place_words(context, &scalar.path, ruling);
      ruling.words->reference =
          references.empty() ? scalar.decoded.value() : std::string_view(references[i - begin].text);
    }
  }
}

}  // namespace

void rule_scalar(const DocumentContext& context, NodeIndex leaf, Examination& out,
                 const std::optional<Location>& here) {
  if (context.tape()[leaf].kind != NodeKind::scalar) return;
  const manifest::DecodedText decoded = manifest::decode(context.text(), context.tape()[leaf]);
  if (decoded.value().empty()) return;

  // An anchored scalar is in every place that an alias takes it to.
  const auto [paths, complete] = context.document.paths_to(leaf);
  const auto locations = locations_of(context, leaf, decoded, paths, complete, here, out);
  if (!locations) return;

  const auto found = std::find_if(locations->begin(), locations->end(),
                                  [&](const Location& location) { return is_rewritten(context, location); });
  const auto first =
      found == locations->end() ? std::size_t{0} : static_cast<std::size_t>(found - locations->begin());
  const Location& location = (*locations)[first];
  const ScalarPlace scalar{leaf, decoded, paths[first]};
  Rulings& rulings = context.memory.rulings;
  const std::size_t begin = rulings.size();
  if (complete && locations->size() == 1) {
    rule_alone(context, scalar, location, rulings);
  } else {
    rule_shared(context, scalar, paths, *locations, complete, rulings);
  }
  const locate::UserIgnore* const ignored = ignored_by_user(context, scalar.path);
  if (ignored == nullptr) return;
  for (std::size_t i = begin; i < rulings.size(); ++i)
    ignore_by_wish(context, scalar.path, ignored->reason, rulings[i]);
}

void rule_foreign(const DocumentContext& context, NodeIndex leaf, Examination& out) {
  if (context.tape()[leaf].kind != NodeKind::scalar) return;
  const manifest::DecodedText decoded = manifest::decode(context.text(), context.tape()[leaf]);
  const auto paths = context.document.paths_to(leaf).paths;
  const ScalarPlace scalar{leaf, decoded, paths.front()};
  Rulings& rulings = context.memory.rulings;
  const std::size_t begin = rulings.size();
  const std::string_view value = decoded.value();
  // The text in it as it would be read, if the document were an object; nothing else that is said of it
  // counts.
  Examination ignored;
  const bool may_be_document = locate::may_be_document(value);
  bool is_text = false;  // that would be prose, or nearly a reference
  if (!may_be_document || !rule_nested(context, scalar, locate::Role::fragment, true, ignored)) {
    const locate::Context fragment{locate::Role::fragment, &context.mapping};
    Location location = locate::classify(fragment, context.document, scalar.path, value);
    if (context.common.action_of(location) == Action::enter)
      location = locate::as_prose(std::move(location), value, context.mapping);
    is_text = location.near || location.cls == LocationClass::embedded;
    if (!is_text && location.cls != LocationClass::argument) {
      location = {};
      location.cls = LocationClass::ignored;
      if (!value.empty())
        location.join = locate::halves_at(context.locate_context(), context.document, scalar.path, value);
      location.parts = {{0, value.size()}};
    }
    rule_at(context, scalar, location, references_at(context, scalar, location), rulings);
  }
  out.counts += ignored.counts;
  const bool as_values = would_be_rewritten_as_value(context, scalar);
  for (std::size_t i = begin; i < rulings.size(); ++i) {
    Ruling& ruling = rulings[i];
    const bool depends =
        ruling.verdict == Verdict::unresolved && ruling.rule != nullptr;  // ${IMAGE:-ghcr.io/org/app}
    const bool is_looked_at =
        !ruling.nested || ruling.outcome == Outcome::rewrite || ruling.cls == LocationClass::other;
    const bool counts = is_looked_at && (ruling.verdict == Verdict::rewrite || depends ||
                                         (is_text && !ruling.nested && ruling.finding));
    ruling.foreign = true;
    ruling.cls = LocationClass::ignored;
    ruling.why = no_object;
    ruling.outcome = Outcome::leave;
    ruling.related.clear();
    drop_remarks(ruling);
    ruling.sharing = Sharing::none;
    ruling.foreign_image = counts;
    ruling.foreign_value = as_values && i == begin;
    // A suppression of this finding takes it out of the counts.
    ruling.finding = counts || ruling.foreign_value ? std::optional(FindingId::unmapped_image) : std::nullopt;
  }
}

}  // namespace ecrify
