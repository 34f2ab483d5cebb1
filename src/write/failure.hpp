// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/base/result.hpp"

namespace ecrify::write {

// Why something can't be written, from errno. Failure::file is left to the caller.
[[nodiscard]] Failure write_failure(int error);

}  // namespace ecrify::write
