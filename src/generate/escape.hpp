// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// One function a language that is written: what makes any text a part of a quoted string there, and of a comment, so
// that it can break out of neither. Bytes that are no UTF-8 become U+FFFD.
namespace ecrify::generate {

// Between double quotes, in JSON, and in YAML, which has JSON's escapes.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace ecrify::generate
