// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "ecrify/rules/rules.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

TEST_CASE("parse_rule_flag") {
  struct Row {
    const char* text;
    const char* from;
    RuleKind kind;
    const char* to;
  };
  const std::vector<Row> rows = {
      {"ghcr.io=ghcr", "ghcr.io", RuleKind::prefix, "ghcr"},
      {"ghcr.io/org/=team/", "ghcr.io/org/", RuleKind::prefix, "team"},
      {"ghcr.io=ghcr.io", "ghcr.io", RuleKind::prefix, "ghcr.io"},
      {"ghcr.io=ROOT", "ghcr.io", RuleKind::prefix, ""},
      {"ghcr.io=//harbor.example.com/ghcr/", "ghcr.io", RuleKind::target, "harbor.example.com/ghcr"},
      {"ghcr.io=//harbor.example.com", "ghcr.io", RuleKind::target, "harbor.example.com"},
      {"ghcr.io=//${HARBOR}/a=b", nullptr, RuleKind::target, ""},
      {"ghcr.io=//${HARBOR:-a=b}/x", "ghcr.io", RuleKind::target, "${HARBOR:-a=b}/x"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Result<Rule> rule = parse_rule_flag(row.text);
    REQUIRE(rule.ok() == (row.from != nullptr));
    if (!rule.ok()) continue;
    CHECK(rule->from == row.from);
    CHECK(rule->kind == row.kind);
    CHECK(rule->to == row.to);
    CHECK(rule->origin.file == "--rule");
    CHECK(rule->origin.line == 0);
  }
  struct Bad {
    const char* text;
    const char* message;
  };
  const std::vector<Bad> bad = {
      {"", "expected FROM=PREFIX or FROM=//HOST/PATH"},
      {"ghcr.io", "expected FROM=PREFIX"},
      {"=ghcr", "is empty"},
      {"ghcr.io=", "is empty"},
      {"ghcr.io=/", "is empty"},
      {"ghcr.io=//", "is empty"},
      {"ghcr.io=x", "has 1 characters"},
      {"ghcr.io=Ghcr", "upper case"},
      {"ghcr.io=https://harbor.example.com/x", "URL scheme"},
      {"https://ghcr.io=ghcr", "URL scheme"},
      {"ghcr.io=//harbor/x", "registry host"},
      {"ghcr.io/x:1=ghcr", "holds a tag"},
      {"ghcr=ghcr", "registry host"},
      {"ghcr.io=a=b", "no ECR repository prefix"},
  };
  for (const Bad& row : bad) {
    INFO(row.text);
    const Result<Rule> rule = parse_rule_flag(row.text);
    REQUIRE_FALSE(rule.ok());
    check_contains(rule.failure().message, {"--rule " + std::string(row.text) + ": ", row.message});
    CHECK_FALSE(rule.failure().remedy.empty());
  }
}

TEST_CASE("parse_keep_flag") {
  const Result<Rule> rule = parse_keep_flag("ghcr.io/org");
  REQUIRE(rule.ok());
  CHECK(rule->from == "ghcr.io/org");
  CHECK(rule->kind == RuleKind::keep);
  CHECK(rule->origin.file == "--keep");
  for (const char* text : {"", "ghcr", "ghcr.io=ghcr", "ghcr.io/org:v1", "https://ghcr.io"}) {
    INFO(text);
    const Result<Rule> bad = parse_keep_flag(text);
    REQUIRE_FALSE(bad.ok());
    check_contains(bad.failure().message, {"--keep"});
    CHECK_FALSE(bad.failure().remedy.empty());
  }
}
