// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/reports.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/summary.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::cli {
namespace {

using locate::Action;
using locate::LocationClass;
using report::ListItem;
using report::ListItems;
using rules::Verdict;

std::string decision_of(const Occurrence& occurrence) {
  if (occurrence.suppressed) return "suppressed";
  if (occurrence.action == Action::warn || occurrence.action == Action::tell) return "warn";
  switch (occurrence.verdict) {
    case Verdict::rewrite:
      return "rewrite";
    case Verdict::keep:
      return "keep";
    case Verdict::already:
      return "already";
    case Verdict::unmapped:
      return "unmapped";
    case Verdict::invalid:
      return "invalid";
    case Verdict::unresolved:
      return "unresolved";
    case Verdict::refuse:
      break;
  }
  return "refuse";
}

// Where nothing says that a text names an image, a host with a dot in it is most likely none (`example.com/v1`,
// `app.kubernetes.io/name`), unless it is known to be a registry.
bool is_known_registry(std::string_view host) {
  constexpr std::string_view hosts[] = {
      "docker.io",     "index.docker.io",   "registry-1.docker.io", "quay.io",  "ghcr.io",   "gcr.io",
      "k8s.gcr.io",    "registry.k8s.io",   "mcr.microsoft.com",    "nvcr.io",  "lscr.io",   "cgr.dev",
      "docker.elastic.co", "public.ecr.aws", "registry.gitlab.com", "registry.redhat.io",
      "registry.access.redhat.com", "container-registry.oracle.com"};
  for (const std::string_view one : hosts) {
    if (host == one) return true;
  }
  return host.ends_with(".gcr.io") || host.ends_with(".pkg.dev") || host.ends_with(".azurecr.io") || rules::kind_of_host(host) != nullptr;
}

bool is_listed(const Occurrence& occurrence) {
  if (occurrence.reference.empty() || occurrence.cls == LocationClass::ignored) return false;
  const bool by_place = occurrence.cls != LocationClass::embedded && occurrence.cls != LocationClass::other &&
                        occurrence.cls != LocationClass::policy;
  if (by_place || occurrence.verdict != Verdict::unmapped) return true;
  return is_known_registry(std::string_view(occurrence.reference).substr(0, occurrence.reference.find('/')));
}

ListItem item_of(const Source& source, const Occurrence& occurrence) {
  ListItem item;
  item.source = occurrence.reference + occurrence.version;
  item.decision = decision_of(occurrence);
  if (item.decision == "rewrite" && !occurrence.target.empty()) item.target = occurrence.target + occurrence.version;
  item.rule = occurrence.rule;
  item.location_class = locate::row_of(occurrence.cls).name;
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(item.source));
  if (read.ok()) {
    // Masks are as long as what they stand for.
    item.tag = read.value.tag.empty() ? "" : item.source.substr(read.value.tag.begin, read.value.tag.size());
    item.digest = read.value.digest.empty() ? "" : item.source.substr(read.value.digest.begin, read.value.digest.size());
  }
  item.file = source.text.name();
  item.position = source.text.position(occurrence.span.begin);
  item.resource = occurrence.resource;
  item.path = occurrence.path;
  return item;
}

// The references that nodes pull, and nothing else: what a script loops over.
std::string images_only(const ListItems& items, char line_end) {
  std::string out;
  for (const ListItem& item : items) {
    const std::string safe = write::printable(item.source, write::Tabs::escape);
    if (safe != item.source) continue;  // no reference, and no line of a script
    out += write::no_command(safe) + line_end;
  }
  return out;
}

// Findings that say why a part of the input is not in the list.
void tell(const Session& session, const Source& source) {
  for (const Finding& finding : source.examined.findings) {
    if (is_unreadable(finding.id)) session.messages.finding(source.text, finding);
  }
}

}  // namespace

ExitStatus run_list(const Session& session) {
  const Options& options = session.options;
  ListItems items;
  const Walked walked = for_each_source(options, session.io, session.messages, Nothing::failure, [&](Source& source) {
    tell(session, source);
    for (const Occurrence& occurrence : source.examined.occurrences) {
      if (!is_listed(occurrence)) continue;
      const bool pulled = locate::row_of(occurrence.cls).action == Action::rewrite && !occurrence.is_part;
      if (options.images_only && !pulled) continue;
      items.push_back(item_of(source, occurrence));
    }
  });
  report::sort_items(items);
  if (options.unique) items = report::unique_items(std::move(items));
  const auto places = options.unique ? report::Places::counted : report::Places::shown;
  const bool written = write_reports(session, [&](std::string_view format, write::Color) {
    return options.images_only ? images_only(items, options.line_end) : report::find_list_format(format)->render(items, places);
  });
  if (const std::string line = not_kubernetes_line(walked, session.options.verbosity); !line.empty()) session.messages.detail(line);
  session.messages.detail(count_of(items.size(), "reference") + " in " + count_of(walked.sources, "file"));
  return walked.failed > 0 || !written ? exit_failure : exit_clean;
}

}  // namespace ecrify::cli
