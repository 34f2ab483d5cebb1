// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/options/environment.hpp"
#include "ecrify/run/io.hpp"

namespace ecrify::cli {

// The whole program: arguments (without the program's name) to exit status. Never calls exit(). Relative
// paths are those of the process's working folder; `environment.folder` is where the search for a
// configuration begins.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const run::Io& io,
                      const options::Environment& environment = options::process_environment());

}  // namespace ecrify::cli
