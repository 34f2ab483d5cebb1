// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace ecrify {

// Switches the measuring of times on or off.
enum class Clock { off, on };

// Adds the time since it was made, or since the last lap, to where it belongs, in nanoseconds. Costs nothing
// when off.
class Stopwatch {
 public:
  explicit Stopwatch(Clock clock) : on_(clock == Clock::on) {
    if (on_) last_ = std::chrono::steady_clock::now();
  }

  void lap(std::uint64_t& total) {
    if (!on_) return;
    const auto now = std::chrono::steady_clock::now();
    total +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now - last_).count());
    last_ = now;
  }

 private:
  bool on_;
  std::chrono::steady_clock::time_point last_ = {};
};

}  // namespace ecrify
