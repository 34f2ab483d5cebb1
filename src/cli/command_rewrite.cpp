// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/problem.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/summary.hpp"
#include "ecrify/splice/edit.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"
#include "ecrify/write/temporary.hpp"

namespace ecrify::cli {
namespace {

// Refusals and warnings; what is simply rewritten is no news.
void report(const Source& source, const Session& session) {
  for (const Finding& finding : source.examined.findings) {
    if (is_to_rewrite(finding) || !is_shown(finding, session.options.verbosity)) continue;
    session.messages.finding(source.text, finding);
  }
}

void end(const Session& session, const Walked& walked, const std::string& summary) {
  if (const std::string line = not_kubernetes_line(walked, session.options.verbosity); !line.empty()) session.messages.note(line);
  for (const std::string& line : told_lines(walked)) session.messages.note(line);
  session.messages.detail(left_alone_line(walked));
  if (!summary.empty()) session.messages.note(summary);
}

// A filter in a pipe is silent; somebody who looks on, or asks, is told.
bool wants_summary(const Session& session) {
  return session.options.verbosity == Verbosity::verbose || isatty(session.io.err) != 0;
}

ExitStatus to_stdout(const Session& session) {
  Tally tally;
  bool refused = false;
  const Walked walked =
      for_each_source(session.options, session.io, session.messages, Nothing::failure, [&](Source& source) {
        report(source, session);
        refused = refused || source.examined.refused;
        source.stop = refused;
        if (refused || source.only_told) return;
        session.out.write(splice::pieces(source.text.bytes(), source.examined.edits));
        source.stop = !session.out.is_open();
        tally.add(source);
      });
  if (refused || walked.failed > 0 || session.out.failed()) return exit_failure;
  end(session, walked, wants_summary(session) ? rewrite_summary(tally, walked, Destination::stream) : "");
  return exit_clean;
}

std::string folder_of(const std::string& file) { return file.substr(0, std::max<std::size_t>(file.rfind('/'), 1)); }

// Which files of a group have been written, and which one could not be.
struct Group {
  std::vector<std::string> written;
  std::string failed;
};

std::string printed(const std::string& path) { return write::printable(path, write::Tabs::escape); }

// Of a group some files are written and others are not: what they build has lost what the kustomizations there set.
void tell_torn(const Session& session, const Group& group) {
  if (group.written.empty()) return;
  std::string files;
  for (const std::string& path : group.written) files += (files.empty() ? "" : ", ") + printed(path);
  session.messages.failure(problem("written already were, of the files that kustomizations tie to " + printed(group.failed) + ": " + files,
                                   "take these back, and run it again once all of them can be written"));
}

ExitStatus in_place(const Session& session) {
  Tally tally;
  bool failed = false;
  std::map<std::size_t, Group> groups;
  std::map<std::string, input::RootedPath> folders;  // by path: a file of each
  const Walked walked =
      for_each_source(session.options, session.io, session.messages, Nothing::failure, [&](Source& source) {
        report(source, session);
        if (source.root) folders.try_emplace(folder_of(source.resolved), source);
        if (source.examined.refused) {
          failed = true;
          return;
        }
        if (source.examined.edits.empty()) return;
        Group* const group = source.group == 0 ? nullptr : &groups[source.group];
        if (group != nullptr && !group->failed.empty()) {
          session.messages.failure({"not written: a kustomization ties this file to " + group->failed + ", which could not be",
                                    "run it again once all of them can be written", source.path, no_offset});
          return;
        }
        const Status written = write::replace_file(
            source, source.text.bytes(), splice::pieces(source.text.bytes(), source.examined.edits));
        if (!written.ok()) {
          session.messages.failure(written.failure());
          failed = true;
          if (group != nullptr) {
            group->failed = source.path;
            tell_torn(session, *group);
          }
          return;
        }
        if (group != nullptr) group->written.push_back(source.path);
        const std::size_t before = tally.references;
        tally.add(source);
        session.messages.note(write::printable(source.path, write::Tabs::escape) + ": " +
                              count_of(tally.references - before, "reference") +
                              dropped_part(source.examined.counts.dropped_secrets));
      });
  for (const auto& [folder, file] : folders) {
    if (const std::size_t swept = write::sweep_temporaries(file.open_folder()); swept > 0) {
      session.messages.detail(write::printable(folder, write::Tabs::escape) + ": deleted " + count_of(swept, "file") +
                              " that a killed run had left");
    }
  }
  failed = failed || walked.failed > 0;
  const bool silent = failed && tally.files == 0;  // "nothing to rewrite" would be no truth
  end(session, walked, silent ? "" : rewrite_summary(tally, walked, Destination::in_place));
  return failed ? exit_failure : exit_clean;
}

}  // namespace

ExitStatus run_rewrite(const Session& session) {
  switch (session.options.destination) {
    case Destination::in_place:
      return in_place(session);
    case Destination::difference: {
      const ExitStatus status = run_diff(session);
      return status == exit_findings ? exit_clean : status;
    }
    case Destination::stream:
      break;
  }
  return to_stdout(session);
}

}  // namespace ecrify::cli
