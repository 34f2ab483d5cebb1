// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/glob.hpp"

#include <string>
#include <utility>

namespace ecrify {

Result<Glob> Glob::parse(std::string_view pattern) {
  const std::string_view typed = pattern;
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
  if (pattern.empty()) return Failure{"an empty pattern", "write one such as \"apps/**/values*.yaml\"", "", no_offset};
  const bool is_whole = pattern.front() == '/';
  Wildmatch parsed(is_whole ? std::string(pattern) : "**/" + std::string(pattern));
  if (!parsed.well_formed()) {
    return Failure{"no path pattern: " + std::string(typed),
                   "brackets must hold a set such as [a-z], and \\ stands before another character", "", no_offset};
  }
  return Glob(std::move(parsed), is_whole);
}

bool Glob::matches(std::string_view path) const {
  if (path.starts_with("./")) path.remove_prefix(2);
  return pattern_.matches(path);
}

}  // namespace ecrify
