// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"

// Calls of the system, each with an errno for a result, and what is said of one.
namespace ecrify::write {

// write_pieces() with an errno for a result: 0, or why not all was written.
[[nodiscard]] int write_all(int descriptor, const std::vector<std::string_view>& pieces);

// fsync(2), begun anew when a signal interrupts it. 0 or an errno; what has nothing to flush, such as a pipe,
// is no error.
[[nodiscard]] int sync(int descriptor);

// The same of many files or folders of one file system, in their order. A few are flushed one by one; many by
// the whole file system (syncfs(2)), where that flushes as much and tells what it could not. `descriptor`: of
// a file or folder on it that was open before they were written to.
[[nodiscard]] std::vector<int> sync(const std::vector<int>& descriptors, int descriptor);

// Why something can't be written, from errno. Failure::file is left to the caller.
[[nodiscard]] Failure write_failure(int error);

// While one lives, signals that would end the program wait: nothing of ours may lie about behind it. That
// goes for this thread and those that it starts meanwhile; there are no others then.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // True if a held signal is pending, and will end the program.
  [[nodiscard]] bool any() const;

 private:
  sigset_t held_{};
  sigset_t before_{};
};

}  // namespace ecrify::write
