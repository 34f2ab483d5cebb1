// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/kustomize/edit.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/kustomize/tree.hpp"

// Kustomizations in a source tree: what becomes of the names that they select images by, and which files must
// be written together. The promise: the build of the rewritten tree is the rewrite of the build.
//
// What is simulated is what kustomize does (api/internal/target/kusttarget.go): resources in order (files and
// other kustomizations, whose own transformers have run), then components, each of which works on all that
// was gathered so far, then the kustomization's patches, then its images, one entry after the other. So an
// outer `name` is compared with what an inner kustomization makes of an image. Remote resources, charts and
// plugins are unknown: an entry whose name nothing local bears is taken to be about them, one whose name
// something local bears to be about that alone.
//
// What can't be read may hold anything: entries that would be renamed, and that come after it, are refused.
//
// Deliberately not done: nothing remote is fetched, no plugin is run. `replacements` copy texts that are rewritten where
// they stand: what their sources name counts as an image, wherever it is put; one that takes images apart, elsewhere than
// at the tag, is refused with them. `vars` are not followed: an entry further out whose name nothing bears is warned about.
namespace ecrify::kustomize {

struct Request {
  const Tree* tree = nullptr;      // must outlive the plan
  std::vector<std::string> files;  // those that the run reads, as paths in the tree; any order
  Decide decide;
  // Whether nothing in this file will be rewritten, since the configuration ignores its path; and whether this place in
  // a file that is rewritten is left alone, since the user said so there. Either may be empty.
  std::function<bool(const std::string& path)> left_alone = {};
  std::function<bool(const std::string& path, Span span)> suppressed = {};
  // Where files have rules of their own (another registry for a part of the tree): these, and which of them decide about
  // what stands in a file; 0 for `decide`, 1 for the first of `others`.
  std::vector<Decide> others = {};
  std::function<std::size_t(const std::string& path)> rules_of = {};
};

// A place in a file of the tree.
struct Place {
  std::string path;
  Span span;
  std::size_t document = 0;
};

enum class TieKind : std::uint8_t {
  together,  // entry and places are right only when both are written
  stays,     // the places stay, and are right only when the entry is written
  split,     // a replacement takes the places apart: they must not be written
};

// An entry, and the places that it selects and that it has to be written with.
struct Tie {
  TieKind kind = TieKind::together;
  Place entry;              // the name in the kustomization, or its replacement
  std::string name;         // what it selects
  std::vector<Place> held;  // where that stands: manifests, patches, entries of inner kustomizations
};

enum class FileState : std::uint8_t { unchanged, changed, refused };

struct FileFinding {
  std::string path;
  Finding finding;  // an error: nothing of the file may be written
};

struct Coupling {
  // Files that stand or fall together: when one is refused (by a finding below too), so are all. Each has two
  // members or more and no file is in two; sorted.
  std::vector<std::vector<std::string>> groups;
  std::vector<FileFinding> findings;  // in order of path and position
  std::set<std::string> missing;      // files that the run does not read, and that some of its files go with
};

class Plan {
 public:
  // For edit_object() on the first object of the kustomization at `path`, in the order of its entries. Empty
  // when the path is no kustomization of the tree: then the names are not known.
  [[nodiscard]] const std::vector<EntryFate>& fates(const std::string& path) const;

  // Whether a container image of this reference must stay as it is in that file, since a kustomization writes
  // the new name (with a placeholder as target, which kustomize could not select by). Then it counts as
  // rewritten.
  [[nodiscard]] bool stays(const std::string& path, std::string_view reference) const;
  [[nodiscard]] bool any_stays() const { return !stays_.empty(); }

  // Call it with every file that the run reads, once what becomes of each is known. `changes`: whether something within
  // this place of a changed manifest is rewritten; kustomize selects images, too, in what is left alone (a policy, a
  // status). Empty: whatever is held in a changed file is.
  using Changes = std::function<bool(const std::string& path, Span span)>;
  [[nodiscard]] Coupling couple(const std::map<std::string, FileState>& files, const Changes& changes = {}) const;

  // False when the tree is so large that kustomizations may have been missed.
  [[nodiscard]] bool complete() const { return complete_; }
  // Kustomizations that can't be read, and folders that may hold some; sorted.
  [[nodiscard]] const std::vector<std::string>& unread() const { return unread_; }

  // Files that a kustomization names: as a patch (which may lack a kind), and as values of a chart or as the
  // source of a generator.
  [[nodiscard]] bool is_patch(const std::string& path) const { return patches_.contains(path); }
  [[nodiscard]] bool is_values(const std::string& path) const { return values_.contains(path); }

 private:
  friend class Planner;
  const Tree* tree_ = nullptr;
  std::map<std::string, std::vector<EntryFate>> fates_;
  std::set<std::pair<std::string, std::string>> stays_;  // path, image name
  std::vector<FileFinding> refusals_;                    // what no entry of edit_object() can tell
  std::vector<Tie> ties_;
  std::set<std::string> patches_;
  std::set<std::string> values_;
  std::vector<std::string> unread_;
  bool complete_ = true;
  bool bounded_ = false;  // not all ties are known
};

// Reads the kustomizations among `files` and all others of the tree, and what they select from when that
// matters. Never fails: what can't be read counts as unknown, and where a bound is reached the entries
// concerned are refused.
[[nodiscard]] Plan make_plan(const Request& request);

}  // namespace ecrify::kustomize
