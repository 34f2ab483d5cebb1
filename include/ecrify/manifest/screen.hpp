// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ecrify/manifest/simd.hpp"

namespace ecrify::manifest {

// Why a document is not read: YAML forbids the character, or readers disagree on what it is.
enum class ScreenReason : std::uint8_t {
  control,    // C0 but TAB, LF, CR; DEL; C1 but NEL: forbidden, and readers pass them or fail at odd places
  lone_cr,    // a CR with no LF behind it: a line break to go-yaml (kubectl), none to yaml-cpp
  next_line,  // U+0085  ┐
  line_separator,       // U+2028  ├ line breaks in YAML 1.1 (kubectl), content in YAML 1.2
  paragraph_separator,  // U+2029  ┘
  byte_order_mark,      // U+FEFF anywhere but at the stream's beginning: content, nothing, or an error
  noncharacter,         // U+FFFE, U+FFFF: forbidden
  invalid_utf8,         // kubectl replaces it by U+FFFD, kustomize rejects the file
};

struct ScreenFailure {
  std::size_t offset = 0;  // of the character's first byte in the text that was screened
  std::size_t size = 0;    // its bytes; of invalid UTF-8 those that one U+FFFD would replace
  ScreenReason reason = ScreenReason::control;
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

// The reason as a message names it: `a carriage return without a line feed`.
[[nodiscard]] std::string_view screen_reason_text(ScreenReason reason);

}  // namespace ecrify::manifest
