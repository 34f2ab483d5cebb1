// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rule.hpp"

// Patterns by which policies match images.
namespace ecrify {

// The pattern for the names in the cache, of the one that a ruling is about; empty where it can't be said.
// Precondition: the ruling has a scalar.
[[nodiscard]] std::string pattern_in_cache(const DocumentContext& context, const Ruling& ruling,
                                           const ReferenceView& reference);

// True if a policy's list that holds the pattern of this ruling also holds the one for the names in the
// cache. What is far behind the list's beginning counts as none.
[[nodiscard]] bool has_cache_pattern(const DocumentContext& context, const Ruling& ruling,
                                     const ReferenceView& reference);

}  // namespace ecrify
