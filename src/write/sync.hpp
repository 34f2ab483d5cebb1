// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ecrify::write {

// fsync(2), begun anew when a signal interrupts it. 0 or an errno; what has nothing to flush, such as a pipe, is no error.
[[nodiscard]] int sync(int descriptor);

}  // namespace ecrify::write
