// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <iterator>
#include <memory>
#include <span>
#include <string>
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

// Finds entries by group, kind and path. Entry: any struct with these fields. Nothing is made in advance,
// since a run sees few of the kinds, and most runs are short: groups are found by halving, and a path is
// parsed when it is first compared with.
template <class Entry>
class FieldIndex {
 public:
  // The entries are sorted by group, which has no capital letters, and must outlive the index.
  explicit FieldIndex(std::span<const Entry> entries)
      : entries_(entries),
        wild_(those_from(entries, any, [](const Entry& entry) { return entry.group.starts_with(any); })),
        patterns_(entries.size()) {}
  FieldIndex(const FieldIndex&) = delete;
  FieldIndex& operator=(const FieldIndex&) = delete;
  ~FieldIndex() {
    for (const std::atomic<const PathPattern*>& pattern : patterns_) delete pattern.load();
  }

  // The first entry of the exact group and kind, else of any kind of the group, else of any group that fits.
  [[nodiscard]] const Entry* find(std::string_view group, std::string_view kind, const FieldPath& path,
                                  std::size_t from) const {
    std::string lower_case;
    if (std::any_of(group.begin(), group.end(), [](char c) { return lower_letter(c) != c; })) {
      std::transform(group.begin(), group.end(), std::back_inserter(lower_case), lower_letter);
      group = lower_case;
    }
    const auto every = [](const Entry&) { return true; };
    const auto is_group = [group](const Entry& entry) { return entry.group == group; };
    const Entry* found = first_of(those_from(entries_, group, is_group), every, kind, path, from);
    // One label can be any, and not as many as a group has.
    const std::string_view rest = group.substr(std::min(group.find('.'), group.size()));
    const auto has_rest = [rest](const Entry& entry) { return entry.group.substr(any.size()) == rest; };
    if (found == nullptr && !rest.empty()) found = first_of(wild_, has_rest, kind, path, from);
    const auto is_any = [](const Entry& entry) { return entry.group == any; };
    if (found == nullptr) found = first_of(wild_, is_any, any, path, from);
    return found;
  }

 private:
  static constexpr std::string_view any = "*";

  // Entries whose group is `first` or behind it, as long as `fits` says so.
  template <class Fits>
  static std::span<const Entry> those_from(std::span<const Entry> entries, std::string_view first,
                                           const Fits& fits) {
    const auto begin = std::partition_point(entries.begin(), entries.end(),
                                            [first](const Entry& entry) { return entry.group < first; });
    return {begin, std::partition_point(begin, entries.end(), fits)};
  }

  template <class Fits>
  const Entry* first_of(std::span<const Entry> entries, const Fits& fits, std::string_view kind,
                        const FieldPath& path, std::size_t from) const {
    for (const std::string_view one : {kind, any}) {
      for (const Entry& entry : entries) {
        if (fits(entry) && same_name(entry.kind, one) && pattern_of(entry).matches(path, from)) return &entry;
      }
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
  std::span<const Entry> wild_;                                    // those whose group begins with `*`
  mutable std::vector<std::atomic<const PathPattern*>> patterns_;  // as many as entries
};

}  // namespace ecrify::locate
