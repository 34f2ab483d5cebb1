// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ecrify::rules {

// Canonical names (name.hpp) of sources and targets, asked for the longest one that is a prefix of a name on
// whole components. One hash runs along the name; at the end of each component it is looked up, so the cost
// is that of the name's bytes and components, and the number of keys doesn't matter.
class PrefixTable {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  struct Slot {
    std::size_t source = none;  // index of the rule whose source this is
    std::size_t target = none;  // … whose target this is
  };
  struct Match {
    std::size_t source = none;
    std::size_t source_size = 0;  // bytes of the name that it covers
    std::size_t target = none;
    std::size_t target_size = 0;
  };

  // The entry of the key, added when there is none.
  Slot& operator[](const std::string& key);
  // Makes any_below() ready; no key may be added afterwards.
  void seal();

  // A '/' inside a placeholder (`${X:-a/b}`) is taken for a component's end, and does no harm: no key has
  // half a placeholder.
  [[nodiscard]] Match longest(std::string_view name) const;
  // True if a key begins with these bytes (logarithmic; asked only about names with placeholders).
  [[nodiscard]] bool any_below(std::string_view beginning) const;

 private:
  struct Probe {
    std::string_view key;
    std::uint64_t hash;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const std::string& key) const;
    std::size_t operator()(const Probe& probe) const { return static_cast<std::size_t>(probe.hash); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const std::string& a, const std::string& b) const { return a == b; }
    bool operator()(const Probe& a, const std::string& b) const { return a.key == b; }
    bool operator()(const std::string& a, const Probe& b) const { return a == b.key; }
  };

  std::unordered_map<std::string, Slot, Hash, Equal> entries_;
  std::vector<std::string_view> sorted_;  // the keys
  std::size_t deepest_ = 0;               // the most components of a key
};

}  // namespace ecrify::rules
