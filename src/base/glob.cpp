// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/glob.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace ecrify {
namespace {

template <class Function>
void for_each_component(std::string_view path, const Function& function) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    function(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
}

// The longest component without a special character: it is the rarest.
std::string longest_literal(std::string_view pattern) {
  // A slash in a set is no end of a component.
  if (pattern.find_first_of("[\\") != std::string_view::npos) return "";
  std::string_view longest;
  for_each_component(pattern, [&](std::string_view component) {
    if (component.size() > longest.size() && component.find_first_of("*?") == std::string_view::npos) longest = component;
  });
  return std::string(longest);
}

}  // namespace

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
  return Glob(std::move(parsed), is_whole, longest_literal(pattern));
}

bool Glob::matches(std::string_view path) const {
  if (path.starts_with("./")) path.remove_prefix(2);
  return pattern_.matches(path);
}

void GlobIndex::add(const Glob& glob) { by_component_[glob.component()].push_back(count_++); }

void GlobIndex::collect(std::string_view path, std::vector<std::size_t>& numbers) const {
  const auto add = [&](std::string_view component) {
    const auto found = by_component_.find(std::string(component));
    if (found != by_component_.end()) numbers.insert(numbers.end(), found->second.begin(), found->second.end());
  };
  add("");
  for_each_component(path, [&](std::string_view component) {
    if (!component.empty()) add(component);
  });
}

}  // namespace ecrify
