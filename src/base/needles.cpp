// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/needles.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"

namespace ecrify {
namespace {

// How many bytes two texts have in common at their beginnings.
std::size_t common(std::string_view text, std::string_view needle) {
  const std::size_t size = std::min(text.size(), needle.size());
  std::size_t same = 0;
  while (same < size && to_lower(text[same]) == needle[same]) ++same;
  return same;
}

// True if the text comes before the needle. A needle that it begins with is not behind it.
bool is_before(std::string_view text, std::string_view needle) {
  const std::size_t same = common(text, needle);
  if (same == needle.size()) return false;
  return same == text.size() ||
         static_cast<unsigned char>(to_lower(text[same])) < static_cast<unsigned char>(needle[same]);
}

}  // namespace

Needles::Needles(const std::vector<std::string>& needles) {
  sorted_.reserve(needles.size());
  sizes_.reserve(needles.size());
  for (std::size_t i = 0; i < needles.size(); ++i) {
    sizes_.push_back(needles[i].size());
    if (needles[i].empty()) continue;
    SortedNeedles& one =
        sorted_.emplace_back(SortedNeedles{needles[i], static_cast<std::uint32_t>(i), no_parent});
    one.text = lower_case(one.text);
  }
  std::sort(sorted_.begin(), sorted_.end(),
            [](const SortedNeedles& a, const SortedNeedles& b) { return a.text < b.text; });
  std::uint32_t parent = no_parent;
  for (std::uint32_t i = 0; i < sorted_.size(); ++i) {
    SortedNeedles& one = sorted_[i];
    while (parent != no_parent && !one.text.starts_with(sorted_[parent].text))
      parent = sorted_[parent].parent;
    one.parent = parent;
    if (parent != no_parent) one.first = std::min(one.first, sorted_[parent].first);
    parent = i;
    const char byte = one.text.front();
    for (const char c : {byte, byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte}) {
      const auto place = static_cast<unsigned char>(c);
      if (ends_[place] == 0) begins_[place] = i;
      ends_[place] = i + 1;
    }
  }
}

// Whatever the text begins with is the last needle that is not behind it, or begins that one, too.
std::size_t Needles::find(std::string_view text, std::uint32_t begin, std::uint32_t end) const {
  if (end - begin == 1) {  // as where there is one rule
    const SortedNeedles& only = sorted_[begin];
    return common(text, only.text) == only.text.size() ? only.first : none;
  }
  const auto first = sorted_.begin() + begin;
  const auto behind = std::upper_bound(
      first, sorted_.begin() + end, text,
      [](std::string_view one, const SortedNeedles& other) { return is_before(one, other.text); });
  if (behind == first) return none;
  auto at = static_cast<std::uint32_t>(behind - sorted_.begin()) - 1;
  const std::size_t same = common(text, sorted_[at].text);
  while (sorted_[at].text.size() > same) {
    at = sorted_[at].parent;
    if (at == no_parent) return none;
  }
  return sorted_[at].first;
}

}  // namespace ecrify
