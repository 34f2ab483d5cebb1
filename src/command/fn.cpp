// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/command/function_input.hpp"
#include "ecrify/krm/results.hpp"
#include "ecrify/run/complete.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/stdin.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/splice/edit.hpp"

namespace ecrify::command {
namespace {

run::LoadedSource examine_list(const run::Options& options, const Settings& settings,
                               const krm::ResourceList& list) {
  run::Facts facts({}, [](const run::InputEntry& /*file*/) { return false; });
  facts.add_alone(list.text().bytes());
  Settings with_entries = settings;
  with_entries.named_entries = &facts.named_entries();
  run::LoadedSource loaded;
  loaded.text = std::make_unique<const SourceText>(list.text());
  loaded.examined = Examiner(with_entries).examine(*loaded.text, locate::Role::object);
  run::set_severities(options, loaded.examined);
  return loaded;
}

std::string_view severity_of(const Finding& finding) {
  switch (finding.severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "info";
  }
  return "";
}

// The results for the list. Rewritten references are no errors any more.
std::vector<krm::FunctionResult> said_of(const run::Options& options, const std::vector<Finding>& findings,
                                         std::vector<std::string>& texts) {
  std::vector<krm::FunctionResult> said;
  texts.reserve(findings.size());  // the messages are views of these
  for (const Finding& finding : findings) {
    if (!run::is_shown(finding, options.verbosity)) continue;
    if (!options.only_checks && run::is_to_rewrite(finding)) {
      texts.push_back("rewritten to " + finding.replacement.value_or(""));
      said.push_back({&finding, "info", texts.back()});
    } else {
      said.push_back({&finding, severity_of(finding), finding.message});
    }
  }
  return said;
}

void tell(const Session& session, const SourceText& text, const Examination& examined) {
  for (const Finding& finding : examined.findings) {
    const bool is_news = session.options.only_checks || !run::is_to_rewrite(finding);
    if (is_news && run::is_shown(finding, session.options.verbosity)) session.messages.finding(text, finding);
  }
}

// Patterns of paths are about files that somebody names or finds.
void tell_without_effect(const Session& session) {
  const run::Options& options = session.options;
  std::string keys;
  for (const auto& [key, is_there] :
       {std::pair("ignore", !options.ignored.empty()), std::pair("targets", !options.targets.empty()),
        std::pair("values", !options.scoped_values.empty())}) {
    if (is_there) keys.append(keys.empty() ? "" : ", ").append(key);
  }
  if (!keys.empty())
    session.messages.note("warning: paths in the configuration (" + keys +
                          ") are those of files, and no file is read here");
}

std::string left_line(const run::Tally& tally) {
  std::string line = count_of(tally.references, "reference") + " left";
  if (tally.other_errors > 0) line += ", " + count_of(tally.other_errors, "other error");
  if (tally.warnings > 0) line += ", " + count_of(tally.warnings, "warning");
  return line;
}

}  // namespace

run::ExitStatus run_fn(const Session& session, const FunctionInput& input) {
  const run::Options& options = session.options;
  const krm::ResourceList& list = input.list();
  const auto fail = [&](const Failure& failure) { return session.messages.failure(failure, input.source()); };
  const Settings settings = run::settings_for(options, options.stdin_name);
  if (settings.mapping == nullptr) return fail(run::no_target_failure(options, options.stdin_name));
  tell_without_effect(session);
  run::RunTotals walked;
  walked.only_stdin = true;
  run::LoadedSource loaded = examine_list(options, settings, list);
  run::complete(options, session.messages, loaded, walked);
  const run::Source source{{}, *loaded.text, std::move(loaded.examined)};
  tell(session, source.text, source.examined);
  if (walked.failed > 0 || (source.examined.refused && !options.only_checks)) return run::exit_failure;

  std::vector<std::string> texts;
  const std::vector<krm::FunctionResult> said = said_of(options, source.examined.findings, texts);
  std::vector<Edit> edits;
  if (!options.only_checks) edits = source.examined.edits;
  Result<std::vector<Edit>> results = krm::add_results(list, said);
  if (!results.ok()) return fail(results.failure());
  edits.insert(edits.end(), results->begin(), results->end());
  const Result<std::vector<Edit>> sorted = splice::sorted(std::move(edits), list.text().bytes().size());
  if (!sorted.ok()) return fail(sorted.failure());
  const std::string edited = splice::apply(list.text().bytes(), *sorted);
  if (!said.empty()) {
    if (Status status = krm::prove_results(list, edited, said); !status.ok()) return fail(status.failure());
  }
  session.out.write(edited);
  if (session.out.failed()) return run::exit_failure;

  run::Tally tally;
  tally.add(source);
  for (const std::string& line : run::told_lines(walked)) session.messages.note(line);
  session.messages.detail(run::left_alone_line(walked));
  const bool has_findings = options.only_checks && (tally.references > 0 || tally.other_errors > 0);
  if (has_findings) session.messages.note(left_line(tally));
  const bool wants_summary = options.verbosity == run::Verbosity::verbose || isatty(session.io.err) != 0;
  if (!options.only_checks && wants_summary)
    session.messages.note(run::rewrite_summary(tally, walked, run::Destination::stream));
  return has_findings ? run::exit_findings : run::exit_clean;
}

}  // namespace ecrify::command
