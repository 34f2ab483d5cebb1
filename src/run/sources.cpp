// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/sources.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ecrify/base/in_parallel.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/run/complete.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/run/named_files.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/progress.hpp"
#include "ecrify/run/stdin.hpp"
#include "ecrify/run/stream.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/run/vanity.hpp"
#include "generator_inputs.hpp"
#include "log_lines.hpp"

namespace ecrify::run {
namespace {

bool same_file(int a, int b) {
  struct stat one {};
  struct stat other {};
  return ::fstat(a, &one) == 0 && ::fstat(b, &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

// What is mapped and was written to since is not what was proven.
Failure changed_meanwhile(const std::string& name) {
  return {"the file changed while it was read", "run ecrify again once nothing writes to it", name,
          no_offset};
}

Result<input::Bytes> read_stdin(const Options& options, const Io& io, EmptyInput nothing) {
  if (auto failure = terminal_failure(io)) return *failure;
  Result<input::Bytes> bytes = input::load_descriptor(
      io.in, options.stdin_name,
      same_file(io.in, io.out) ? input::Mapping::never : input::Mapping::of_large_files);
  if (!bytes.ok() || nothing == EmptyInput::allowed) return bytes;
  if (auto failure = empty_stdin_failure(options, bytes->view())) return *failure;
  return bytes;
}

// What came of one entry. Threads fill these in any order; they are gone through in the order of the entries.
struct ReadResult {
  std::optional<LoadedSource> loaded;   // nothing when there is nothing of it to go on with
  const Examiner* examiner = nullptr;   // of what waits until it is known what the file is, and names
  std::optional<locate::Role> settled;  // what the file is, where that is known before
  NamedFiles named;
  std::optional<Failure> failure;
  std::size_t ignored_files = 0;
  std::string ignored_name;  // of the one that was left out, or copied through
  ChartPlaces charts;
  std::uint64_t read_time = 0;
  std::uint64_t bytes = 0;
};

// Most paths are normal already, and std::filesystem takes them all to pieces.
std::string normal(const std::string& path) {
  const bool may_differ =
      path.starts_with('.') || path.find("/.") != std::string::npos || path.find("//") != std::string::npos;
  return may_differ ? std::filesystem::path(path).lexically_normal().string() : path;
}

// The file as other files of the run name it.
RunFile run_file(const InputEntry& entry) {
  const std::string typed = normal(entry.path);
  const std::string folder = normal(entry.folder) + "/";
  const bool is_below = !entry.named && typed.starts_with(folder);
  return {entry.resolved, is_below ? typed.substr(folder.size()) : typed};
}

Facts facts_of(const Options& options, const std::vector<InputEntry>& entries,
               const std::vector<InputEntry>& ignored) {
  std::vector<RunFile> files;
  std::unordered_map<std::string, std::string> typed;  // by resolved path
  for (const InputEntry& entry : entries) {
    if (entry.path.empty()) continue;
    files.push_back(run_file(entry));
    typed.emplace(entry.resolved, entry.path);
  }
  for (const InputEntry& entry : ignored) typed.emplace(entry.resolved, entry.path);
  return {files, [&options, typed = std::move(typed)](const RunFile& file) {
            return is_values_for(options, typed.at(file.path), file.path);
          }};
}

// Reads and examines entries. Can be shared between threads.
class Loader {
 public:
  // `threads`: for the parts of a large source.
  // `collects_names`: for kustomizations, of the run or beside it.
  // `facts` need not be complete before a file that waits is examined.
  Loader(const Options& options, const Io& io, EmptyInput nothing, std::size_t threads, bool collects_names,
         const Facts& facts)
      : options_(options),
        io_(io),
        nothing_(nothing),
        threads_(threads),
        collects_names_(collects_names),
        vanity_(options),
        facts_(facts) {
    if (!options.no_registry) add(&options.mapping, settings_for(options, ""));
    for (const PathTarget& target : options.targets) {
      Settings settings = settings_for(options, "");
      settings.mapping = &target.mapping;
      add(&target.mapping, std::move(settings));
    }
  }

  [[nodiscard]] const Examiner& examiner_of(const LoadedSource& loaded) const {
    return *examiner_for(loaded.text->name(), loaded.resolved);
  }

  [[nodiscard]] bool collects_names() const { return collects_names_; }

  // Reads an entry, and examines it where no other file of the run can say what it is.
  [[nodiscard]] ReadResult load(const InputEntry& entry) const {
    ReadResult out;
    if (entry.failure) {
      out.failure = entry.failure;
      return out;
    }
    const bool is_stdin = entry.path.empty();
    Stopwatch watch(options_.clock);
    Result<input::Bytes> bytes = is_stdin ? read_stdin(options_, io_, nothing_) : input::load_file(entry);
    watch.lap(out.read_time);
    if (!bytes.ok()) {
      out.failure = bytes.failure();
      return out;
    }
    out.bytes = bytes->size();
    LoadedSource loaded;
    static_cast<input::RootedPath&>(loaded) = entry;
    loaded.folder = entry.folder;
    loaded.named = entry.named;
    loaded.bytes = std::make_unique<const input::Bytes>(std::move(bytes).value());
    loaded.text =
        std::make_unique<const SourceText>(is_stdin ? options_.stdin_name : entry.path, loaded.bytes->view());
    const std::string& name = loaded.text->name();
    if (is_ignored(options_, name, entry.resolved)) {
      ++out.ignored_files;
      out.ignored_name = name;
      loaded.ignored = true;
      if (copies_through(options_)) out.loaded = std::move(loaded);
      return out;
    }
    out.examiner = examiner_for(name, entry.resolved);
    if (out.examiner == nullptr) {
      out.failure = no_target_failure(options_, name);
      return out;
    }
    const std::string_view view = loaded.bytes->view();
    if (!facts_.is_alone() || may_name_entries(view)) out.named = named_by(entry.resolved, view);
    if (options_.command == Command::check) out.charts = charts_of(*loaded.text, options_.verbosity);
    out.loaded = std::move(loaded);
    out.settled = entry.role ? entry.role
                  : is_stdin ? std::optional(locate::Role::object)
                             : facts_.settled(run_file(entry), view);
    if (out.settled && !facts_.waits(view)) examine(out, *out.settled);
    return out;
  }

  void examine(ReadResult& fetched, locate::Role role) const {
    LoadedSource& loaded = *fetched.loaded;
    loaded.role = role;
    ++loaded.examinations;
    const std::size_t parts = std::min(threads_, loaded.bytes->size() / smallest_part);
    loaded.examined = fetched.examiner->examine(
        *loaded.text, role, parts,
        [this](std::size_t count, const auto& work) { in_parallel(count, threads_, work); });
    fetched.examiner = nullptr;
    vanity_.add_notes(*loaded.text, role, loaded.examined);
    const bool asks = loaded.named && role == locate::Role::object && !gives_manifests(options_.command);
    if (asks) loaded.known = is_known(options_, loaded.text->name(), loaded.text->bytes(), loaded.examined);
    if (collects_names_) collect_names(loaded);
  }

  void examine_again(LoadedSource& loaded, Overrides overruled) const {
    loaded.examined = examiner_of(loaded).examine(*loaded.text, loaded.role, std::move(overruled));
    vanity_.add_notes(*loaded.text, loaded.role, loaded.examined);
    collect_names(loaded);
  }

 private:
  // Less than this is examined before another thread has begun.
  static constexpr std::size_t smallest_part = std::size_t{1} << 20U;

  // For the kustomizations of the run; the rulings themselves are only kept where they are shown.
  void collect_names(LoadedSource& loaded) const {
    loaded.names = image_names(loaded.examined);
    loaded.has_controllers = has_controllers(loaded.examined);
    loaded.pins = pinned_names(loaded.text->bytes());
    if (settings_for(options_, "").kept == KeptRulings::all) return;
    std::erase_if(loaded.examined.rulings,
                  [](const Ruling& ruling) { return !ruling.suppressed && !ruling.ignored_by_user; });
  }

  void add(const rules::Mapping* mapping, Settings settings) {
    settings.values_entries = &facts_.values_entries();
    if (collects_names_) {
      settings.kept = KeptRulings::with_targets;
      settings.entries = EntryDecision::by_run;
    }
    examiners_.emplace_back(mapping, std::make_unique<const Examiner>(std::move(settings)));
  }

  [[nodiscard]] const Examiner* examiner_for(const std::string& path, const std::string& resolved) const {
    const rules::Mapping* mapping = mapping_for(options_, path, resolved);
    const auto found = std::find_if(examiners_.begin(), examiners_.end(),
                                    [&](const auto& one) { return one.first == mapping; });
    return found == examiners_.end() ? nullptr : found->second.get();
  }

  const Options& options_;
  const Io& io_;
  EmptyInput nothing_;
  std::size_t threads_;
  bool collects_names_;
  VanityHosts vanity_;
  const Facts& facts_;
  std::vector<std::pair<const rules::Mapping*, std::unique_ptr<const Examiner>>> examiners_;
};

// What has nothing to show, whatever a kustomization makes of its names, is not kept in memory. A suppression
// of the file that nothing used is shown at the end.
void let_go(const InputEntry& entry, ReadResult& fetched) {
  if (!fetched.loaded) return;
  LoadedSource& loaded = *fetched.loaded;
  const bool nothing_to_show =
      loaded.names.empty() && loaded.examined.rulings.empty() && loaded.examined.edits.empty() &&
      loaded.examined.findings.empty() && loaded.examined.counts.not_kubernetes_references == 0 &&
      loaded.examined.counts.references_as_values == 0 && loaded.examined.open.empty() &&
      loaded.pins.empty() && !has_unused(loaded.examined);
  if (!nothing_to_show) return;
  loaded.bytes = nullptr;
  loaded.text = std::make_unique<const SourceText>(entry.path, std::string_view());
}

// All of them, in the order of the entries, by as many threads as are asked for and are of use. Files that
// others may say more of wait until all have been read.
std::vector<ReadResult> load_all(const Loader& loader, Facts& facts, const std::vector<InputEntry>& entries,
                                 std::size_t threads, int terminal) {
  std::vector<ReadResult> fetched(entries.size());
  Progress progress(entries.size() > 1 ? terminal : -1, "read", entries.size());
  const auto finish = [&](std::size_t i) {
    if (entries.size() > 1) let_go(entries[i], fetched[i]);
    progress.step();
  };
  in_parallel(entries.size(), threads, [&](std::size_t i) {
    fetched[i] = loader.load(entries[i]);
    if (fetched[i].examiner == nullptr) finish(i);
  });
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < fetched.size(); ++i) {
    facts.add(fetched[i].named);
    if (fetched[i].examiner != nullptr) waiting.push_back(i);
  }
  in_parallel(waiting.size(), threads, [&](std::size_t at) {
    ReadResult& one = fetched[waiting[at]];
    loader.examine(one, one.settled ? *one.settled
                                    : facts.role(run_file(entries[waiting[at]]), one.loaded->bytes->view()));
    finish(waiting[at]);
  });
  return fetched;
}

// Files are written, now or by applying the difference.
bool writes(const Options& options) {
  return options.command == Command::diff || options.destination != Destination::stream;
}

// Each source gets what the builds make of its images.
void hand_out(const KustomizationRun& run) {
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
      [&](LoadedSource& loaded, Overrides overruled) { loader.examine_again(loaded, std::move(overruled)); }};
  if (pulls_images(options.command)) hand_out(run);
  DecidedRun decided = decide_kustomizations(run);
  if (!writes(options)) return;
  walked.renamed = decided.decisions.renamed.size();
  Stopwatch watch(options.clock);
  walked.is_part = !look_beside(run, std::move(decided)) && !kustomizations.empty();
  watch.lap(walked.times.beside);
}

// Files that somebody names, without a document in any of them; for commands that say what is right, without
// one that ecrify can tell.
bool hold_nothing(const std::vector<LoadedSource>& sources, const RunTotals& walked) {
  return !sources.empty() && walked.failed == 0 && walked.ignored_files == 0 &&
         std::all_of(sources.begin(), sources.end(), [&](const LoadedSource& one) {
           if (!one.named || one.path.empty()) return false;
           return !one.known || (one.examined.counts.documents == 0 && one.examined.findings.empty());
         });
}

// Why they are a failure, where they are.
void refuse_nothing(const Options& options, const std::vector<LoadedSource>& sources, Messages& messages,
                    RunTotals& walked) {
  if (hold_nothing(sources, walked)) {
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
void tell_of_lists(const Options& options, std::vector<LoadedSource>& sources, Messages& messages,
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

}  // namespace

bool is_to_rewrite(const Finding& finding) {
  return finding.id == FindingId::unmapped_image && finding.severity == Severity::error;
}

bool is_unreadable(FindingId id) {
  return id == FindingId::not_yaml || id == FindingId::template_text || id == FindingId::proof_failed;
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
  Stopwatch watch(options.clock);
  InputList listed = list_entries(options, io, paths, messages);
  const Kustomizations kustomizations = read_kustomizations(listed.all, listed.ignored);
  if (const Status status = check_referred(options, io, kustomizations); !status.ok()) {
    messages.failure(status.failure());
    walked.output_refused = true;
    ++walked.failed;
    return walked;
  }
  add_generator_inputs(options, kustomizations, listed.all);
  const std::vector<InputEntry>& entries = listed.all;
  walked.failed = listed.failed;
  walked.ignored_files = listed.ignored_files;
  if (entries.empty() && walked.failed == 0 && walked.ignored_files == 0 && nothing == EmptyInput::failure) {
    messages.failure(
        problem(std::string("no manifest was found: nothing was ") +
                    (options.destination == Destination::in_place ? "rewritten" : "checked"),
                "folders are searched for .yaml, .yml and .json, without hidden and ignored ones (--hidden, "
                "--no-ignore); other files have to be named"));
    ++walked.failed;
  }
  watch.lap(walked.times.list);
  // All are read before anything is said or written of one: kustomizations tie files together.
  std::vector<LoadedSource> sources;
  const bool any_file = std::any_of(entries.begin(), entries.end(),
                                    [](const InputEntry& entry) { return !entry.path.empty(); });
  const bool collects_names = any_file && (!kustomizations.empty() || writes(options));
  Facts facts = facts_of(options, entries, listed.ignored);
  const Loader loader(options, io, nothing, entries.size() == 1 ? options.jobs : 1, collects_names, facts);
  std::string unread_kustomization;
  for (const InputEntry& entry : listed.ignored) {
    if (entry.failure) unread_kustomization = entry.path;
  }
  std::vector<ReadResult> all =
      load_all(loader, facts, entries, options.jobs, progress_terminal(options, io));
  for (std::size_t i = 0; i < all.size(); ++i) {
    ReadResult& fetched = all[i];
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
  if (nothing == EmptyInput::failure) refuse_nothing(options, sources, messages, walked);
  tell_of_lists(options, sources, messages, walked);
  decide_together(options, kustomizations, loader, listed.ignored, sources, walked);
  if (!unread_kustomization.empty() && writes(options)) refuse_all(sources, unread_kustomization);
  walked.only_stdin = sources.size() == 1 && sources.front().path.empty();
  for (const LoadedSource& loaded : sources) walked.times.examine += loaded.examined.times;
  Stopwatch writing(options.clock);
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
  if (finish) finish();
  writing.lap(walked.times.write);
  if (options.clock == Clock::on) {
    for (const std::string& line : stats_lines(walked, std::min(options.jobs, entries.size())))
      messages.answer(line);
  }
  return walked;
}

}  // namespace ecrify::run
