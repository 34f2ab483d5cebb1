// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::baseline {

// A text as it comes back out of JSON: what is no UTF-8 is replaced on its way in.
[[nodiscard]] std::string in_json(std::string_view text);

}  // namespace ecrify::baseline
