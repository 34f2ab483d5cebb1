// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "ecrify/aws/needed.hpp"

using namespace ecrify;
using namespace ecrify::aws;

namespace {

std::vector<rules::Rule> to_prefixes(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<rules::Rule> all;
  for (const auto& [from, prefix] : pairs) {
    rules::Rule rule;
    rule.from = from;
    rule.to = prefix;
    rule.origin.file = ".ecrify.yaml";
    rule.origin.offset = all.size();
    all.push_back(rule);
  }
  return all;
}

// "PREFIX=HOST/UPSTREAM-PREFIX", with blanks between them.
std::string needed(const std::vector<std::pair<std::string, std::string>>& pairs) {
  const NeededCacheRules found = needed_cache_rules(to_prefixes(pairs));
  for (const Failure& failure : found.refusals) UNSCOPED_INFO(failure.message);
  CHECK(found.refusals.empty());
  std::string text;
  for (const NeededCacheRule& one : found.rules) {
    text += (text.empty() ? "" : " ") + one.prefix + "=" + one.host +
            (one.upstream_prefix.empty() ? "" : "/" + one.upstream_prefix);
  }
  return text;
}

}  // namespace

TEST_CASE("Rules of parts of a registry share its cache rule") {
  CHECK(needed({{"ghcr.io", "ghcr"}, {"ghcr.io/org", "ghcr/org"}, {"ghcr.io/org/a", "ghcr/org/a"}}) ==
        "ghcr=ghcr.io");
  CHECK(needed({{"ghcr.io/org/a", "ghcr/org/a"}, {"ghcr.io/org/b", "ghcr/org/b"}}) == "ghcr=ghcr.io");
  CHECK(needed({{"GHCR.io", "ghcr"}}) == "ghcr=ghcr.io");
  CHECK(needed({{"index.docker.io", "hub"}}) == "hub=docker.io");
}

TEST_CASE("Other prefixes have cache rules of their own") {
  CHECK(needed({{"ghcr.io", "ghcr"}, {"ghcr.io/org", "team"}}) == "ghcr=ghcr.io team=ghcr.io/org");
  CHECK(needed({{"ghcr.io", "ghcr"}, {"ghcr.io/org", "ghcr/other"}}) ==
        "ghcr=ghcr.io ghcr/other=ghcr.io/org");
  CHECK(needed({{"ghcr.io/org", "org"}}) == "org=ghcr.io/org");
  CHECK(needed({{"quay.io", ""}}) == "=quay.io");
}

TEST_CASE("A shorter prefix of another registry does not serve") {
  CHECK(needed({{"quay.io", "ab"}, {"ghcr.io/org", "abc/org"}, {"ghcr.io/b", "abc/x/b"}}) ==
        "ab=quay.io abc=ghcr.io abc/x=ghcr.io");
  CHECK(needed({{"quay.io", "cache"}, {"ghcr.io/org", "cache/org"}}) ==
        "cache=quay.io cache/org=ghcr.io/org");
  // Each of these asks for a whole registry below the other's prefix.
  CHECK(needed({{"ghcr.io/x/y", "g1/x/y"}, {"quay.io/z", "g1/x/z"}}) == "g1/x=quay.io g1/x/y=ghcr.io/x/y");
}

TEST_CASE("What no cache rule can serve is refused with its place") {
  for (const char* host :
       {"nvcr.io", "reg.kyverno.io", "ghcr.io:5000", "docker.example.com", ".azurecr.io"}) {
    INFO(host);
    const NeededCacheRules found = needed_cache_rules(to_prefixes({{"ghcr.io", "ghcr"}, {host, "prefix"}}));
    REQUIRE(found.refusals.size() == 1);
    CHECK(found.refusals.front().file == ".ecrify.yaml");
    CHECK(found.refusals.front().offset == 1);
    CHECK_FALSE(found.refusals.front().remedy.empty());
    CHECK(found.rules.size() == 1);
  }
  auto rules = to_prefixes({{"ghcr.io", "ghcr"}});
  rules.front().kind = rules::RuleKind::target;
  CHECK(needed_cache_rules(rules).refusals.size() == 1);
}

TEST_CASE("Prefixes that the provider refuses are refused, of both sides") {
  for (const auto& [from, prefix] : std::vector<std::pair<std::string, std::string>>{
           {"ghcr.io", "gh__cr"},
           {"ghcr.io", "gh--cr"},
           {"ghcr.io/a-very-long-organisation/of-many-words", "ghcr"},
           {"ghcr.io/a", "cache"}}) {
    INFO(from << " " << prefix);
    CHECK(needed_cache_rules(to_prefixes({{from, prefix}})).refusals.size() == 1);
  }
}

TEST_CASE("A registry has at most fifty cache rules") {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (int i = 0; i < 51; ++i)
    pairs.emplace_back("ghcr.io/org" + std::to_string(i), "p" + std::to_string(i) + "x");
  CHECK(needed_cache_rules(to_prefixes(pairs)).refusals.size() == 1);
  pairs.pop_back();
  CHECK(needed_cache_rules(to_prefixes(pairs)).refusals.empty());
}
