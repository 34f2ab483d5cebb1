// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ecrify::manifest {

// A JSON object with comments (`// …`, `/* … */`), as editors, TypeScript and dev containers have their
// settings: the text with blanks for the bytes of its comments. Nothing for a text that is something else, or
// has no comment; what is between comments and texts in quotes need not be right.
[[nodiscard]] std::optional<std::string> without_json_comments(std::string_view text);

}  // namespace ecrify::manifest
