// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/sources.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>
#include <utility>

#include "ecrify/cli/problem.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/input/walk.hpp"

namespace ecrify::cli {
namespace {

struct Entry {
  std::string path;  // empty for stdin
  bool named = true;
};

// Path by path, so that one that does not exist keeps none of the others from being read.
std::vector<Entry> list_sources(const std::vector<std::string>& paths, Messages& messages, Walked& walked) {
  if (paths.empty()) return {Entry{}};
  std::vector<Entry> entries;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    if (path == "-") {
      entries.push_back({});
      continue;
    }
    Result<std::vector<input::Found>> found = input::expand({path});
    if (!found.ok()) {
      messages.failure(found.failure());
      ++walked.failed;
      continue;
    }
    for (input::Found& file : *found) {
      if (seen.insert(file.path).second) entries.push_back({std::move(file.path), file.named});
    }
  }
  return entries;
}

Result<std::string> read_stdin(const Options& options, const Io& io, Nothing nothing) {
  if (isatty(io.in) != 0) {
    return problem("stdin is a terminal: there is nothing to read",
                   "pipe manifests into it, or name files or folders, for example \"ecrify check .\"");
  }
  Result<std::string> bytes = input::read_descriptor(io.in, options.stdin_name);
  if (bytes.ok() && bytes->empty() && nothing == Nothing::failure) {
    return problem("stdin is empty: nothing was checked",
                   "did the command before the pipe fail? name files or folders to read these instead");
  }
  return bytes;
}

// A template that was met on a walk is no manifest that somebody asked for: it is passed over, with a
// warning.
void pass_over_template(Examined& examined) {
  std::erase_if(examined.findings, [](const Finding& f) { return f.id != FindingId::template_text; });
  for (Finding& finding : examined.findings) finding.severity = Severity::warning;
  examined.edits.clear();
  examined.refused = false;
}

bool has(const Examined& examined, bool (*property)(FindingId)) {
  return std::any_of(examined.findings.begin(), examined.findings.end(),
                     [&](const Finding& finding) { return property(finding.id); });
}

bool is_template(FindingId id) { return id == FindingId::template_text; }

}  // namespace

bool is_to_rewrite(const Finding& finding) {
  return finding.id == FindingId::unmapped_image && finding.severity == Severity::error;
}

bool is_unreadable(FindingId id) {
  return id == FindingId::not_yaml || id == FindingId::template_text || id == FindingId::proof_failed;
}

Walked for_each_source(const Options& options, const Io& io, Messages& messages, Nothing nothing,
                       const std::function<void(Source&)>& visit) {
  Walked walked;
  const std::vector<Entry> entries = list_sources(options.paths, messages, walked);
  if (entries.empty() && walked.failed == 0 && nothing == Nothing::failure) {
    messages.failure(problem("no manifest was found: nothing was checked",
                             "folders are searched for .yaml, .yml and .json; other files have to be named"));
    ++walked.failed;
  }
  const Settings settings{&options.rules, options.direction};
  for (const Entry& entry : entries) {
    const bool is_stdin = entry.path.empty();
    const Result<std::string> bytes =
        is_stdin ? read_stdin(options, io, nothing) : input::read_file(entry.path);
    if (!bytes.ok()) {
      messages.failure(bytes.failure());
      ++walked.failed;
      continue;
    }
    const SourceText text(is_stdin ? options.stdin_name : entry.path, *bytes);
    Source source{entry.path, text, examine(text, settings)};
    if (!entry.named && has(source.examined, is_template)) {
      pass_over_template(source.examined);
    } else if (has(source.examined, is_unreadable)) {
      ++walked.failed;
    }
    ++walked.sources;
    walked.only_stdin = is_stdin && entries.size() == 1;
    walked.counts += source.examined.counts;
    if (source.examined.counts.not_kubernetes_references > 0) walked.not_kubernetes.push_back(text.name());
    visit(source);
  }
  return walked;
}

}  // namespace ecrify::cli
