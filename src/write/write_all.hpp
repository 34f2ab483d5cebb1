// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace ecrify::write {

// write_pieces() with an errno for a result: 0, or why not all was written.
[[nodiscard]] int write_all(int descriptor, const std::vector<std::string_view>& pieces);

}  // namespace ecrify::write
