// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/kustomize/selector.hpp"

// Decides about the image entries of the kustomizations of a run. Pure: files are passed in as values.
//
// Names are followed, not objects: kustomize accumulates resources, lets components work on them, then
// patches, then images; so an entry meets the names of images in files and patches below it, and the newName
// of each entry that works earlier. The promise, that the build of the rewritten tree is the rewrite of the
// build, is kept by builds.hpp: what is decided here is checked there.
//
// Deliberately not done: no patch or object is simulated; nothing remote is fetched; `vars` are not followed.
namespace ecrify::kustomize {

// An image name in a file of the run, in any place that kustomize looks at, rewritten or not.
struct ImageName {
  std::string name;  // without tag and digest
  Span span;
  std::size_t document = 0;
  std::string kind;         // of the object, "" in a patch without one
  std::string object;       // its name
  std::string path;         // field path, as findings have it
  bool is_image = false;    // a container's, or a volume's, or the value that a patch gives to one
  bool rewritten = false;   // else it stays …
  bool suppressed = false;  // … since the user says so
};

struct RunFile {
  std::string path;   // absolute, links followed
  std::string shown;  // as messages name it
  std::vector<ImageName> names;
  bool refused = false;     // nothing of it is written, so all of its names stay
  bool unread = false;      // a part of it can't be read: it may hold any name
  bool outside = false;     // beside the run, looked at alone: nothing of it is written
  std::size_t mapping = 0;  // index in Run::mappings
  // The kustomization in the file; none where it can't be read.
  std::optional<Kustomization> kustomization = {};
  std::vector<bool> suppressed = {};  // of kustomization->images, in their order
  // ImageTagTransformers in the file, when a kustomization names it: one a document, in order.
  std::vector<ImageEntry> transformers = {};
  std::vector<ControllerEntries> controllers = {};  // in its objects for Flux and Argo CD
};

struct Run {
  std::vector<RunFile> files;
  std::vector<NameMapping> mappings;  // one at least
  std::size_t bytes = 0;              // of the files: what is multiplied is followed in proportion to them
  bool reverse = false;               // back to the upstream names: a pair becomes one entry
  // The path where a path of a kustomization really leads, all links followed; "" where nothing is.
  std::function<std::string(const std::string& path)> real_path = {};
  // The text of a file of the run that a kustomization names: a transformer, replacements, a configuration.
  std::function<std::optional<std::string>(const std::string& path)> text_of = {};
};

// A remedy is a part of each refusal.
struct Refusal {
  FindingId id = FindingId::kustomize_selector;
  std::string message;
  std::string help;
};

// The decision about one entry. Members can be combined; each that is set is carried out.
struct EntryRuling {
  std::string name;      // the name that it gets; "" where it stays
  std::string new_name;  // the newName that it gets, added where it has none; "" where it stays
  bool drops_new_name = false;
  bool drops_entry = false;
  struct Copy {
    std::string name;
    std::string new_name;  // "" where the copy keeps what the entry has
  };
  std::optional<Copy> copy = {};  // an entry behind it, the same but for these
  std::optional<Refusal> refusal = {};

  [[nodiscard]] bool changes() const {
    return !name.empty() || !new_name.empty() || drops_new_name || drops_entry || copy.has_value();
  }
};

struct PlacedRefusal {
  std::size_t file = 0;
  std::size_t document = 0;
  Span span;
  std::string name;  // that it is about; may be empty
  Refusal why;
};

struct Decisions {
  std::vector<std::vector<EntryRuling>> entries;       // by file: of kustomization->images
  std::vector<std::vector<EntryRuling>> transformers;  // by file: of RunFile::transformers
  std::vector<PlacedRefusal> refusals;                 // what no entry of `entries` says
  std::vector<std::pair<std::size_t, Span>>
      stays;  // places, by file, that a kustomization writes in their stead
  // Texts that replacements copy into images and that are rewritten for that alone; each refused where it
  // can't be.
  std::vector<PlacedRefusal> copied;
  // Files that are written together or not at all, by index in Run::files: two or more each, sorted, none in
  // two.
  std::vector<std::vector<std::size_t>> groups;
  std::vector<std::string> renamed;  // names that entries selected by and do no longer, sorted
};

// Where kustomizations multiply images beyond what is followed of files of their size.
inline constexpr std::string_view too_much_to_follow =
    "what kustomizations make of these files is more than is followed";

[[nodiscard]] Decisions decide_entries(Run& run);

// The rulings for a list of entries of which it is not known what they select: pairs.
[[nodiscard]] std::vector<EntryRuling> rule_unknown(std::vector<ImageEntry> list,
                                                    std::vector<bool> suppressed, NameMapping& mapping,
                                                    bool reverse);

}  // namespace ecrify::kustomize
