// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/pattern_index.hpp"

#include <algorithm>

#include "ecrify/base/text.hpp"

namespace ecrify {
namespace {

// A text is looked up once for each size and byte.
constexpr std::size_t longest = 16;

std::string_view end_of(std::string_view literal) {
  return literal.substr(literal.size() - std::min(literal.size(), longest));
}

}  // namespace

void PatternIndex::add(const std::vector<std::string>& literals) {
  const std::size_t number = count_++;
  std::string_view best;
  std::size_t fewest = 0;
  for (const std::string& literal : literals) {
    const std::string_view key = end_of(literal);
    const auto known = by_literal_.find(key);
    const std::size_t others = known == by_literal_.end() ? 0 : known->second.size();
    if (!best.empty() && (others > fewest || (others == fewest && key.size() <= best.size()))) continue;
    best = key;
    fewest = others;
  }
  if (best.empty()) {
    without_.push_back(number);
    return;
  }
  by_literal_[std::string(best)].push_back(number);
  sizes_.insert(best.size());
}

void PatternIndex::collect(std::string_view text, std::vector<std::size_t>& numbers) const {
  std::vector<const std::vector<std::size_t>*> found;
  for (const std::size_t size : sizes_) {
    for (std::size_t at = 0; at + size <= text.size(); ++at) {
      const auto known = by_literal_.find(text.substr(at, size));
      if (known != by_literal_.end()) found.push_back(&known->second);
    }
  }
  sort_unique(found);
  numbers.insert(numbers.end(), without_.begin(), without_.end());
  for (const auto* those : found) numbers.insert(numbers.end(), those->begin(), those->end());
}

}  // namespace ecrify
