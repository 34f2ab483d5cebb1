// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace ecrify::write {

// fsync(2), begun anew when a signal interrupts it. 0 or an errno; what has nothing to flush, such as a pipe,
// is no error.
[[nodiscard]] int sync(int descriptor);

// The same of many files or folders of one file system, in their order. A few are flushed one by one; many by
// the whole file system (syncfs(2)), where that flushes as much and tells what it could not. `descriptor`: of
// a file or folder on it that was open before they were written to.
[[nodiscard]] std::vector<int> sync(const std::vector<int>& descriptors, int descriptor);

}  // namespace ecrify::write
