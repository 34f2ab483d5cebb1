// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/reports.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/summary.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/write/printable.hpp"
#include "ruling_rows.hpp"

namespace ecrify::cli {
namespace {

using report::ListItem;
using report::ListItems;

// The references that nodes pull, and nothing else: what a script loops over.
std::string images_only(const ListItems& items, char line_end) {
  std::string out;
  for (const ListItem& item : items) {
    const std::string safe = write::printable(item.source, write::Tabs::escape);
    if (safe != item.source) continue;  // no reference, and no line of a script
    if (!reference::normalize(item.source).ok()) continue;
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
    for (const Ruling& ruling : source.examined.rulings) {
      if (!is_listed(ruling, options.all ? Listed::all : Listed::pulled)) continue;
      const bool is_image = locate::row_of(ruling.cls).action == locate::Action::rewrite && !ruling.is_part;
      if ((options.images_only || options.summary) && !is_image) continue;
      items.push_back(row_of(source.text, ruling));
    }
  });
  if (walked.output_refused) return exit_failure;
  report::sort_items(items);
  if (options.unique) items = report::unique_items(std::move(items));
  const auto places = options.unique ? report::Places::counted : report::Places::shown;
  const bool written = write_reports(session, [&](std::string_view format, write::Color) {
    if (options.summary) return report::list_summary(items, format == "json" ? report::SummaryFormat::json : report::SummaryFormat::lines);
    return options.images_only ? images_only(items, options.line_end) : report::find_list_format(format)->render(items, places);
  });
  if (const std::string line = not_kubernetes_line(walked, session.options.verbosity); !line.empty()) session.messages.detail(line);
  if (walked.counts.passed_over > 0) {
    session.messages.note("passed over: " + count_of(walked.counts.passed_over, "document") +
                          " that can't be read, and in which no mapped registry is named");
  }
  session.messages.detail(count_of(items.size(), "reference") + " in " + count_of(walked.sources, "file"));
  return walked.failed > 0 || !written ? exit_failure : exit_clean;
}

}  // namespace ecrify::cli
