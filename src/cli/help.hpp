// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/run/options.hpp"

namespace ecrify::cli {

// The help of one command, or the overview for Command::none: plain text of at most 100 columns.
[[nodiscard]] std::string help_text(run::Command command);

}  // namespace ecrify::cli
