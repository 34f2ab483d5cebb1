// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/base/source.hpp"
#include "ecrify/input/bytes.hpp"
#include "ecrify/input/root.hpp"
#include "ecrify/kustomize/built_images.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/messages.hpp"
#include "ecrify/run/options.hpp"

// The files of a run that kustomizations have a say about: what becomes of one depends on the others. Nothing
// but the files of the run is read here.
namespace ecrify::run {

// Without links and dots; empty for what is not there.
[[nodiscard]] std::string real_path(const std::string& path);

// A source that was read, and its examination. The bytes are kept only to show or to write something of them.
struct LoadedSource : input::RootedPath {  // the path is empty for stdin
  std::string folder;                      // that the run walked to find it; empty where that is not known
  bool named = true;
  bool ignored = false;   // by the configuration: copied through
  bool known = true;      // of what somebody names, for commands that say what is right: see is_known()
  std::size_t group = 0;  // of files that are written together or not at all; 0: alone
  std::unique_ptr<const input::Bytes> bytes;
  std::size_t size = 0;  // of the bytes, which aren't kept where there is nothing to show
  std::unique_ptr<const SourceText> text;
  locate::Role role = locate::Role::object;
  std::size_t examinations = 0;
  std::vector<kustomize::ImageName> names;         // with kustomizations in the run: where images stand in it
  bool has_controllers = false;                    // … and whether objects for Flux or Argo CD hold entries
  std::vector<std::pair<Span, std::string>> pins;  // names in command lines that pin images by name
  Examination examined;
  kustomize::Builds built =
      {};  // of a command that asks for it, with kustomizations in the run: what becomes of its images
};

// The kustomizations among the files of a run, by the file's resolved path; those that the configuration
// ignores, too. The entry of one that can't be read holds the failure.
using Kustomizations = std::map<std::string, kustomize::Kustomization>;
[[nodiscard]] Kustomizations read_kustomizations(std::vector<InputEntry>& entries,
                                                 std::vector<InputEntry>& ignored);

// Names behind `kustomize edit set image` and `--kustomize-image` in a text.
[[nodiscard]] std::vector<std::pair<Span, std::string>> pinned_names(std::string_view bytes);

using ExaminerOf = std::function<const Examiner&(const LoadedSource&)>;

struct KustomizationRun {
  const Options& options;
  const Kustomizations& kustomizations;
  std::vector<LoadedSource>& sources;
  const std::vector<InputEntry>&
      ignored;  // by the configuration: kustomizations among them are read for what they select
  ExaminerOf examiner_of;
  std::function<void(LoadedSource&, FixedPlaces)> examine_again;
};
// The decisions of a run, and the files that they are about; `files` begins with the sources.
struct DecidedRun {
  kustomize::Run files;
  kustomize::Decisions decisions;
};
// Decides about the entries of the kustomizations and completes their sources.
[[nodiscard]] DecidedRun decide_kustomizations(const KustomizationRun& run);

// Refuses what would be built as something else than the rewrite of what is built now.
void refuse_wrong_builds(const KustomizationRun& run, DecidedRun& decided);

// For what is written: refuses sources that a kustomization beside the run would not select any more, in
// their repositories, or else below the working folder. Returns false where a run is only a part of its
// repository.
bool look_beside(const KustomizationRun& run, DecidedRun decided);

// The run as the kustomize stage has it: sources first, then ignored ones.
[[nodiscard]] kustomize::Run kustomize_run(const KustomizationRun& run);
// Refuses every file with edits, because an unreadable kustomization may select anything.
void refuse_all(std::vector<LoadedSource>& sources, const std::string& unread);
// The mapping of a path among those of the run.
[[nodiscard]] std::size_t mapping_index(const Options& options, const std::string& path,
                                        const std::string& resolved);
// Adds a ruling among those of a source, which are in order of position.
void put_in_order(Ruling ruling, Rulings& rulings);
// Refuses what is in a group with something that is refused.
void refuse_groups(std::vector<LoadedSource>& sources);
// Refuses a source since another file that a kustomization ties it to is not written.
void refuse_with(LoadedSource& source, const std::string& other, const std::string& what);
// Reads the text of a source again that was let go since nothing was found in it.
void keep_text(LoadedSource& source);
// Makes an error of a source.
void refuse(LoadedSource& source, Finding finding);

}  // namespace ecrify::run
