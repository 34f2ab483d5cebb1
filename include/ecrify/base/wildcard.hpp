// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ecrify {

// True if the pattern matches the whole text, `*` being any bytes or none. For names; paths have Glob.
// O(pattern × text), no recursion.
[[nodiscard]] bool wildcard_match(std::string_view pattern, std::string_view text);

}  // namespace ecrify
