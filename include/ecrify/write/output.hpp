// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"

namespace ecrify::write {

enum class PipeState { open, closed };

// Writes all pieces (writev in batches, short writes and EINTR handled, a descriptor that does not block is
// waited for). A reader that went away (EPIPE) is no error: `closed`. Anything else (a full disk, a closed
// descriptor) is a failure. SIGPIPE must be ignored by main, and SIGXFSZ where a limit of the file size shall
// be a failure too.
Result<PipeState> write_pieces(int descriptor, const std::vector<std::string_view>& pieces);

enum class Existing { replace, append, refuse };

// Writes a file as a whole. A regular file, or one that is not there yet, is replaced atomically
// (write/temporary.hpp) and keeps its mode; a new one gets the mode that the umask leaves. A link is
// followed. Anything else (a device, a pipe) is written to as it is, and so are stdout and stderr
// (/dev/stderr), also where they are regular files, and a file that is appended to. With `refuse` whatever is
// there already is a failure. The folder must exist.
Status write_output_file(const std::string& path, std::string_view text, Existing existing);

}  // namespace ecrify::write
