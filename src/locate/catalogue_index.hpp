// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/path_pattern.hpp"

namespace ecrify::locate {

// Calls `use` with each element of a list that has blanks between its elements.
template <class Use>
void for_each_word(std::string_view list, const Use& use) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (end > 0) use(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

constexpr char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// ASCII, without case.
inline bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_letter(x) == lower_letter(y); });
}

// Below, at or above 0 as `a` is before, as or behind `b`: ASCII, without case.
constexpr int compare_names(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const int difference =
        static_cast<unsigned char>(lower_letter(a[i])) - static_cast<unsigned char>(lower_letter(b[i]));
    if (difference != 0) return difference;
  }
  return a.size() < b.size() ? -1 : static_cast<int>(a.size() > b.size());
}

// Finds entries by group, kind and path. Entry: any struct with these fields. Nothing is made in advance,
// since a run sees few of the kinds, and most runs are short: groups are found by halving, and a path is
// parsed when it is first compared with.
template <class Entry>
class CatalogueIndex {
 public:
  // The entries are sorted by group, without regard to case, and must outlive the index.
  explicit CatalogueIndex(std::span<const Entry> entries) : entries_(entries), patterns_(entries.size()) {}
  CatalogueIndex(const CatalogueIndex&) = delete;
  CatalogueIndex& operator=(const CatalogueIndex&) = delete;
  ~CatalogueIndex() {
    for (const std::atomic<const PathPattern*>& pattern : patterns_) delete pattern.load();
  }

  // The first entry of the exact group and kind, else of any kind of the group, else of any group that fits.
  [[nodiscard]] const Entry* find(std::string_view group, std::string_view kind, const FieldPath& path,
                                  std::size_t from) const {
    const Entry* found = find_in("", group, kind, path, from);
    // One label can be any, so that a group costs three searches and not as many as it has labels.
    const std::size_t dot = group.find('.');
    if (found == nullptr && dot != std::string_view::npos)
      found = find_in(any, group.substr(dot), kind, path, from);
    if (found == nullptr) found = find_in(any, "", any, path, from);
    return found;
  }

 private:
  static constexpr std::string_view any = "*";

  // Of the group whose name is `label` and `rest`.
  const Entry* find_in(std::string_view label, std::string_view rest, std::string_view kind,
                       const FieldPath& path, std::size_t from) const {
    const auto order = [&](const Entry& entry) {
      if (!entry.group.starts_with(label)) return compare_names(entry.group, label);
      return compare_names(entry.group.substr(label.size()), rest);
    };
    const auto begin = std::partition_point(entries_.begin(), entries_.end(),
                                            [&](const Entry& entry) { return order(entry) < 0; });
    const auto end =
        std::find_if(begin, entries_.end(), [&](const Entry& entry) { return order(entry) != 0; });
    for (const std::string_view one : {kind, any}) {
      const auto found = std::find_if(begin, end, [&](const Entry& entry) {
        return same_name(entry.kind, one) && pattern_of(entry).matches(path, from);
      });
      if (found != end) return &*found;
    }
    return nullptr;
  }

  // Of several threads that parse it, one's result stays.
  const PathPattern& pattern_of(const Entry& entry) const {
    std::atomic<const PathPattern*>& kept = patterns_[static_cast<std::size_t>(&entry - entries_.data())];
    const PathPattern* pattern = kept.load(std::memory_order_acquire);
    if (pattern != nullptr) return *pattern;
    // A path that is no pattern would be a defect of a table: the unit tests read them all.
    auto parsed = std::make_unique<const PathPattern>(PathPattern::parse(entry.path).value());
    return kept.compare_exchange_strong(pattern, parsed.get()) ? *parsed.release() : *pattern;
  }

  std::span<const Entry> entries_;
  mutable std::vector<std::atomic<const PathPattern*>> patterns_;  // as many as entries
};

}  // namespace ecrify::locate
