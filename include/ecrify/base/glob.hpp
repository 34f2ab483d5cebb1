// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

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

 private:
  Glob(Wildmatch pattern, bool is_whole) : pattern_(std::move(pattern)), is_whole_(is_whole) {}
  Wildmatch pattern_;
  bool is_whole_;
};

}  // namespace ecrify
