// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ecrify::kustomize {

using NameId = std::uint32_t;

// Finds the names that plain names of entries select: letter for letter, but for their dots.
class NameIndex {
 public:
  void add(std::string_view name, NameId id) { by_size_[name.size()].emplace_back(name, id); }

  // Ids of the names that this one selects, perhaps twice.
  void find(std::string_view name, std::vector<NameId>& out) {
    const auto sized = by_size_.find(name.size());
    if (sized == by_size_.end()) return;
    std::string dots;
    for (std::size_t at = name.find('.'); at != std::string_view::npos; at = name.find('.', at + 1)) {
      dots.append(std::to_string(at)).append(" ");
    }
    // Names of one length whose dots are elsewhere are looked at again; there are few such places among
    // entries.
    const auto [known, is_new] = by_dots_.try_emplace({name.size(), dots});
    const auto without_dots = [&](std::string_view text) {
      std::string key(text);
      for (std::size_t at = name.find('.'); at != std::string_view::npos; at = name.find('.', at + 1))
        key[at] = '.';
      return key;
    };
    if (is_new) {
      for (const auto& [text, id] : sized->second) known->second[without_dots(text)].push_back(id);
    }
    const auto found = known->second.find(std::string(name));
    if (found != known->second.end()) out.insert(out.end(), found->second.begin(), found->second.end());
  }

 private:
  std::unordered_map<std::size_t, std::vector<std::pair<std::string, NameId>>> by_size_;
  std::map<std::pair<std::size_t, std::string>, std::unordered_map<std::string, std::vector<NameId>>>
      by_dots_;
};

}  // namespace ecrify::kustomize
