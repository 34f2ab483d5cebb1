// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/input/root.hpp"

namespace ecrify::write {

enum class PipeState { open, closed };

// Writes all pieces (writev in batches, short writes and EINTR handled, a descriptor that does not block is
// waited for). A reader that went away (EPIPE) is no error: `closed`. Anything else (a full disk, a closed
// descriptor) is a failure. SIGPIPE must be ignored by main, and SIGXFSZ where a limit of the file size shall
// be a failure too.
Result<PipeState> write_pieces(int descriptor, const std::vector<std::string_view>& pieces);

// Replaces a file by the pieces, atomically: a temporary file in its folder (write/temporary.hpp), same mode
// and, where permitted, owner, group, access list and user attributes, fsync, rename, fsync of the folder.
// `expected` is what was read from it: when the file no longer holds exactly these bytes the write is refused
// (somebody else changed it). Its folder is opened once, without following links, and all else is done by that descriptor: a
// link that the user named keeps being one, since it is resolved by then, and nothing is written through a link that came
// since. What has no root (input/root.hpp) is refused.
// The temporary is removed on every failure. A file that the user may not write is refused even where its
// folder would let it be replaced; so is what is no regular file. A hard link is broken: its other names keep
// the old bytes. Where the group can't be kept, the group gets no more than everybody has.
Status replace_file(const input::RootedPath& path, std::string_view expected,
                    const std::vector<std::string_view>& pieces);

// Whether replace_file() can do so, as far as that can be known without writing: the file holds the expected bytes, and
// this user may write it and make files in its folder.
Status can_replace(const input::RootedPath& path, std::string_view expected);

}  // namespace ecrify::write
