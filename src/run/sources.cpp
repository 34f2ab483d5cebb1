// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/sources.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "ecrify/base/in_parallel.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/run/complete.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/progress.hpp"
#include "ecrify/run/stdin.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/write/printable.hpp"
#include "load.hpp"
#include "named_inputs.hpp"

namespace ecrify::run {
namespace {

// The failure of a mapped file that was written to since: its bytes are not the proven ones.
Failure changed_meanwhile(const std::string& name) {
  return {"the file changed while it was read", "run ecrify again once nothing writes to it", name,
          no_offset};
}

// Files are written, now or by applying the difference.
bool writes(const Options& options) {
  return options.command == Command::diff || options.destination != Destination::stream;
}

// Each source gets what the builds make of its images.
void assign_builds(const KustomizationRun& run) {
  kustomize::Run files = kustomize_run(run);
  kustomize::Builds builds = kustomize::builds_of(files);
  for (LoadedSource& source : run.sources) source.built.known = builds.known;
  for (kustomize::BuiltImage& image : builds.images) {
    if (image.file < run.sources.size()) run.sources[image.file].built.images.push_back(std::move(image));
  }
  for (kustomize::EntryImage& entry : builds.entries) {
    if (entry.file < run.sources.size()) run.sources[entry.file].built.entries.push_back(std::move(entry));
  }
}

// Decides what depends on several files.
void decide_together(const Options& options, const Kustomizations& kustomizations, const Loader& loader,
                     const std::vector<InputEntry>& ignored, std::vector<LoadedSource>& sources,
                     RunTotals& walked) {
  if (!loader.collects_names()) return;
  const KustomizationRun run{
      options,
      kustomizations,
      sources,
      ignored,
      [&](const LoadedSource& loaded) -> const Examiner& { return loader.examiner_of(loaded); },
      [&](LoadedSource& loaded, FixedPlaces overruled) {
        loader.examine_again(loaded, std::move(overruled));
      }};
  if (pulls_images(options.command)) assign_builds(run);
  DecidedRun decided = decide_kustomizations(run);
  if (!writes(options)) return;
  walked.renamed = decided.decisions.renamed.size();
  Stopwatch watch(options.settings.clock);
  walked.is_part = !look_beside(run, std::move(decided)) && !kustomizations.empty();
  watch.lap(walked.times.beside);
}

// True if the files hold no document; those that are named, for commands that give a verdict, none that
// ecrify recognises.
bool hold_no_document(const std::vector<LoadedSource>& sources, const RunTotals& walked) {
  return !sources.empty() && walked.failed == 0 && walked.ignored_files == 0 &&
         std::all_of(sources.begin(), sources.end(), [&](const LoadedSource& one) {
           if (one.path.empty()) return false;
           const bool is_empty = one.examined.counts.documents == 0 && one.examined.findings.empty();
           return is_empty || (one.named && !one.known);
         });
}

// Why they are a failure, where they are.
void check_inputs_hold_documents(const Options& options, const std::vector<LoadedSource>& sources,
                                 Messages& messages, RunTotals& walked) {
  if (hold_no_document(sources, walked)) {
    const bool is_empty = std::all_of(sources.begin(), sources.end(), [](const LoadedSource& one) {
      return one.examined.counts.documents == 0;
    });
    const std::string what = is_empty ? "document" : "Kubernetes object";
    messages.failure(
        {sources.size() == 1 ? "holds no " + what : "neither this file nor the others hold a " + what,
         "say --allow-empty where that is right", sources.front().path, no_offset});
    ++walked.failed;
  }
  const LoadedSource* const only = sources.size() == 1 ? &sources.front() : nullptr;
  if (only == nullptr || !only->path.empty() || only->ignored) return;
  if (const auto failure = unknown_stdin_failure(options, only->known)) {
    messages.failure(*failure);
    ++walked.failed;
  }
}

// ResourceLists are for functions.
void check_resource_lists(const Options& options, std::vector<LoadedSource>& sources, Messages& messages,
                          RunTotals& walked) {
  for (const LoadedSource& loaded : sources) {
    if (loaded.ignored || !loaded.named || loaded.bytes == nullptr) continue;
    const auto failure =
        loaded.path.empty() ? function_list_failure(options, loaded.bytes->view()) : std::nullopt;
    if (failure) {
      messages.failure(*failure);
      ++walked.failed;
      sources.clear();  // nothing is to be taken for the answer of a function
      return;
    }
    if (const std::string line = function_list_line(options, loaded.text->name(), loaded.bytes->view());
        !line.empty()) {
      messages.note(line);
    }
  }
}

// Folders without a manifest in them, and nothing else to read.
void refuse_no_manifest(const Options& options, Messages& messages, RunTotals& walked) {
  if (walked.failed > 0 || walked.ignored_files > 0) return;
  messages.failure(
      problem(std::string("no manifest was found: nothing was ") +
                  (options.destination == Destination::in_place ? "rewritten" : "checked"),
              "folders are searched for .yaml, .yml and .json, without hidden and ignored ones (--hidden, "
              "--no-ignore); other files have to be named"));
  ++walked.failed;
}

// The sources that could be read, in their order; what could not is reported. Gives the name of a
// kustomization that could not be read; empty where all could.
std::string collect_sources(const Options& options, const std::vector<InputEntry>& entries,
                            std::vector<LoadResult>& all, Messages& messages,
                            std::vector<LoadedSource>& sources, RunTotals& walked) {
  std::string unread_kustomization;
  sources.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    LoadResult& fetched = all[i];
    if (fetched.is_report) {
      messages.detail("passed over: " + write::printable(entries[i].path) +
                      ": it is a report of an earlier run");
    }
    if (!fetched.ignored_name.empty()) messages.detail(ignored_line(options, fetched.ignored_name));
    if (fetched.failure) {
      messages.failure(*fetched.failure);
      ++walked.failed;
      if (kustomize::is_kustomization_name(entries[i].path)) unread_kustomization = entries[i].path;
    }
    walked.ignored_files += fetched.ignored_files;
    walked.charts += fetched.charts;
    walked.times.read += fetched.read_time;
    walked.times.bytes += fetched.bytes;
    if (fetched.loaded) sources.push_back(std::move(*fetched.loaded));
  }
  return unread_kustomization;
}

// Says what there is to say of each source, and hands it on.
void visit_all(const Options& options, Messages& messages, std::vector<LoadedSource>& sources,
               const std::function<void(Source&)>& visit, RunTotals& walked) {
  for (LoadedSource& loaded : sources) {
    if (!loaded.ignored) complete(options, messages, loaded, walked);
    if (!loaded.ignored) log_examination(messages.log(), *loaded.text, loaded.examined);
    Source source{loaded, *loaded.text, std::move(loaded.examined), loaded.group};
    source.built = std::move(loaded.built);
    const auto is_as_it_was = [&loaded] { return loaded.bytes == nullptr || loaded.bytes->is_as_it_was(); };
    if (is_as_it_was()) {
      visit(source);
      if (is_as_it_was()) continue;
    }
    messages.failure(changed_meanwhile(loaded.text->name()));
    ++walked.failed;
  }
}

// Before anything is written, the log included.
RunTotals refuse_output(const Failure& failure, Messages& messages, RunTotals& walked) {
  messages.log().discard();
  messages.failure(failure);
  walked.output_refused = true;
  ++walked.failed;
  return walked;
}

}  // namespace

bool is_to_rewrite(const Finding& finding) {
  return finding.id == FindingId::unmapped_image && finding.severity == Severity::error;
}

RunTotals for_each_source(const Options& options, const Io& io, Messages& messages, EmptyInput nothing,
                          const std::function<void(Source&)>& visit, const std::function<void()>& finish) {
  if (options.allow_empty) nothing = EmptyInput::allowed;
  if (options.stream) return for_each_part(options, io, messages, nothing, visit);
  return for_each_source(options, options.paths, io, messages, nothing, visit, finish);
}

RunTotals for_each_source(const Options& options, const std::vector<std::string>& paths, const Io& io,
                          Messages& messages, EmptyInput nothing, const std::function<void(Source&)>& visit,
                          const std::function<void()>& finish) {
  RunTotals walked;
  Stopwatch watch(options.settings.clock);
  messages.log().hold();
  InputList listed = list_entries(options, io, paths, messages);
  const Kustomizations kustomizations = read_kustomizations(listed.all, listed.ignored);
  const Outputs outputs(options, io);
  for (const auto* entries : {&listed.all, &listed.ignored}) {
    if (const Status status = outputs.check(*entries, kustomizations); !status.ok())
      return refuse_output(status.failure(), messages, walked);
  }
  if (const Status status = add_named_inputs(options, kustomizations, outputs, listed.all); !status.ok())
    return refuse_output(status.failure(), messages, walked);
  const std::vector<InputEntry>& entries = listed.all;
  walked.failed = listed.failed;
  walked.ignored_files = listed.ignored_files;
  if (entries.empty() && nothing == EmptyInput::failure) refuse_no_manifest(options, messages, walked);
  watch.lap(walked.times.list);
  // Kustomizations tie files together, so all are read before any is reported or written.
  std::vector<LoadedSource> sources;
  const bool any_file = std::any_of(entries.begin(), entries.end(),
                                    [](const InputEntry& entry) { return !entry.path.empty(); });
  const bool collects_names = any_file && (!kustomizations.empty() || writes(options));
  Facts facts = facts_of(options, entries);
  const Loader loader(options, io, nothing, entries.size() == 1 ? options.jobs : 1, collects_names, facts,
                      outputs);
  std::vector<LoadResult> all =
      load_all(loader, facts, entries, options.jobs, progress_terminal(options, io));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].output.empty())
      return refuse_output(Outputs::would_replace(all[i].output, entries[i].path), messages, walked);
  }
  messages.log().release();
  std::string unread_kustomization = collect_sources(options, entries, all, messages, sources, walked);
  const bool only_reports = !all.empty() && std::all_of(all.begin(), all.end(),
                                                        [](const LoadResult& one) { return one.is_report; });
  if (only_reports && nothing == EmptyInput::failure) refuse_no_manifest(options, messages, walked);
  for (const InputEntry& entry : listed.ignored) {
    if (entry.failure && unread_kustomization.empty()) unread_kustomization = entry.path;
  }
  if (nothing == EmptyInput::failure) check_inputs_hold_documents(options, sources, messages, walked);
  check_resource_lists(options, sources, messages, walked);
  decide_together(options, kustomizations, loader, listed.ignored, sources, walked);
  if (!unread_kustomization.empty() && writes(options)) refuse_all(sources, unread_kustomization);
  walked.only_stdin = sources.size() == 1 && sources.front().path.empty();
  for (const LoadedSource& loaded : sources) walked.times.examine += loaded.examined.times;
  Stopwatch writing(options.settings.clock);
  visit_all(options, messages, sources, visit, walked);
  if (finish) finish();
  writing.lap(walked.times.write);
  if (options.settings.clock == Clock::on) {
    for (const std::string& line : stats_lines(walked, std::min(options.jobs, entries.size())))
      messages.answer(line);
  }
  return walked;
}

}  // namespace ecrify::run
