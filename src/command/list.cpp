// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/list.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/reference/grammar.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/run/ruling_rows.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/write/printable.hpp"
#include "reports.hpp"

namespace ecrify::command {
namespace {

using report::ListItem;
using report::ListItems;

// The references that nodes pull, and nothing else: what a script loops over.
std::string images_only(const ListItems& items, char line_end) {
  std::string out;
  for (const ListItem& item : items) {
    const std::string safe = write::printable(item.source);
    if (safe != item.source) continue;  // no reference, and no line of a script
    if (!reference::normalize(item.source).ok() || reference::is_image_id(item.source)) continue;
    out += write::no_command(safe) + line_end;
  }
  return out;
}

// Findings that say why a part of the input is not in the list.
void tell(const Session& session, const run::Source& source) {
  for (const Finding& finding : source.examined.findings) {
    if (findings::row_of(finding.id).is_unreadable()) session.messages.finding(source.text, finding);
  }
}

// Of the terminal that stdout is; 0 where it is none.
std::size_t terminal_columns(const run::Io& io) {
  winsize size{};
  return isatty(io.out) != 0 && ioctl(io.out, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

run::ExitStatus run_list(const Session& session) {
  const run::Options& options = session.options;
  ListItems items;
  RepositoryPaths paths(options.folder);
  const run::RunTotals walked = run::for_each_source(
      options, session.io, session.messages, run::EmptyInput::failure, [&](run::Source& source) {
        tell(session, source);
        if (!source.examined.rulings.empty()) paths.know(source);
        for (const Ruling& ruling : source.examined.rulings) {
          if (!run::is_listed(ruling, options.all ? run::ListScope::all : run::ListScope::pulled)) continue;
          report::ListItem item = run::row_of(source.text, source.examined, ruling);
          // --artifacts; without a version it is where charts lie, and nothing by itself, but for Flux's,
          // which takes the latest.
          const bool has_version =
              !(item.tag.empty() && item.digest.empty()) || item.resource.kind == "OCIRepository";
          const bool is_artifact = options.settings.actions.of(ruling.cls) == locate::Action::rewrite &&
                                   !ruling.is_part && has_version;
          item.is_image = item.is_image || is_artifact;
          if ((options.images_only || options.summary) && !item.is_image) continue;
          items.push_back(std::move(item));
        }
      });
  if (walked.output_refused) return run::exit_failure;
  report::sort_items(items);
  if (options.unique) items = report::unique_items(std::move(items));
  const bool to_stdout = std::any_of(
      options.reports.begin(), options.reports.end(),
      [](const run::ReportTarget& target) { return target.file.empty() && target.format == "table"; });
  report::ListView view{
      options.unique ? report::Places::counted : report::Places::shown,
      to_stdout ? terminal_columns(session.io) : 0, options.base_url,
      [&](const std::string& name) { return name == run::default_stdin_name ? "" : paths.of(name); }};
  view.input = walked.times.bytes;
  const bool written = write_reports(session, [&](std::string_view format, write::Color) {
    if (options.summary) return format == "json" ? report::summary_json(items) : report::summary_lines(items);
    return options.images_only ? images_only(items, options.line_end)
                               : report::render(*report::find_list_format(format), items, view);
  });
  if (const std::string line = run::not_kubernetes_line(walked, session.options.verbosity); !line.empty())
    session.messages.detail(line);
  if (walked.counts.passed_over > 0) {
    session.messages.note("passed over: " + count_of(walked.counts.passed_over, "document") +
                          " that can't be read, and in which no mapped registry is named");
  }
  session.messages.detail(count_of(items.size(), "reference") + " in " + count_of(walked.sources, "file"));
  return walked.failed > 0 || !written ? run::exit_failure : run::exit_clean;
}

}  // namespace ecrify::command
