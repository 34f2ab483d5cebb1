// SPDX-License-Identifier: Apache-2.0
#include "stdin.hpp"

#include <unistd.h>

#include "ecrify/cli/problem.hpp"

namespace ecrify::cli {

std::optional<Failure> terminal_failure(const Io& io) {
  if (isatty(io.in) == 0) return std::nullopt;
  return problem("stdin is a terminal: there is nothing to read",
                 "pipe manifests into it, or name files or folders, for example \"ecrify check .\"");
}

Failure empty_stdin_failure() {
  return problem("stdin is empty: nothing was checked",
                 "did the command before the pipe fail? name files or folders to read these instead");
}

Failure no_target_failure(const Options& options, const std::string& name) {
  Failure failure = *options.no_registry;
  failure.message = name + " is in no target's path, and " + failure.message;
  return failure;
}

}  // namespace ecrify::cli
