// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"

namespace ecrify::config {

// All that load_config() refuses in the text, in its order; load_config() gives the first.
[[nodiscard]] std::vector<Failure> config_errors(const SourceText& source);

}  // namespace ecrify::config
