// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>
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

// Entries that have a group, a kind and a path, found by hash of group and kind. Entry: any struct with these
// fields. Paths are parsed when their kind is first asked for: a run sees few of the kinds, and most runs are
// short.
template <class Entry>
class CatalogueIndex {
 public:
  // The entries must outlive the index.
  explicit CatalogueIndex(const std::vector<Entry>& entries) {
    buckets_.reserve(entries.size());
    for (const Entry& entry : entries) buckets_[key_of(entry)].entries.push_back(&entry);
  }

  [[nodiscard]] const Entry* find(std::string_view group, std::string_view kind, const FieldPath& path,
                                  std::size_t from) const {
    // One label can be any, so that a group costs four look-ups and not as many as it has labels.
    const std::size_t dot = group.find('.');
    const Entry* found = find_in({group, kind}, path, from);
    if (found == nullptr) found = find_in({group, any}, path, from);
    if (found == nullptr && dot != std::string_view::npos) {
      found = find_in({group.substr(dot), kind, Label::any}, path, from);
      if (found == nullptr) found = find_in({group.substr(dot), any, Label::any}, path, from);
    }
    if (found == nullptr) found = find_in({any, any}, path, from);
    return found;
  }

 private:
  static constexpr std::string_view any = "*";
  enum class Label : std::uint8_t { none, any };  // before the group

  // Compared without case; the texts are those of the entries.
  struct Key {
    std::string_view group;
    std::string_view kind;
    Label label = Label::none;
    friend bool operator==(const Key& a, const Key& b) {
      return a.label == b.label && same_name(a.group, b.group) && same_name(a.kind, b.kind);
    }
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      std::uint64_t hash = 0xcbf29ce484222325U + static_cast<std::uint64_t>(key.label);
      for (const std::string_view text : {key.group, std::string_view("\n"), key.kind}) {
        for (const char c : text)
          hash = (hash ^ static_cast<unsigned char>(lower_letter(c))) * 0x100000001b3U;
      }
      return static_cast<std::size_t>(hash);
    }
  };

  static Key key_of(const Entry& entry) {
    if (entry.group.starts_with("*.")) return {entry.group.substr(1), entry.kind, Label::any};
    return {entry.group, entry.kind};
  }

  struct Bucket {
    std::vector<const Entry*> entries;
    mutable std::once_flag parsed;
    mutable std::vector<PathPattern> patterns;  // as many as entries
  };

  const Entry* find_in(const Key& key, const FieldPath& path, std::size_t from) const {
    const auto found = buckets_.find(key);
    if (found == buckets_.end()) return nullptr;
    const Bucket& bucket = found->second;
    std::call_once(bucket.parsed, [&bucket] {
      for (const Entry* entry : bucket.entries) {
        // A path that is no pattern would be a defect of a table: the unit tests read them all.
        bucket.patterns.push_back(PathPattern::parse(entry->path).value());
      }
    });
    for (std::size_t i = 0; i < bucket.patterns.size(); ++i) {
      if (bucket.patterns[i].matches(path, from)) return bucket.entries[i];
    }
    return nullptr;
  }

  std::unordered_map<Key, Bucket, Hash> buckets_;
};

}  // namespace ecrify::locate
