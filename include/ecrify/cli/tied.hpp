// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ecrify/base/source.hpp"
#include "ecrify/cli/messages.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/input/bytes.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/pipeline.hpp"

// Files that kustomizations tie together: what becomes of one depends on the others.
namespace ecrify::cli {

// One source that was read. Its bytes are kept only where something is shown or written of it.
struct Loaded {
  std::string path;      // empty for stdin
  std::string resolved;  // absolute, all links followed; empty where nobody has followed them yet
  std::string folder;    // that the run walked to find it; empty where that is not known
  bool named = true;
  bool ignored = false;  // by the configuration: copied through
  std::size_t group = 0;  // of files that are written together or not at all; 0: alone
  std::unique_ptr<const input::Bytes> bytes;
  std::unique_ptr<const SourceText> text;
  locate::Role role = locate::Role::object;
  Examined examined;
  std::size_t examinations = 0;  // how often it was examined
};

// Decides again what depends on the whole source trees of the files (their repositories', read-only): images entries of
// kustomizations. Then refuses whole groups of which one is refused, and what a kustomization outside of the run selects. Nothing to do where no file is
// changed.
// Returns the paths of files that are tied to those of the run and are not among them.
std::vector<std::string> tie_together(const Options& options, std::vector<Loaded>& sources);

// Before the first file is replaced: of each group all files must be such that they can be, as far as can be known. Tells
// of those that are not, and refuses the rest of their groups. Returns how many can't be.
std::size_t refuse_unwritable(std::vector<Loaded>& sources, Messages& messages);

}  // namespace ecrify::cli
