// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"

namespace ecrify::write {

enum class Color { off, on };

// A unified diff from known edits (so no comparison is needed: linear in the text). `label` is the path shown
// behind a/ and b/: made relative (a leading / or ./ goes, since `git apply` takes no other), quoted like git
// does when it holds control characters, quotes, backslashes or non-ASCII, and followed by a tab when it
// holds a blank. No timestamps. `context` lines around a hunk, hunks merged like diff(1) does; "\ No newline
// at end of file" where due; CRs are content. Edits must be sorted (splice::sorted); ones that change nothing
// are left out. Empty when nothing changes. With Color::on the SGR colours that git uses (bold header, cyan
// hunk, red, green) and control characters of the text are shown escaped (but for the CR of a line end); with
// Color::off the bytes are exact, so `git apply` and `patch -p1` accept the result.
[[nodiscard]] std::string unified_diff(std::string_view label, std::string_view original,
                                       const std::vector<Edit>& edits, std::size_t context, Color color);

}  // namespace ecrify::write
