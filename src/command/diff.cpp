// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/diff.hpp"

#include <filesystem>
#include <system_error>

#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"

namespace ecrify::command {
namespace {

// The path as `git apply` and `patch` accept it behind a/ and b/: relative, and without `./`.
std::string label_of(const run::Source& source) {
  if (source.path.empty()) return source.text.name();
  const std::filesystem::path path = std::filesystem::path(source.path).lexically_normal();
  if (path.is_relative()) return path.string();
  std::error_code error;
  const std::filesystem::path below = path.lexically_relative(std::filesystem::current_path(error));
  return (below.empty() || *below.begin() == ".." ? path.relative_path() : below).string();
}

}  // namespace

run::ExitStatus run_diff(const Session& session) {
  const run::Options& options = session.options;
  run::Tally tally;
  bool refused = false;
  bool differs = false;
  const run::RunTotals walked = run::for_each_source(
      options, session.io, session.messages, run::EmptyInput::failure, [&](run::Source& source) {
        for (const Finding& finding : source.examined.findings) {
          if (run::is_to_rewrite(finding) || !run::is_shown(finding, options.verbosity)) continue;
          session.messages.finding(source.text, finding);
        }
        if (source.examined.refused) {
          refused = true;
          return;
        }
        tally.add(source);
        if (source.examined.edits.empty()) return;
        differs = true;
        session.out.write(write::unified_diff(label_of(source), source.text.bytes(), source.examined.edits,
                                              options.context, session.out.color()));
      });

  session.messages.end_findings();
  run::end_run(walked, "", options, session.messages);
  session.messages.detail(count_of(tally.references, "reference") + " to rewrite in " +
                          count_of(tally.documents, "document"));

  if (refused || walked.failed > 0 || session.out.failed()) return run::exit_failure;
  return differs ? run::exit_findings : run::exit_clean;
}

}  // namespace ecrify::command
