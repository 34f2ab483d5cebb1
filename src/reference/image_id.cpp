// SPDX-License-Identifier: Apache-2.0
#include "ecrify/reference/image_id.hpp"

#include <cstddef>

namespace ecrify::reference {

bool is_image_id(std::string_view text) {
  constexpr std::string_view algorithm = "sha256:";
  constexpr std::size_t digits = 64;
  return text.size() == algorithm.size() + digits && text.starts_with(algorithm) &&
         text.find_first_not_of("0123456789abcdef", algorithm.size()) == std::string_view::npos;
}

}  // namespace ecrify::reference
