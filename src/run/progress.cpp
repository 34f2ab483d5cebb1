// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/progress.hpp"

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace ecrify::run {
namespace {

constexpr std::chrono::milliseconds first_after{500};
constexpr std::chrono::milliseconds then_every{100};
constexpr std::string_view wipe = "\r\x1b[K";  // to the beginning of the line, and clear it (ECMA-48, EL)

// A terminal that can't be written to shows nothing, and that is all.
void put(int descriptor, std::string_view text) {
  [[maybe_unused]] const auto written = ::write(descriptor, text.data(), text.size());
}

}  // namespace

Progress::Progress(int descriptor, std::string word, std::size_t total, Clock clock)
    : descriptor_(descriptor),
      word_(std::move(word)),
      total_(total),
      clock_(std::move(clock)),
      due_(clock_() + first_after) {}

int progress_terminal(const Options& options, const Io& io) {
  const bool looks = options.verbosity != Verbosity::quiet && !options.dumb_terminal && isatty(io.err) != 0;
  return looks ? io.err : -1;
}

Progress::~Progress() {
  if (shown_) put(descriptor_, wipe);
}

void Progress::step() {
  if (descriptor_ < 0) return;
  const std::lock_guard lock(guard_);
  ++done_;
  const auto now = clock_();
  if (now < due_) return;
  due_ = now + then_every;
  shown_ = true;
  put(descriptor_,
      std::string(wipe) + word_ + " " + std::to_string(done_) + " of " + std::to_string(total_) + " files");
}

}  // namespace ecrify::run
