// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/run/entries.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/run/named_files.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/vanity.hpp"

// Reading and examining the sources of a run.
namespace ecrify::run {

// The result of loading one entry. Threads fill these in any order; the run reads them in the order of the
// entries.
struct LoadResult {
  std::optional<LoadedSource> loaded;   // nothing when there is nothing of it to go on with
  const Examiner* examiner = nullptr;   // of what waits until it is known what the file is, and names
  std::optional<locate::Role> settled;  // what the file is, where that is known before
  NamedFiles named;
  std::optional<Failure> failure;
  std::size_t ignored_files = 0;
  std::string ignored_name;  // of the one that was left out, or copied through
  bool is_report = false;    // of an earlier run, which a walk came across
  std::string output;        // a path in it that leads to an output of the run
  ChartPlaces charts;
  std::uint64_t read_time = 0;
  std::uint64_t bytes = 0;
};

// The facts that names and neighbours of files give; facts out of other files are added as they are read.
[[nodiscard]] Facts facts_of(const Options& options, const std::vector<InputEntry>& entries);

// Reads and examines entries. Can be shared between threads.
class Loader {
 public:
  // `threads`: for the parts of a large source.
  // `collects_names`: for kustomizations, of the run or beside it.
  // `facts` need not be complete before a file that waits is examined.
  Loader(const Options& options, const Io& io, EmptyInput nothing, std::size_t threads, bool collects_names,
         const Facts& facts, const Outputs& outputs);

  [[nodiscard]] const Examiner& examiner_of(const LoadedSource& loaded) const {
    return *examiner_for(loaded.text->name(), loaded.resolved);
  }

  [[nodiscard]] bool collects_names() const { return collects_names_; }

  // Reads an entry, and examines it where no other file of the run can say what it is.
  [[nodiscard]] LoadResult load(const InputEntry& entry) const;

  void examine(LoadResult& fetched, locate::Role role) const;

  void examine_again(LoadedSource& loaded, FixedPlaces overruled) const;

 private:
  // Less than this is examined before another thread has begun.
  static constexpr std::size_t smallest_part = std::size_t{1} << 20U;

  // True for a file that a walk alone came across and that holds nothing: what others say of it changes
  // nothing.
  [[nodiscard]] bool pass_over(const InputEntry& entry, LoadResult& fetched) const;

  // For the kustomizations of the run; the rulings themselves are only kept where they are shown.
  void collect_names(LoadedSource& loaded) const;

  void add(const rules::Mapping* mapping, Settings settings);

  [[nodiscard]] const Examiner* examiner_for(const std::string& path, const std::string& resolved) const;

  const Options& options_;
  const Io& io_;
  EmptyInput nothing_;
  std::size_t threads_;
  bool collects_names_;
  VanityHosts vanity_;
  const Facts& facts_;
  const Outputs& outputs_;
  std::vector<std::pair<const rules::Mapping*, std::unique_ptr<const Examiner>>> examiners_;
};

// All of them, in the order of the entries, by as many threads as are asked for and are of use. Files that
// others may say more of wait until all have been read.
[[nodiscard]] std::vector<LoadResult> load_all(const Loader& loader, Facts& facts,
                                               const std::vector<InputEntry>& entries, std::size_t threads,
                                               int terminal);

}  // namespace ecrify::run
