// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/run/progress.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/splice/edit.hpp"
#include "ecrify/write/printable.hpp"
#include "ecrify/write/replace.hpp"
#include "ecrify/write/temporary.hpp"

namespace ecrify::command {
namespace {

// Refusals and warnings; what is simply rewritten is no news.
void report(const run::Source& source, const Session& session) {
  for (const Finding& finding : source.examined.findings) {
    if (run::is_to_rewrite(finding) || !run::is_shown(finding, session.options.verbosity)) continue;
    session.messages.finding(source.text, finding);
  }
}

// True for -v and for a terminal: a filter in a pipe is silent.
bool wants_summary(const Session& session) {
  return session.options.verbosity == run::Verbosity::verbose || isatty(session.io.err) != 0;
}

run::ExitStatus to_stdout(const Session& session) {
  run::Tally tally;
  bool refused = false;
  const run::RunTotals walked = run::for_each_source(
      session.options, session.io, session.messages, run::EmptyInput::failure, [&](run::Source& source) {
        report(source, session);
        refused = refused || source.examined.refused;
        source.stop = refused;
        if (refused || source.only_told) return;
        session.out.write(splice::pieces(source.text.bytes(), source.examined.edits));
        source.stop = !session.out.is_open();
        tally.add(source);
      });
  session.messages.end_findings();
  if (refused || walked.failed > 0 || session.out.failed()) return run::exit_failure;
  run::end_run(walked,
               wants_summary(session) ? run::rewrite_summary(tally, walked, run::Destination::stream) : "",
               session.options, session.messages);
  return run::exit_clean;
}

std::string folder_of(const std::string& file) {
  return file.substr(0, std::max<std::size_t>(file.rfind('/'), 1));
}

// The most files that are named one by one.
constexpr std::size_t most_named = 20;

// The files of a run that are to be written, and their messages.
class InPlace {
 public:
  explicit InPlace(const Session& session) : session_(session) {}

  void take(run::Source& source) {
    report(source, session_);
    if (source.root) folders_.try_emplace(folder_of(source.resolved), source);
    failed_ = failed_ || source.examined.refused;
    if (source.examined.refused || source.examined.edits.empty()) return;
    const bool is_new = source.group == 0 || groups_.try_emplace(source.group, units_.size()).second;
    if (is_new) {
      units_.emplace_back();
      tallies_.emplace_back();
    }
    const std::size_t unit = is_new ? units_.size() - 1 : groups_.at(source.group);
    tallies_[unit].emplace_back().add(source);
    units_[unit].push_back({source, source.text.bytes(), std::move(source.examined.edits)});
    ++files_;
  }

  void write() {
    session_.messages.end_findings();
    std::vector<write::ReplaceResult> outcomes;
    {
      run::Progress progress(files_ > 1 ? run::progress_terminal(session_.options, session_.io) : -1,
                             "prepared", files_);
      outcomes = write::replace_files(units_, session_.options.jobs, [&progress] { progress.step(); });
    }
    for (std::size_t i = 0; i < outcomes.size(); ++i) tell(i, outcomes[i]);
    sweep();
  }

  [[nodiscard]] const run::Tally& tally() const { return tally_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void tell(std::size_t number, const write::ReplaceResult& outcome) {
    const write::Unit& unit = units_[number];
    for (std::size_t i = 0; i < outcome.count; ++i) {
      const run::Tally& one = tallies_[number][i];
      tally_.add(one);
      session_.messages.of_file(
          unit[i].path.path, count_of(one.references, "reference") + run::dropped_part(one.dropped_secrets),
          files_ > most_named ? run::Verbosity::verbose : run::Verbosity::normal);
    }
    if (!outcome.failure) return;
    failed_ = true;
    session_.messages.failure(*outcome.failure);
    if (outcome.count == unit.size()) return;
    tell_torn(unit, outcome);
    for (std::size_t i = outcome.count; i < unit.size(); ++i) {
      if (i == outcome.culprit) continue;
      session_.messages.failure({"not written: a kustomization ties this file to " +
                                     unit[outcome.culprit].path.path + ", which could not be",
                                 "run it again once all of them can be written", unit[i].path.path,
                                 no_offset});
    }
  }

  // Of a unit some files are written and others are not: what they build has lost what the kustomizations
  // there set.
  void tell_torn(const write::Unit& unit, const write::ReplaceResult& outcome) const {
    if (outcome.count == 0) return;
    std::string files;
    for (std::size_t i = 0; i < outcome.count; ++i)
      files += (files.empty() ? "" : ", ") + write::printable(unit[i].path.path);
    session_.messages.failure(problem("written already were, of the files that kustomizations tie to " +
                                          write::printable(unit[outcome.culprit].path.path) + ": " + files,
                                      "take these back, and run it again once all of them can be written"));
  }

  void sweep() const {
    for (const auto& [folder, file] : folders_) {
      if (const std::size_t swept = write::sweep_temporaries(file.open_folder()); swept > 0) {
        session_.messages.detail(write::printable(folder) + ": deleted " + count_of(swept, "file") +
                                 " that a killed run had left");
      }
    }
  }

  const Session& session_;
  std::vector<write::Unit> units_;
  std::vector<std::vector<run::Tally>> tallies_;      // of the files of each unit
  std::map<std::size_t, std::size_t> groups_;         // the number of the unit of each
  std::map<std::string, input::RootedPath> folders_;  // by path: a file of each
  std::size_t files_ = 0;
  run::Tally tally_;
  bool failed_ = false;
};

run::ExitStatus in_place(const Session& session) {
  InPlace files(session);
  const run::RunTotals walked = run::for_each_source(
      session.options, session.io, session.messages, run::EmptyInput::failure,
      [&files](run::Source& source) { files.take(source); }, [&files] { files.write(); });
  const bool failed = files.failed() || walked.failed > 0;
  const bool silent = failed && files.tally().files == 0;  // "nothing to rewrite" would be no truth
  run::end_run(walked, silent ? "" : run::rewrite_summary(files.tally(), walked, run::Destination::in_place),
               session.options, session.messages);
  return failed ? run::exit_failure : run::exit_clean;
}

}  // namespace

run::ExitStatus run_rewrite(const Session& session) {
  switch (session.options.destination) {
    case run::Destination::in_place:
      return in_place(session);
    case run::Destination::difference: {
      const run::ExitStatus status = run_diff(session);
      return status == run::exit_findings ? run::exit_clean : status;
    }
    case run::Destination::stream:
      break;
  }
  return to_stdout(session);
}

}  // namespace ecrify::command
