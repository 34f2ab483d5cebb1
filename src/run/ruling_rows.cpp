// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/ruling_rows.hpp"

#include "ecrify/findings/catalogue.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/target_kinds.hpp"

namespace ecrify::run {
namespace {

using locate::LocationClass;
using rules::Verdict;

// Where nothing says that a text names an image, a host with a dot in it is most likely none
// (`example.com/v1`, `app.kubernetes.io/name`), unless it is known to be a registry.
bool is_known_registry(std::string_view host) {
  constexpr std::string_view hosts[] = {"docker.io",
                                        "index.docker.io",
                                        "registry-1.docker.io",
                                        "quay.io",
                                        "ghcr.io",
                                        "gcr.io",
                                        "k8s.gcr.io",
                                        "registry.k8s.io",
                                        "mcr.microsoft.com",
                                        "nvcr.io",
                                        "lscr.io",
                                        "cgr.dev",
                                        "docker.elastic.co",
                                        "public.ecr.aws",
                                        "registry.gitlab.com",
                                        "registry.redhat.io",
                                        "registry.access.redhat.com",
                                        "container-registry.oracle.com"};
  for (const std::string_view one : hosts) {
    if (host == one) return true;
  }
  return host.ends_with(".gcr.io") || host.ends_with(".pkg.dev") || host.ends_with(".azurecr.io") ||
         rules::kind_of_host(host) != nullptr;
}

void read_version(report::ListItem& item) {
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(item.source));
  if (!read.ok()) return;
  // Masks are as long as what they stand for.
  const auto part = [&](Span span) {
    return span.empty() ? "" : item.source.substr(span.begin, span.size());
  };
  item.tag = read.value.tag.empty() ? "" : part(read.value.tag);
  item.digest = read.value.digest.empty() ? "" : part(read.value.digest);
}

bool is_pulled(const Ruling& ruling) {
  if (ruling.words == nullptr || ruling.words->reference.empty()) return false;
  if (ruling.outcome == Outcome::refuse) return true;  // a kustomization takes an image from it
  if (ruling.finding == FindingId::unresolved_registry)
    return true;  // a registry that is a placeholder, of what is pulled
  if (ruling.cls == LocationClass::ignored) return false;
  const bool by_place = ruling.cls != LocationClass::embedded && ruling.cls != LocationClass::other &&
                        ruling.cls != LocationClass::policy;
  const bool is_near = ruling.finding == FindingId::near_reference;  // https://ghcr.io/org/app
  if (by_place || is_near || ruling.verdict != Verdict::unmapped) return true;
  const std::string_view reference = ruling.words->reference;
  return is_known_registry(reference.substr(0, reference.find('/')));
}

// The decision of a ruling in one word, as `list` shows it.
std::string_view decision_of(const Ruling& ruling, Outcome outcome) {
  if (ruling.suppressed) return "suppressed";
  switch (outcome) {
    case Outcome::rewrite:
      return "rewrite";
    case Outcome::refuse:
      return "refuse";
    case Outcome::warn:
      return "warn";
    case Outcome::note:
      return "note";
    case Outcome::leave:
      break;
  }
  if (ruling.cls == LocationClass::ignored || ruling.cls == LocationClass::unresolved) return "leave";
  switch (ruling.verdict) {
    case Verdict::keep:
      return "keep";
    case Verdict::already:
      return "already";
    case Verdict::unmapped:
      return "no-rule";
    default:
      return "leave";
  }
}

}  // namespace

bool is_listed(const Ruling& ruling, ListScope listed) {
  if (ruling.subject != Subject::reference) return false;
  return is_pulled(ruling) || (listed == ListScope::all && (ruling.names_source || ruling.finding));
}

Outcome outcome_of(const Ruling& ruling, const Examination& examined) {
  return examined.refused && ruling.outcome == Outcome::rewrite ? Outcome::refuse : ruling.outcome;
}

report::ListItem row_of(const SourceText& text, const Examination& examined, const Ruling& ruling) {
  static const RulingWords none;
  const RulingWords& words = ruling.words == nullptr ? none : *ruling.words;
  report::ListItem item;
  item.source = words.reference + (ruling.is_part ? "" : words.version);
  const Outcome outcome = outcome_of(ruling, examined);
  item.decision = decision_of(ruling, outcome);
  if (outcome == Outcome::rewrite && !words.target.empty()) item.target = words.target + words.version;
  if (ruling.rule != nullptr) item.rule = ruling.rule->from;
  item.location_class = locate::row_of(ruling.cls).name;
  item.why = ruling.why;
  if (ruling.finding && !ruling.suppressed && !ruling.foreign)
    item.finding = findings::name_of(*ruling.finding);
  read_version(item);
  item.file = text.name();
  item.bytes = {text.start().offset + ruling.span.begin, text.start().offset + ruling.span.end};
  item.position = text.position(ruling.span.begin);
  item.document = ruling.document;
  item.resource = words.resource;
  item.path = words.path;
  item.is_image = locate::row_of(ruling.cls).action == locate::Action::rewrite && !ruling.is_part;
  return item;
}

}  // namespace ecrify::run
