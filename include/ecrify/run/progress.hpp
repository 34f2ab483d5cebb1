// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

#include "ecrify/run/io.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::run {

// The descriptor of the terminal for progress lines; -1 where stderr is none or a dumb one, and with --quiet.
[[nodiscard]] int progress_terminal(const Options& options, const Io& io);

// A line on the terminal with the progress of a long run, erased before the run prints results. Can be shared
// between threads.
class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // "WORD 3 of 20 files". Writes to `descriptor`, after the first half second, ten times a second at most;
  // nothing where that is -1.
  Progress(int descriptor, std::string word, std::size_t total, Clock clock = std::chrono::steady_clock::now);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // wipes the line out

  // Counts one more unit as done.
  void step();

 private:
  std::mutex guard_;
  int descriptor_;
  std::string word_;
  std::size_t total_;
  Clock clock_;
  std::chrono::steady_clock::time_point due_;
  std::size_t done_ = 0;
  bool shown_ = false;
};

}  // namespace ecrify::run
