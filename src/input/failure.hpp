// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/result.hpp"

namespace ecrify::input {

// Why `path` can't be opened or read, from errno.
[[nodiscard]] Failure read_failure(int error, const std::string& path);

}  // namespace ecrify::input
