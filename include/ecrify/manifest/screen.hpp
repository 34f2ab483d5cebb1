// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ecrify/manifest/refusals.hpp"
#include "ecrify/manifest/simd.hpp"

namespace ecrify::manifest {

// A character because of which a document is not read.
struct ScreenFailure {
  std::size_t offset = 0;  // of the character's first byte in the text that was screened
  std::size_t size = 0;    // its bytes; of invalid UTF-8 those that one U+FFFD would replace
  Refusal reason = Refusal::control;
  friend bool operator==(const ScreenFailure&, const ScreenFailure&) = default;
};

enum class TextStart : std::uint8_t { of_stream, inside_stream };

// The first character, from offset `from` on, because of which the document should not be read; nothing when
// there is none. `from` is where a character begins: to go on after a failure that the caller tolerates (say
// invalid UTF-8 in a comment), screen again from offset + size. A byte order mark at offset 0 is fine if the
// text's start is the stream's. UTF-16 fails at its NULs or its byte order mark (FF FE, FE FF: invalid
// UTF-8).
[[nodiscard]] std::optional<ScreenFailure> screen(std::string_view document, TextStart start,
                                                  std::size_t from = 0, Simd simd = best_simd());

}  // namespace ecrify::manifest
