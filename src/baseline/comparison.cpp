// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "ecrify/baseline/baseline.hpp"

namespace ecrify::baseline {
namespace {

Identity without_file(Identity identity) {
  identity.file.clear();
  return identity;
}

void append(std::vector<BaselineEntry>& entries, const std::map<Identity, std::size_t>& counts) {
  for (const auto& [identity, count] : counts) entries.push_back({identity, count, no_offset});
}

}  // namespace

Comparison::Comparison(std::vector<BaselineEntry> entries,
                       const std::function<bool(const std::string& file)>& exists) {
  std::map<std::string, bool> gone;  // each file is looked at once
  for (BaselineEntry& entry : entries) {
    const auto [file, is_new] = gone.try_emplace(entry.identity.file, false);
    if (is_new) file->second = !exists(entry.identity.file);
    const std::size_t index = known_.size();
    const auto [at, is_first] = by_identity_.try_emplace(entry.identity, index);
    if (!is_first) {
      // Both sides of a merge may have added it.
      KnownEntry& first = known_[at->second];
      first.entry.count = first.left = std::max(first.entry.count, entry.count);
      continue;
    }
    if (file->second) gone_[without_file(entry.identity)].push_back(index);
    const std::size_t count = entry.count;
    known_.push_back({std::move(entry), count, file->second});
  }
}

bool Comparison::accepts(const Identity& identity) {
  ++met_[identity];
  const auto take = [&](std::size_t index) {
    if (known_[index].left == 0) return false;
    --known_[index].left;
    ++taken_[identity];
    return true;
  };
  if (const auto own = by_identity_.find(identity); own != by_identity_.end() && take(own->second))
    return true;
  const auto moved = gone_.find(without_file(identity));
  if (moved == gone_.end()) return false;
  // Entries at the end that are used up need not be looked at again.
  std::vector<std::size_t>& indices = moved->second;
  while (!indices.empty() && known_[indices.back()].left == 0) indices.pop_back();
  return !indices.empty() && take(indices.back());
}

bool Comparison::is_judged(const KnownEntry& known) const {
  return known.is_gone || seen_.contains(known.entry.identity.file);
}

std::vector<BaselineEntry> Comparison::stale() const {
  std::vector<BaselineEntry> entries;
  for (const KnownEntry& known : known_) {
    if (known.left > 0 && is_judged(known))
      entries.push_back({known.entry.identity, known.left, known.entry.offset});
  }
  return entries;
}

std::vector<BaselineEntry> Comparison::with_unjudged(const std::map<Identity, std::size_t>& counts) const {
  std::vector<BaselineEntry> entries;
  append(entries, counts);
  for (const KnownEntry& known : known_) {
    if (!is_judged(known)) entries.push_back({known.entry.identity, known.left, no_offset});
  }
  return entries;
}

std::vector<BaselineEntry> Comparison::shrunk() const { return with_unjudged(taken_); }

std::vector<BaselineEntry> Comparison::renewed() const { return with_unjudged(met_); }

}  // namespace ecrify::baseline
