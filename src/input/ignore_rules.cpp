// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/input/ignore.hpp"

namespace ecrify::input {
namespace {

// Blanks at the end don't count unless a backslash stands before them. Tabs do count.
std::string_view without_blanks_at_end(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const bool escapes = line[at] == '\\';
    if (escapes && at + 1 == line.size()) return line;
    if (escapes) ++at;
    if (escapes || line[at] != ' ') end = at + 1;
  }
  return line.substr(0, end);
}

}  // namespace

IgnoreRules::Rule IgnoreRules::parse_rule(std::string_view line) {
  Rule rule{false, false, false, {}, Wildmatch("")};
  rule.negated = line.starts_with('!');
  if (rule.negated) line.remove_prefix(1);
  rule.only_folders = line.ends_with('/');
  if (rule.only_folders) line.remove_suffix(1);
  rule.by_name = line.find('/') == std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  // git compares what stands before the first special character apart, so that there `**` need not follow a
  // slash: a/b**/c is a/b with **/c behind it.
  const std::size_t literal = std::min(line.find_first_of("*?[\\"), line.size());
  rule.literal = line.substr(0, rule.by_name ? 0 : literal);
  rule.rest = Wildmatch(line.substr(rule.literal.size()));
  return rule;
}

IgnoreRules IgnoreRules::parse(std::string_view bytes) {
  IgnoreRules rules;
  bytes.remove_prefix(behind_mark(bytes));
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.empty() || line.front() == '#') continue;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = line.substr(0, line.find('\0'));  // git's lines are C strings
    line = without_blanks_at_end(line);
    Rule rule = parse_rule(line);
    // An empty pattern, and one that is none, never fit.
    if (rule.rest.well_formed() && !line.empty()) rules.add(std::move(rule), line);
  }
  return rules;
}

void IgnoreRules::add(Rule rule, std::string_view line) {
  const std::size_t number = rules_.size() + 1;
  if (line.find_first_of("*?[\\") != std::string_view::npos) {
    patterns_.push_back(number);
    std::vector<std::string> literals = rule.rest.literals();
    if (!rule.literal.empty()) literals.push_back(rule.literal);
    index_.add(literals);
  } else {
    if (rule.negated) line.remove_prefix(1);
    if (rule.only_folders) line.remove_suffix(1);
    if (line.starts_with('/')) line.remove_prefix(1);
    Last& last = plain_[(rule.by_name ? "" : "/") + std::string(line)];
    (rule.only_folders ? last.folders : last.any) = number;
  }
  rules_.push_back(std::move(rule));
}

std::size_t IgnoreRules::last_plain(const std::string& key, EntryKind kind) const {
  const auto found = plain_.find(key);
  if (found == plain_.end()) return 0;
  return kind == EntryKind::folder ? std::max(found->second.any, found->second.folders) : found->second.any;
}

// The numbers of rules with special characters that may fit, in their order.
std::vector<std::size_t> IgnoreRules::candidates(std::string_view path) const {
  constexpr std::size_t few = 64;  // are compared before they are found
  if (patterns_.size() <= few) return patterns_;
  std::vector<std::size_t> numbers;
  index_.collect(path, numbers);
  std::transform(numbers.begin(), numbers.end(), numbers.begin(),
                 [this](std::size_t place) { return patterns_[place]; });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

IgnoreFilesUse IgnoreRules::decide(std::string_view path, EntryKind kind) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const auto fits = [&](const Rule& rule) {
    if (rule.only_folders && kind != EntryKind::folder) return false;
    if (rule.by_name) return rule.rest.matches(name);
    return path.starts_with(rule.literal) && rule.rest.matches(path.substr(rule.literal.size()));
  };
  std::size_t last = 0;
  if (!plain_.empty())
    last = std::max(last_plain(std::string(name), kind), last_plain("/" + std::string(path), kind));
  const std::vector<std::size_t> numbers = candidates(path);
  for (auto number = numbers.rbegin(); number != numbers.rend() && *number > last; ++number) {
    if (fits(rules_[*number - 1])) last = *number;
  }
  if (last == 0) return IgnoreFilesUse::undecided;
  return rules_[last - 1].negated ? IgnoreFilesUse::kept : IgnoreFilesUse::ignored;
}

}  // namespace ecrify::input
