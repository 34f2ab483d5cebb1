// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/config/config.hpp"

namespace ecrify::config {

// All errors of a configuration text, in the order of load_config(), which returns the first. `config` gets
// what could be read of it.
[[nodiscard]] std::vector<Failure> config_errors(const SourceText& source, Config& config);

}  // namespace ecrify::config
