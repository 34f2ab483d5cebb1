// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/rules/mapping.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {

const std::string other_registry = "999999999999.dkr.ecr.us-east-1.amazonaws.com";
const std::string digest = "@sha256:" + hex64;

}  // namespace

TEST_CASE("a mapping decides in its direction") {
  const RuleSet rules = rule_set({"ghcr.io=ghcr", "quay.io=//harbor.example.com/quay"});
  const Mapping forward(rules);
  const Mapping reverse(rules, Direction::reverse);
  const Mapping reverse_any(rules, Direction::reverse_any);
  const struct {
    std::string text;
    std::string forward;
    std::string reverse;
    std::string reverse_any;
  } rows[] = {
      {"ghcr.io/o/a:1", registry + "/ghcr/o/a:1", "", ""},
      {"quay.io/o/a:1", "harbor.example.com/quay/o/a:1", "", ""},
      {registry + "/ghcr/o/a:1", "", "ghcr.io/o/a:1", "ghcr.io/o/a:1"},
      {other_registry + "/ghcr/o/a:1", "", "", "ghcr.io/o/a:1"},
      {"harbor.example.com/quay/o/a:1", "", "quay.io/o/a:1", "quay.io/o/a:1"},
      {"o/a:1", "", "", ""},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(forward.decide(row.text, ShortNames::count).text == row.forward);
    CHECK(reverse.decide(row.text, ShortNames::count).text == row.reverse);
    CHECK(reverse_any.decide(row.text, ShortNames::count).text == row.reverse_any);
  }
  CHECK(forward.is_forward());
  CHECK_FALSE(reverse.is_forward());
  CHECK_FALSE(reverse.with(rules).is_forward());
}

TEST_CASE("the hosts that a mapping names") {
  const RuleSet rules = rule_set({"ghcr.io=ghcr", "docker.io=hub", "quay.io=//harbor.example.com:5000/quay"});
  const struct {
    std::string host;
    bool forward, reverse, reverse_any, any;
  } rows[] = {
      {"GHCR.io", true, false, false, true},
      {"index.docker.io", true, false, false, true},
      {"registry.hub.docker.com", true, false, false, true},
      {"gcr.io", false, false, false, true},
      {registry, false, true, true, true},
      {other_registry, false, false, true, true},
      {"HARBOR.example.com:5000", false, true, true, true},
      {"harbor.example.com", false, false, false, true},
      {"localhost", false, false, false, true},
      {"localhost:5000", false, false, false, true},
      {"name:tag", false, false, false, false},
      {"name", false, false, false, false},
  };
  const Mapping forward(rules);
  const Mapping reverse(rules, Direction::reverse);
  const Mapping reverse_any(rules, Direction::reverse_any);
  const Mapping any(rules, Direction::forward, RegistryScope::any);
  for (const auto& row : rows) {
    INFO(row.host);
    CHECK(forward.names(row.host) == row.forward);
    CHECK(reverse.names(row.host) == row.reverse);
    CHECK(reverse_any.names(row.host) == row.reverse_any);
    CHECK(any.names(row.host) == row.any);
  }
  CHECK(forward.needles() == rules.needles());
  CHECK(any.needles() == rules.needles());
  CHECK(reverse_any.needles() == rules.reverse_needles(ReverseScope::any_kind));
  CHECK(forward.maps_short_names());
  CHECK_FALSE(reverse.maps_short_names());
}

TEST_CASE("names in a target, and names that stand for a registry") {
  const RuleSet rules = rule_set({"ghcr.io=ghcr", "gcr.io/project=gcr", "quay.io=//harbor.example.com/quay"});
  const Mapping forward(rules);
  const Mapping reverse(rules, Direction::reverse);
  const struct {
    std::string name;
    bool is_target, stands_for_registry;
  } rows[] = {
      {registry + "/ghcr", true, true},
      {registry + "/gcr", true, false},  // goes back to a path in a registry
      {registry + "/mine", true, false},
      {other_registry + "/ghcr", true, false},
      {"${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/ghcr/o/a", true, false},
      {"harbor.example.com/quay", false, true},
      {"harbor.example.com/quay/o/a", true, false},
      {"harbor.example.com/other/o/a", false, false},
      {"ghcr.io/o/a", false, false},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(forward.is_target(row.name) == row.is_target);
    CHECK(reverse.is_target(row.name) == row.is_target);
    CHECK_FALSE(forward.stands_for_registry(row.name));
    CHECK(reverse.stands_for_registry(row.name) == row.stands_for_registry);
  }
}

TEST_CASE("the kind of a target's registry") {
  CHECK(target_kind("").name == "ECR");
  CHECK(target_kind(registry).name == "ECR");
  CHECK(target_kind("${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com").name == "ECR");
  CHECK(target_kind("harbor.example.com").name == "other");
  CHECK(kind_of_host("${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com") == nullptr);
  CHECK(kind_of_templated_host("harbor.example.com") == nullptr);
  const auto holds_word = [](const std::string& host) {
    const std::vector<std::string> words = target_host_words();
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return host.find(word) != std::string::npos; });
  };
  CHECK(holds_word(registry));
  CHECK(holds_word("123456789012.dkr-ecr.eu-west-1.on.aws"));
  CHECK_FALSE(holds_word("harbor.example.com"));

  // What a kind demands is about what goes there, whatever the configured registry is.
  const RuleSet rules = rule_set({"ghcr.io=ghcr", "quay.io=//harbor.example.com/quay"});
  CHECK(rules.decide("ghcr.io/o/a" + digest, ShortNames::ignore).digest_first_pull);
  CHECK_FALSE(rules.decide("quay.io/o/a" + digest, ShortNames::ignore).digest_first_pull);
  CHECK_FALSE(rules.decide(registry + "/ghcr/o/a" + digest, ShortNames::ignore).digest_first_pull);
  CHECK_FALSE(
      rules.decide_reverse(registry + "/ghcr/o/a" + digest, ReverseScope::any_kind).digest_first_pull);
  CHECK_FALSE(rule_set({"ghcr.io=ghcr"}, "harbor.example.com")
                  .decide("ghcr.io/o/a" + digest, ShortNames::ignore)
                  .digest_first_pull);
}
