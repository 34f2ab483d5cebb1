// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/kustomize/kustomization.hpp"

// The promise about a tree, checked on what is about to be written: each image goes through the
// kustomizations as they are and, beside that, as they would be, with its name and with what stands behind
// it. Where it comes out as something else than the rewrite of what it was, the files that it went through
// are not written. Whatever decided about the entries.
namespace ecrify::kustomize {

// A file of the run as it would be written.
struct WrittenFile {
  bool changes = false;
  std::vector<Span> places = {};                    // that are edited, sorted
  std::vector<ImageEntry> images = {};              // of its kustomization
  std::vector<ImageEntry> transformers = {};        // of RunFile::transformers
  std::vector<ControllerEntries> controllers = {};  // of RunFile::controllers; none: not known
};

// An image that would be built as something else. Files are indexes in Run::files.
struct WrongBuild {
  enum class Reason {
    lost,      // an entry selects it, and would not
    gained,    // an entry would also select it
    finished,  // … since it, or the entry, has the new name already: half of a rewrite is finished. Told, and
               // not wrong
    apart,     // a replacement puts its name together from parts
    stays,     // no file that is written gives it its new name
    registry,  // a replacement copies a mapped registry to where images begin
    targets,   // a text that no entry selects has to be another one for each of several targets
    too_much,  // more images than are followed
  };
  Reason why = Reason::stays;
  std::size_t built = 0;           // the kustomization, or what a controller builds of it
  std::vector<std::size_t> files;  // that change and have a part in it; may be none where a name stays
  std::size_t source = 0;          // the file that the image comes from, …
  Span place = {};                 // … and where it stands there; empty where that is not known
  std::size_t where = 0;           // the file that makes the difference, …
  Span entry = {};                 // … by this entry or replacement, as it is now
  bool left_alone = false;         // the user has the entry left alone
  std::string selector;            // the name of that entry, …
  std::string name;                // … and of the image at that place
  std::string before;              // what is built of it now, without a tag that it brought
  std::string after;               // … and what would be
};

// `written` goes by Run::files. Nothing where all is right. Linear in the images of each kustomization, times
// those that include it.
[[nodiscard]] std::vector<WrongBuild> wrong_builds(Run& run, const std::vector<WrittenFile>& written);

// The same files without their bytes, for decisions in which nothing is refused. Controllers are not
// included.
[[nodiscard]] std::vector<WrittenFile> written_by(const Run& run, const Decisions& decisions);

}  // namespace ecrify::kustomize
