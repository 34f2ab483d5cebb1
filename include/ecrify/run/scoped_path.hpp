// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::run {

// A file as the patterns of the configuration see it: by its path from the folder that they begin at (that of
// the configuration file, Options::pattern_folder), however the path was typed. Where links lead to it, both
// ways count. A pattern that begins with a slash fits from that folder on alone, not the tails of paths.
// Stdin lies in no folder, whichever one it is read in: no pattern fits, not even `**`, unless it has a name.
class ScopedPath {
 public:
  // `resolved`: absolute, all links followed; empty where links have not been followed.
  ScopedPath(const Options& options, const std::string& path, const std::string& resolved);
  [[nodiscard]] bool fits(const Glob& pattern) const;
  // True if the path or a folder above it fits: `vendor` names all that is in it, as it does for --exclude.
  [[nodiscard]] bool lies_in(const Glob& pattern) const;
  // The numbers of the patterns that it may lie in, in their order.
  [[nodiscard]] std::vector<std::size_t> candidates(const PatternIndex& index) const;

 private:
  // Both are relative to the folder of the patterns, and empty where there is no file.
  std::string typed_;
  std::string resolved_;
};

}  // namespace ecrify::run
