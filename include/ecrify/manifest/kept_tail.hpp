// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "ecrify/manifest/decode.hpp"

namespace ecrify::manifest {

// How the old text is written. What stands for a blank between two lines can't be written anew.
enum class TextLines { one, several };

// How many bytes at the end of the old text stay as they are written when the new text takes its place: those
// that both end in, where quotes carry them in escapes (a template's `\"`) that the new text could not be
// written with; else none. Nothing where the new text can't take the place at all.
[[nodiscard]] std::optional<std::size_t> kept_tail(Style style, Style parent_style, std::string_view old_text,
                                                   std::string_view new_text, Part part,
                                                   TextLines lines = TextLines::one);

}  // namespace ecrify::manifest
