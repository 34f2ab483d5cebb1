// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecrify {

// The candidate that was probably meant: the fewest insertions, deletions, replacements and swaps of
// neighbours, at least one allowed and at most a third of the word; the first of equals. Empty when nothing
// is near.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       const std::vector<std::string_view>& candidates);

// The remedy for an unknown word: `did you mean "NEAR"?`, or the other text where none of the candidates is
// near.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates,
                                       std::string_view otherwise);

// True for words that differ by one typing error: a letter left out, added, replaced, or swapped with its
// neighbour.
[[nodiscard]] bool is_slip(std::string_view word, std::string_view meant);

}  // namespace ecrify
