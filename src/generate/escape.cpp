// SPDX-License-Identifier: Apache-2.0
#include "escape.hpp"

#include <nlohmann/json.hpp>

namespace ecrify::generate {

std::string json_text(std::string_view text) {
  const std::string quoted = nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace ecrify::generate
