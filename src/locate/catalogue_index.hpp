// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
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

// Entries that have a group, a kind and a path, found by hash of group and kind. Entry: any struct with these
// fields. Paths are parsed when their kind is first asked for: a run sees few of the kinds, and most runs are
// short.
template <class Entry>
class CatalogueIndex {
 public:
  // The entries must outlive the index.
  explicit CatalogueIndex(const std::vector<Entry>& entries) {
    buckets_.reserve(entries.size());
    for (const Entry& entry : entries) buckets_[key(entry.group, entry.kind)].entries.push_back(&entry);
  }

  [[nodiscard]] const Entry* find(std::string_view group, std::string_view kind, const FieldPath& path,
                                  std::size_t from) const {
    // One label can be any, so that a group costs four look-ups and not as many as it has labels.
    std::string suffix;
    if (const std::size_t dot = group.find('.'); dot != std::string_view::npos) {
      suffix = '*';
      suffix += group.substr(dot);
    }
    const Entry* found = find_in(key(group, kind), path, from);
    if (found == nullptr) found = find_in(key(group, "*"), path, from);
    if (found == nullptr && !suffix.empty()) found = find_in(key(suffix, kind), path, from);
    if (found == nullptr && !suffix.empty()) found = find_in(key(suffix, "*"), path, from);
    if (found == nullptr) found = find_in(key("*", "*"), path, from);
    return found;
  }

 private:
  struct Bucket {
    std::vector<const Entry*> entries;
    mutable std::once_flag parsed;
    mutable std::vector<PathPattern> patterns;  // as many as entries
  };

  const Entry* find_in(const std::string& key, const FieldPath& path, std::size_t from) const {
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

  static std::string key(std::string_view group, std::string_view kind) {
    std::string text;
    text.reserve(group.size() + 1 + kind.size());
    text += group;
    text += '\n';
    text += kind;
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
  }

  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace ecrify::locate
