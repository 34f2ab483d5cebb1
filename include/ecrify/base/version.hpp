// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace ecrify {

[[nodiscard]] std::string version();  // of ecrify: 0.1.0

}  // namespace ecrify
