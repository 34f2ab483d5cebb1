// SPDX-License-Identifier: Apache-2.0
#include "load.hpp"

#include <algorithm>

#include "ecrify/base/in_parallel.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/run/named_files.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/progress.hpp"
#include "ecrify/run/stdin.hpp"
#include "ecrify/run/summary.hpp"

namespace ecrify::run {
namespace {

Result<input::Bytes> read_stdin(const Options& options, const Io& io, EmptyInput nothing) {
  if (auto failure = terminal_failure(io)) return *failure;
  Result<input::Bytes> bytes = input::load_descriptor(
      io.in, options.stdin_name,
      is_same_file(io.in, io.out) ? input::Mapping::never : input::Mapping::of_large_files);
  if (!bytes.ok() || nothing == EmptyInput::allowed) return bytes;
  if (auto failure = empty_stdin_failure(options, bytes->view())) return *failure;
  return bytes;
}

// A file that has nothing to show, whatever a kustomization makes of its names, is not kept in memory. A
// suppression of the file that nothing used is shown at the end.
void let_go(const InputEntry& entry, LoadResult& fetched) {
  if (!fetched.loaded) return;
  LoadedSource& loaded = *fetched.loaded;
  const bool nothing_to_show =
      loaded.names.empty() && loaded.examined.rulings.empty() && loaded.examined.edits.empty() &&
      loaded.examined.findings.empty() && loaded.examined.counts.not_kubernetes_references == 0 &&
      loaded.examined.counts.references_as_values == 0 && loaded.examined.open.empty() &&
      loaded.pins.empty() && !loaded.has_controllers && !has_unused(loaded.examined);
  if (!nothing_to_show) return;
  loaded.bytes = nullptr;
  loaded.text = std::make_unique<const SourceText>(entry.path, std::string_view());
}

}  // namespace

Facts facts_of(const Options& options, const std::vector<InputEntry>& entries) {
  return {entries,
          [&options](const InputEntry& file) { return is_values_for(options, file.path, file.resolved); }};
}

Loader::Loader(const Options& options, const Io& io, EmptyInput nothing, std::size_t threads,
               bool collects_names, const Facts& facts, const Outputs& outputs)
    : options_(options),
      io_(io),
      nothing_(nothing),
      threads_(threads),
      collects_names_(collects_names),
      vanity_(options),
      facts_(facts),
      outputs_(outputs) {
  if (!options.no_registry) add(&options.mapping, settings_for(options, ""));
  for (const PathTarget& target : options.targets) {
    Settings settings = settings_for(options, "");
    settings.mapping = &target.mapping;
    add(&target.mapping, std::move(settings));
  }
}

LoadResult Loader::load(const InputEntry& entry) const {
  LoadResult out;
  if (entry.failure) {
    out.failure = entry.failure;
    return out;
  }
  const bool is_stdin = entry.path.empty();
  Stopwatch watch(options_.settings.clock);
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
  loaded.size = loaded.bytes->size();
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
  const std::string_view view = loaded.bytes->view();
  if (!entry.named && is_earlier_report(view)) {
    out.is_report = true;
    return out;
  }
  out.examiner = examiner_for(name, entry.resolved);
  if (out.examiner == nullptr) {
    out.failure = no_target_failure(options_, name);
    return out;
  }
  if (!is_stdin) out.output = referred_output(outputs_, entry, view);
  if (!facts_.is_alone()) out.named = named_by(entry.resolved, view);
  if (options_.command == Command::check) {
    out.charts = chart_places(*loaded.text, charts_in(view), options_.verbosity);
    if (!is_stdin)
      out.charts +=
          chart_places(*loaded.text, charts_elsewhere(entry.resolved, view, facts_), options_.verbosity);
  }
  out.loaded = std::move(loaded);
  if (pass_over(entry, out)) return out;
  out.settled = entry.role ? entry.role
                : is_stdin ? std::optional(stdin_role(options_))
                           : facts_.settled(entry, view);
  if (out.settled && !facts_.waits(out.named, view)) examine(out, *out.settled);
  return out;
}

bool Loader::pass_over(const InputEntry& entry, LoadResult& fetched) const {
  LoadedSource& loaded = *fetched.loaded;
  if (entry.named || entry.role || facts_.by_name(entry) == locate::Role::kustomization) return false;
  std::optional<Examination> examined = fetched.examiner->pass_over(*loaded.text);
  if (!examined) return false;
  loaded.examined = std::move(*examined);
  ++loaded.examinations;
  fetched.examiner = nullptr;
  if (collects_names_) collect_names(loaded);
  return true;
}

void Loader::examine(LoadResult& fetched, locate::Role role) const {
  LoadedSource& loaded = *fetched.loaded;
  loaded.role = role;
  ++loaded.examinations;
  const std::size_t parts = std::min(threads_, loaded.bytes->size() / smallest_part);
  loaded.examined = fetched.examiner->examine(
      *loaded.text, {role, facts_.patch_target(loaded.resolved)}, parts,
      [this](std::size_t count, const auto& work) { in_parallel(count, threads_, work); });
  fetched.examiner = nullptr;
  vanity_.add_notes(*loaded.text, role, loaded.examined);
  const bool asks = loaded.named && role == locate::Role::object && !gives_manifests(options_.command);
  if (asks) loaded.known = is_known(options_, loaded.text->name(), loaded.text->bytes(), loaded.examined);
  if (collects_names_) collect_names(loaded);
}

void Loader::examine_again(LoadedSource& loaded, FixedPlaces overruled) const {
  loaded.examined = examiner_of(loaded).examine(
      *loaded.text, {loaded.role, facts_.patch_target(loaded.resolved)}, std::move(overruled));
  vanity_.add_notes(*loaded.text, loaded.role, loaded.examined);
  collect_names(loaded);
}

void Loader::collect_names(LoadedSource& loaded) const {
  loaded.names = image_names(loaded.examined);
  loaded.has_controllers = has_controllers(loaded.examined);
  loaded.pins = pinned_names(loaded.text->bytes());
  if (settings_for(options_, "").kept == RulingScope::all) return;
  std::erase_if(loaded.examined.rulings,
                [](const Ruling& ruling) { return !ruling.suppressed && !ruling.ignored_by_user; });
}

void Loader::add(const rules::Mapping* mapping, Settings settings) {
  settings.named_entries = &facts_.named_entries();
  settings.noticed = vanity_.hosts();
  if (collects_names_) {
    settings.kept = RulingScope::with_targets;
    settings.entries = EntryDecision::by_run;
  }
  examiners_.emplace_back(mapping, std::make_unique<const Examiner>(std::move(settings)));
}

const Examiner* Loader::examiner_for(const std::string& path, const std::string& resolved) const {
  const rules::Mapping* mapping = mapping_for(options_, path, resolved);
  const auto found = std::find_if(examiners_.begin(), examiners_.end(),
                                  [&](const auto& one) { return one.first == mapping; });
  return found == examiners_.end() ? nullptr : found->second.get();
}

std::vector<LoadResult> load_all(const Loader& loader, Facts& facts, const std::vector<InputEntry>& entries,
                                 std::size_t threads, int terminal) {
  std::vector<LoadResult> fetched(entries.size());
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
    if (fetched[i].examiner == nullptr) continue;
    if (facts.is_alone()) facts.add_alone(fetched[i].loaded->bytes->view());
    waiting.push_back(i);
  }
  in_parallel(waiting.size(), threads, [&](std::size_t at) {
    LoadResult& one = fetched[waiting[at]];
    loader.examine(one,
                   one.settled ? *one.settled : facts.role(entries[waiting[at]], one.loaded->bytes->view()));
    finish(waiting[at]);
  });
  return fetched;
}

}  // namespace ecrify::run
