// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/result.hpp"

namespace ecrify::input {

// Why `path` can't be opened or read, from errno.
[[nodiscard]] Failure read_failure(int error, const std::string& path);

// The failure of a path on which a link now replaces the file or folder that was found: it was not followed.
[[nodiscard]] Failure exchanged_failure(const std::string& path);

}  // namespace ecrify::input
