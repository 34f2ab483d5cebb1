// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/run/progress.hpp"

namespace ecrify::cli {
namespace {

using std::chrono::milliseconds;

// What is written when `steps` are made, each this long after the last.
std::string written(std::size_t steps, milliseconds apart) {
  const testing::Capture terminal;
  std::chrono::steady_clock::time_point now{};
  {
    run::Progress progress(terminal.descriptor(), "read", steps, [&] { return now; });
    for (std::size_t i = 0; i < steps; ++i) {
      now += apart;
      progress.step();
    }
  }
  return terminal.text();
}

TEST_CASE("a short run shows no progress", "[cli]") {
  CHECK(written(100, milliseconds(4)).empty());
  CHECK(written(0, milliseconds(1)).empty());
}

TEST_CASE("progress is shown seldom, and wiped out", "[cli]") {
  CHECK(written(3, milliseconds(300)) == "\r\x1b[Kread 2 of 3 files\r\x1b[Kread 3 of 3 files\r\x1b[K");
  CHECK(written(9, milliseconds(90)) == "\r\x1b[Kread 6 of 9 files\r\x1b[Kread 8 of 9 files\r\x1b[K");
}

TEST_CASE("progress without a terminal is silent", "[cli]") {
  std::chrono::steady_clock::time_point now{};
  run::Progress progress(-1, "read", 2, [&] { return now += std::chrono::seconds(1); });
  progress.step();
}

}  // namespace
}  // namespace ecrify::cli
