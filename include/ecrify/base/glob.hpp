// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/wildmatch.hpp"

namespace ecrify {

// A path pattern that a user writes in a flag or in the configuration, in the language of Wildmatch. One without a
// slash is compared with the last component; one with a slash with the whole path and with each of its tails
// (`apps/*.yaml` fits `./repo/apps/a.yaml`), one that begins with a slash with whole absolute paths alone. A slash at
// the end is no part of it.
class Glob {
 public:
  // Fails on an empty pattern and on one that would never match (an unclosed set, a backslash at the end).
  static Result<Glob> parse(std::string_view pattern);
  [[nodiscard]] bool matches(std::string_view path) const;
  // It begins with a slash.
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  // A component that each path that fits has; "" where the pattern demands none.
  [[nodiscard]] const std::string& component() const { return component_; }

 private:
  Glob(Wildmatch pattern, bool is_whole, std::string component)
      : pattern_(std::move(pattern)), is_whole_(is_whole), component_(std::move(component)) {}
  Wildmatch pattern_;
  bool is_whole_;
  std::string component_;
};

// Finds the patterns that are worth comparing with a path, so that many patterns and many paths take no product of time.
class GlobIndex {
 public:
  // The pattern with the next number, from 0 on.
  void add(const Glob& glob);
  // Adds the numbers of those that may fit the path or a folder above it.
  void collect(std::string_view path, std::vector<std::size_t>& numbers) const;

 private:
  std::unordered_map<std::string, std::vector<std::size_t>> by_component_;
  std::size_t count_ = 0;
};

}  // namespace ecrify
