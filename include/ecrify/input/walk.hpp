// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"

namespace ecrify::input {

// A file to read. `named`: the user named it (so it is read whatever it is called), not found on a walk.
struct Found {
  std::string path;
  bool named = true;
};

// Expands paths in the order given: files stay (a file reached twice, by whatever spelling or link, is taken
// once, at its first place; hard links are two files), folders are walked for .yaml, .yml, .json and files named Kustomization, sorted
// bytewise by path. On a walk hidden entries, symbolic links and whatever is no regular file are skipped;
// nothing is followed out of the tree. A folder that the user names is walked even when it is hidden or a
// link. Paths begin as typed, but for `.`, which adds nothing. Fails on a path that does not exist or a
// folder that can't be listed. Ignore files are not read here.
Result<std::vector<Found>> expand(const std::vector<std::string>& paths);

}  // namespace ecrify::input
