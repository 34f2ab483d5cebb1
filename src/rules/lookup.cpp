// SPDX-License-Identifier: Apache-2.0
#include "lookup.hpp"

#include <algorithm>

namespace ecrify::rules {
namespace {

// FNV-1a, because it can be read off after every byte.
constexpr std::uint64_t hash_start = 0xcbf29ce484222325U;
constexpr std::uint64_t hash_step(std::uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
}

}  // namespace

std::size_t PrefixTable::Hash::operator()(const std::string& key) const {
  std::uint64_t hash = hash_start;
  for (const char c : key) hash = hash_step(hash, c);
  return static_cast<std::size_t>(hash);
}

PrefixTable::Slot& PrefixTable::operator[](const std::string& key) {
  const auto slashes = static_cast<std::size_t>(std::count(key.begin(), key.end(), '/'));
  deepest_ = std::max(deepest_, slashes + 1);
  return entries_[key];
}

void PrefixTable::seal() {
  sorted_.clear();
  sorted_.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) sorted_.emplace_back(key);
  std::sort(sorted_.begin(), sorted_.end());
}

PrefixTable::Match PrefixTable::longest(std::string_view name) const {
  Match match;
  std::uint64_t hash = hash_start;
  std::size_t depth = 0;
  for (std::size_t i = 0; depth < deepest_; ++i) {
    if (i == name.size() || name[i] == '/') {
      ++depth;
      const auto found = entries_.find(Probe{name.substr(0, i), hash});
      if (found != entries_.end()) {
        if (found->second.source != none) {
          match.source = found->second.source;
          match.source_size = i;
        }
        if (found->second.target != none) {
          match.target = found->second.target;
          match.target_size = i;
        }
      }
      if (i == name.size()) break;
    }
    hash = hash_step(hash, name[i]);
  }
  return match;
}

bool PrefixTable::any_below(std::string_view beginning) const {
  const auto at = std::lower_bound(sorted_.begin(), sorted_.end(), beginning);
  return at != sorted_.end() && at->starts_with(beginning);
}

}  // namespace ecrify::rules
