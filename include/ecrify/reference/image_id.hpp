// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ecrify::reference {

// `sha256:<64 hex>`: container runtimes take it for an image that is on the node already.
[[nodiscard]] bool is_image_id(std::string_view text);

}  // namespace ecrify::reference
