// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace ecrify {

// The candidate that was probably meant: the fewest insertions, deletions, replacements and swaps of
// neighbours, at least one allowed and at most a third of the word; the first of equals. Empty when nothing
// is near.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       const std::vector<std::string_view>& candidates);

// True for words that differ by one typing error: a letter left out, added, replaced, or swapped with its
// neighbour.
[[nodiscard]] bool is_slip(std::string_view word, std::string_view meant);

}  // namespace ecrify
