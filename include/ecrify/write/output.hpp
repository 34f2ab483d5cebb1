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

}  // namespace ecrify::write
