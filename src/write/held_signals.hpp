// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace ecrify::write {

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
