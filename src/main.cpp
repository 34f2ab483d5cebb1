// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <csignal>

#include "ecrify/cli/run.hpp"

namespace {

// A descriptor that the caller closed must not be taken by the first file that is opened: `ecrify … >&-`
// would write into it. The stand-in fails on use, as the closed one would.
void occupy(int descriptor, int mode) {
  if (fcntl(descriptor, F_GETFD) == -1) static_cast<void>(open("/dev/null", mode));
}

}  // namespace

int main(int count, char** words) {
  // Both come to the write as an error of its own, which is told.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  occupy(0, O_WRONLY);
  occupy(1, O_RDONLY);
  occupy(2, O_RDONLY);
  return ecrify::cli::run({words + (count > 0 ? 1 : 0), words + count}, ecrify::run::Io{});
}
