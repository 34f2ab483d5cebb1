// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/input/root.hpp"

namespace ecrify::write {

// The edits of one file, with the text that they were made for.
struct Change {
  input::RootedPath path;
  std::string_view text;    // that was read from it
  std::vector<Edit> edits;  // sorted (splice::sorted)
};

// Files that are written together or not at all.
using Unit = std::vector<Change>;

// The result for one unit.
struct ReplaceResult {
  std::size_t count = 0;           // so many of its files, from the first on, hold the new bytes
  std::optional<Failure> failure;  // what kept the others back, or their folder from being flushed …
  std::size_t culprit = 0;         // … and the number of the file that it is about
};

// Replaces files, each atomically, with the same number of flushes whatever their number. Returns one
// Replaced for each unit.
//
// 1. The new bytes of all files go into temporary files in their folders (write/temporary.hpp), with the mode
// of the old
//    file and, where permitted, its owner, group, access list and user attributes.
// 2. They are flushed: each of a few, by file systems where they are many.
// 3. Unit by unit: where each of its files still holds the bytes that were read from it, each takes its place
// by a rename.
// 4. The folders are flushed, as in 2.
// Where what is prepared takes descriptors, room or memory that the next unit needs, 2 to 4 are done for it
// first.
//
// A file's folder is opened once, without following links, and all else is done by that descriptor: a link
// that the user named keeps being one, since it is resolved by then, and nothing is written through a link
// that came since. What has no root (input/root.hpp) is refused. Temporaries are removed on every failure,
// and before a signal ends the program, which waits until a unit is done. A file that the user may not write
// is refused even where its folder would let it be replaced; so is what is no regular file. A hard link is
// broken: its other names keep the old bytes. Where the group can't be kept, the group gets no more than
// everybody has.
//
// `prepared` is called for each file that has been, by one of the threads. Raises the limit of open files to
// what this user may have.
[[nodiscard]] std::vector<ReplaceResult> replace_files(const std::vector<Unit>& units, std::size_t threads,
                                                       const std::function<void()>& prepared = {});

}  // namespace ecrify::write
