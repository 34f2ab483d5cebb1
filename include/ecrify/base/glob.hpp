// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/pattern_index.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/wildmatch.hpp"

namespace ecrify {

// A path pattern that a user writes in a flag or in the configuration, in the language of Wildmatch. One
// without a slash is compared with the last component; one with a slash with the whole path and with each of
// its tails
// (`apps/*.yaml` fits `./repo/apps/a.yaml`), one that begins with a slash with whole absolute paths alone. A
// slash at the end is no part of it.
class Glob {
 public:
  // Fails on an empty pattern and on one that would never match (an unclosed set, a backslash at the end).
  static Result<Glob> parse(std::string_view pattern);
  [[nodiscard]] bool matches(std::string_view path) const;
  // True for a pattern with a slash at its beginning.
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  // Texts that each path that fits, or lies in a folder that fits, holds.
  [[nodiscard]] std::vector<std::string> literals() const;

 private:
  Glob(Wildmatch pattern, bool is_whole) : pattern_(std::move(pattern)), is_whole_(is_whole) {}
  Wildmatch pattern_;
  bool is_whole_;
};

// Several, of which one has to fit.
class Globs {
 public:
  Globs() = default;
  Globs(std::vector<Glob> globs);  // NOLINT: implicit on purpose

  [[nodiscard]] bool empty() const { return globs_.empty(); }
  [[nodiscard]] bool any_matches(std::string_view path) const;

 private:
  std::vector<Glob> globs_;
  PatternIndex index_;
};

}  // namespace ecrify
