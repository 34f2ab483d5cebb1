// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::rules {

inline const std::string registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
inline const std::string hex64 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

inline std::string repeated(std::size_t count, std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

// Catch2's matchers have other names in its third generation.
inline void check_contains(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    INFO("expected: " << word);
    INFO("in:       " << text);
    CHECK(text.find(word) != std::string_view::npos);
  }
}

inline const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::rewrite:
      return "rewrite";
    case Verdict::keep:
      return "keep";
    case Verdict::already:
      return "already";
    case Verdict::unmapped:
      return "unmapped";
    case Verdict::invalid:
      return "invalid";
    case Verdict::unresolved:
      return "unresolved";
    case Verdict::refuse:
      return "refuse";
  }
  return "?";
}

inline std::ostream& operator<<(std::ostream& out, Verdict verdict) { return out << verdict_name(verdict); }

// Rules as they are typed: "ghcr.io=ghcr", "quay.io=//harbor.example.com/quay", "ghcr.io/private" (keep).
inline std::vector<Rule> rules_of(std::initializer_list<std::string_view> flags) {
  std::vector<Rule> rules;
  for (const std::string_view flag : flags) {
    INFO("flag: " << flag);
    Result<Rule> rule =
        flag.find('=') == std::string_view::npos ? parse_keep_flag(flag) : parse_rule_flag(flag);
    REQUIRE(rule.ok());
    rules.push_back(*rule);
  }
  return rules;
}

inline RuleSet rule_set(std::initializer_list<std::string_view> flags, const std::string& host = registry) {
  Result<RuleSet> set = RuleSet::build(rules_of(flags), host);
  if (!set.ok()) FAIL(set.failure().message);
  return std::move(set).value();
}

// R stands for the registry.
inline std::string with_registry(std::string_view text) {
  return text.starts_with("R/") ? registry + std::string(text.substr(1)) : std::string(text);
}

struct Expected {
  std::string text;
  Verdict verdict;
  std::string result;  // of rewrite: the new text; else words of the reason
};

inline void check_decision(const Decision& decision, const Expected& row) {
  INFO("text:   " << row.text);
  INFO("reason: " << decision.reason);
  CHECK(decision.verdict == row.verdict);
  CHECK_FALSE(decision.reason.empty());
  if (row.verdict == Verdict::rewrite) {
    CHECK(decision.text == with_registry(row.result));
    CHECK(decision.rule != nullptr);
  } else {
    CHECK(decision.text.empty());
    check_contains(decision.reason, {row.result});
  }
}

inline void check_all(const RuleSet& set, const std::vector<Expected>& rows,
                      ShortNames names = ShortNames::count) {
  for (const Expected& row : rows) check_decision(set.decide(with_registry(row.text), names), row);
}

inline void check_reverse(const RuleSet& set, const std::vector<Expected>& rows,
                          ReverseScope scope = ReverseScope::configured_target) {
  for (const Expected& row : rows) check_decision(set.decide_reverse(with_registry(row.text), scope), row);
}

}  // namespace ecrify::rules
