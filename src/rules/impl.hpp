// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "compile.hpp"
#include "ecrify/rules/name.hpp"
#include "ecrify/rules/rules.hpp"
#include "lookup.hpp"

namespace ecrify::rules {

struct RuleSet::Impl {
  std::vector<Rule> rules;
  std::vector<CompiledRule> compiled;  // one for each rule
  HostPath registry;                   // empty when unknown
  PrefixTable table;                   // sources and targets
  PrefixTable prefixes;                // "/prefix" of prefix rules as targets, for any host of a target kind
  std::unordered_set<std::string> source_hosts;  // canonical, of rules that map
  std::unordered_set<std::string> target_hosts;  // canonical

  [[nodiscard]] Decision decide(const Subject& subject, ShortNames short_names) const;      // decide.cpp
  [[nodiscard]] Decision decide_reverse(const Subject& subject, ReverseScope scope) const;  // reverse.cpp
  // A name below an alias, as the name below the source; nothing for any other.
  [[nodiscard]] std::optional<Subject> behind_alias(const Subject& subject, std::size_t rule,
                                                    std::size_t covered) const;
  // The same of a text without blanks before it.
  [[nodiscard]] Decision decide_name(const Subject& subject, ShortNames short_names) const;
  [[nodiscard]] Decision decide_name_reverse(const Subject& subject, ReverseScope scope) const;

  [[nodiscard]] bool is_registry(const Subject& subject) const;  // a bare name that is a host we know
  [[nodiscard]] Decision map(const Subject& subject, std::size_t rule, std::size_t covered) const;
  [[nodiscard]] Decision map_back(const Subject& subject, std::size_t rule, std::size_t covered,
                                  ReverseScope scope) const;

  struct TargetMatch {
    std::size_t rule = PrefixTable::none;
    std::size_t covered = 0;             // bytes of the name
    const PrefixTable* table = nullptr;  // where it was looked up …
    std::size_t table_begin = 0;         // … and what of the name: from here on
  };
  [[nodiscard]] TargetMatch target_of(std::string_view name, std::size_t host_size, ReverseScope scope) const;

  [[nodiscard]] const Rule* rule_at(std::size_t index) const {
    return index == PrefixTable::none ? nullptr : &rules[index];
  }
};

// Why a decision is left open, whether or not the name is a short one.
inline constexpr std::string_view begins_with_placeholder =
    "the name begins with a placeholder, which may hold the registry";
// Clauses that both directions use.
[[nodiscard]] std::string why_invalid(const Subject& subject);
// The text behind the blanks that it begins with; empty where there are none. They make it illegal, and would
// hide its host.
[[nodiscard]] std::string_view behind_blanks(std::string_view text);
// The decision about a text with blanks before it, from the decision about the rest; nothing where no rule
// covers that.
[[nodiscard]] std::optional<Decision> begins_with_blank(const Decision& rest);
[[nodiscard]] std::string why_too_long(std::size_t size, std::size_t limit);

}  // namespace ecrify::rules
