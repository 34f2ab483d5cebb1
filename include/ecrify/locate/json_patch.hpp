// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/locate/document.hpp"

namespace ecrify::locate {

// A list of operations, each with `op` and `path`, is a JSON patch and nothing else.
[[nodiscard]] bool is_json_patch(const Document& document);

}  // namespace ecrify::locate
