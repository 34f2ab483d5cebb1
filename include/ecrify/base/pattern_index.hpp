// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/text.hpp"

namespace ecrify {

// Finds the patterns that are worth comparing with a text, so that many patterns and many texts take no
// product of time.
class PatternIndex {
 public:
  // Adds a pattern under the next number, from 0 on. `literals` (Wildmatch::literals()) are in every text
  // that fits; the one that the fewest other patterns share becomes its key.
  void add(const std::vector<std::string>& literals);
  // Adds the numbers of those that may fit, in any order, each once.
  void collect(std::string_view text, std::vector<std::size_t>& numbers) const;

 private:
  std::unordered_map<std::string, std::vector<std::size_t>, TextHash, std::equal_to<>> by_literal_;
  std::set<std::size_t> sizes_;       // of these literals
  std::vector<std::size_t> without_;  // patterns without a literal
  std::size_t count_ = 0;
};

}  // namespace ecrify
