// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ecrify {

// The bytes of a base64 text (RFC 4648, the alphabet with + and /); line breaks and blanks in it are passed
// over, as kubectl does, and padding may be missing. Nothing for any other byte.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

// Three texts, one of which is in the base64 of every text that contains `word`: the encodings of `word` at
// each of the three offsets in a group of three bytes. Precondition: `word` has three bytes or more.
[[nodiscard]] std::array<std::string, 3> base64_traces(std::string_view word);

}  // namespace ecrify
