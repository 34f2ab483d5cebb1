// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <vector>

#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {

RuleSet many_rules(std::size_t count) {
  std::vector<Rule> rules = rules_of({"ghcr.io=ghcr", "docker.io=docker-hub"});
  for (std::size_t i = rules.size(); i < count; ++i) {
    const std::string n = std::to_string(i);
    // Hosts, organisations and repositories, some of them beside and below each other.
    const std::string from = i % 3 == 0   ? "r" + n + ".example.com"
                             : i % 3 == 1 ? "ghcr.io/org-" + n
                                          : "ghcr.io/org-" + std::to_string(i - 1) + "/deep/app-" + n;
    rules.push_back({from, RuleKind::prefix, "p" + n, {}, {}});
  }
  Result<RuleSet> set = RuleSet::build(std::move(rules), registry);
  if (!set.ok()) FAIL(set.failure().message);
  return std::move(set).value();
}

}  // namespace

TEST_CASE("among ten thousand rules the longest is found") {
  const RuleSet set = many_rules(10'000);
  CHECK(set.rules().size() == 10'000);
  for (std::size_t i = 2; i < 10'000; ++i) {
    const Rule& rule = set.rules()[i];
    const Decision decision = set.decide(rule.from + "/x:1", ShortNames::ignore);
    REQUIRE(decision.rule == &rule);
    REQUIRE(decision.text == registry + "/" + rule.to + "/x:1");
  }
  CHECK(set.decide("ghcr.io/org-4/deep/app-55/x:1", ShortNames::ignore).text ==
        registry + "/p4/deep/app-55/x:1");
  CHECK(set.decide("ghcr.io/org-4", ShortNames::ignore).text == registry + "/p4");
  CHECK(set.decide("ghcr.io/org-44/x", ShortNames::ignore).text == registry + "/ghcr/org-44/x");
}

// ./unit_rules "[.perf]": a reference must not cost more for more rules.
TEST_CASE("cost of a decision by the number of rules", "[.perf]") {
  const std::vector<std::string> texts = {
      "ghcr.io/org-4/deep/app-5/x:v1.2.3",
      "ghcr.io/org/app:v1@sha256:" + hex64,
      "nginx:1",
      "quay.io/org/app:v1",
      registry + "/ghcr/org/app:v1",
      "ghcr.io/a/b/c/d/e/f/g/h:v1",
      "ghcr.io/org-4/deep/${APP}/x:${TAG}",
  };
  constexpr int rounds = 20'000;
  for (const std::size_t count :
       {std::size_t{10}, std::size_t{100}, std::size_t{1'000}, std::size_t{10'000}, std::size_t{100'000}}) {
    const RuleSet set = many_rules(count);
    std::size_t bytes = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds; ++i) {
      for (const std::string& text : texts) bytes += set.decide(text, ShortNames::count).text.size();
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    WARN(count << " rules: " << took.count() / (rounds * static_cast<double>(texts.size()))
               << " ns a reference");
    CHECK(bytes > 0);
  }
}
