// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/run/entries.hpp"
#include "ecrify/run/own_files.hpp"

namespace ecrify::run {

// The first path in a text, of those under keys that name files, that leads to an output of the run: from the
// file's folder, that of a chart, the folder that is walked or the working folder, or by its tail; "" where
// none does.
[[nodiscard]] std::string referred_output(const Outputs& outputs, const InputEntry& entry,
                                          std::string_view text);

}  // namespace ecrify::run
