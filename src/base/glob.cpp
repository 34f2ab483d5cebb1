// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/glob.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ecrify {

Result<Glob> Glob::parse(std::string_view pattern) {
  const std::string_view typed = pattern;
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
  if (pattern.empty()) return problem("an empty pattern", "write one such as \"apps/**/values*.yaml\"");
  const bool is_whole = pattern.front() == '/';
  Wildmatch parsed(is_whole ? std::string(pattern) : "**/" + std::string(pattern));
  if (!parsed.well_formed()) {
    return problem("no path pattern: " + std::string(typed),
                   "brackets must hold a set such as [a-z], and \\ stands before another character");
  }
  return Glob(std::move(parsed), is_whole);
}

bool Glob::matches(std::string_view path) const {
  if (path.starts_with("./")) path.remove_prefix(2);
  return pattern_.matches(path);
}

std::vector<std::string> Glob::literals() const {
  std::vector<std::string> literals = pattern_.literals();
  // A whole path begins with a slash that the paths below a folder have not.
  if (is_whole_ && !literals.empty()) literals.front().erase(0, 1);
  return literals;
}

Globs::Globs(std::vector<Glob> globs) : globs_(std::move(globs)) {
  for (const Glob& glob : globs_) index_.add(glob.literals());
}

bool Globs::any_matches(std::string_view path) const {
  constexpr std::size_t few = 64;  // are compared before they are found
  if (globs_.size() <= few)
    return std::any_of(globs_.begin(), globs_.end(), [path](const Glob& glob) { return glob.matches(path); });
  std::vector<std::size_t> numbers;
  index_.collect(path, numbers);
  return std::any_of(numbers.begin(), numbers.end(),
                     [&](std::size_t number) { return globs_[number].matches(path); });
}

}  // namespace ecrify
