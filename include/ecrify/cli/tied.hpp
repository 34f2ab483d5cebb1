// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ecrify/base/source.hpp"
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
  bool named = true;
  bool ignored = false;  // by the configuration: copied through
  std::unique_ptr<const input::Bytes> bytes;
  std::unique_ptr<const SourceText> text;
  locate::Role role = locate::Role::object;
  std::vector<std::string> values_paths;  // of files that it names as values of a chart (tree/content.hpp)
  Examined examined;
};

// Decides again what depends on the whole source tree of the files (the repository's, read-only): images entries of
// kustomizations, patches and values that they name, and values that an Application of Argo CD names. Then refuses whole groups of which one is refused, and what a
// kustomization outside of the run selects. Nothing to do where no file is changed.
// Returns the paths of files that are tied to those of the run and are not among them.
std::vector<std::string> tie_together(const Options& options, std::vector<Loaded>& sources);

}  // namespace ecrify::cli
