// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace ecrify::input {

// One read() of up to `room` bytes; `count` is 0 at the end of file. EINTR is retried, a descriptor that does
// not block is waited for. Returns 0 or an errno.
[[nodiscard]] int read_some(int descriptor, char* to, std::size_t room, std::size_t& count);

}  // namespace ecrify::input
