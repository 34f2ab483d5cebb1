// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/span.hpp"

namespace ecrify::splice {

// The pieces of the edited text, in order: untouched spans of `original` and replacement texts. They point
// into `original` and `edits`, so nothing is copied. Edits must be sorted and must not overlap (see
// `sorted`).
[[nodiscard]] std::vector<std::string_view> pieces(std::string_view original, const std::vector<Edit>& edits);

// The edited text as one string.
[[nodiscard]] std::string apply(std::string_view original, const std::vector<Edit>& edits);

// Sorts by position. Fails when two edits overlap or one leaves [0, size): that is a defect of the caller and
// must stop the write.
[[nodiscard]] Result<std::vector<Edit>> sorted(std::vector<Edit> edits, std::size_t size);

}  // namespace ecrify::splice
