// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {

Rule rule(std::string from, RuleKind kind, std::string to) {
  return {std::move(from), kind, std::move(to), {}, {}};
}
Rule prefix(std::string from, std::string to) {
  return rule(std::move(from), RuleKind::prefix, std::move(to));
}
Rule target(std::string from, std::string to) {
  return rule(std::move(from), RuleKind::target, std::move(to));
}
Rule keep(std::string from) { return rule(std::move(from), RuleKind::keep, {}); }

Failure failure_of(std::vector<Rule> rules, const std::string& host = registry) {
  for (const Rule& r : rules) UNSCOPED_INFO(describe(r));
  Result<RuleSet> set = RuleSet::build(std::move(rules), host);
  REQUIRE_FALSE(set.ok());
  return set.failure();
}

}  // namespace

TEST_CASE("build refuses a from that is no host[/path]") {
  struct Row {
    std::string from;
    std::string message;
    std::string remedy;
  };
  const std::vector<Row> rows = {
      {"", "is empty", "ghcr.io"},
      {"https://ghcr.io/org", "has a URL scheme", "write ghcr.io/org"},
      {"oci://ghcr.io", "has a URL scheme", "write ghcr.io"},
      {"ghcr.io/org:v1", "holds a tag", "leave it out"},
      {"ghcr.io/org@sha256:" + hex64, "holds a digest", "leave it out"},
      {"ghcr.io/org/*", "holds a pattern", "everything below"},
      {"${REGISTRY}/org", "holds a placeholder", "write out"},
      {"ghcr.io/${ORG}", "holds a placeholder", "write out"},
      {"ghcr.io/Org", "upper case letters in its path", "write ghcr.io/org"},
      {"ghcr.io//org", "no legal repository path", "components"},
      {"ghcr.io/org//", "no legal repository path", "components"},
      {"ghcr.io/-org", "no legal repository path", "components"},
      {"/", "begins with a slash", "ghcr.io"},
      {"//ghcr.io", "begins with a slash", "ghcr.io"},
      {"ghcr", "does not begin with a registry host", "docker.io"},
      {"bitnami/redis", "does not begin with a registry host", "docker.io"},
      {"ghcr.io:latest", "legal registry host", "registry.example.com:5000"},
      {"gh cr.io", "legal registry host", ""},
      {"ghcr..io", "legal registry host", ""},
      {"ghcr.io/" + repeated(256, "a"), "more than 255", ""},
      {"ghcr.io/org\n", "no legal repository path", ""},
  };
  for (const Row& row : rows) {
    INFO("from: " << row.from);
    for (const Rule& r : {prefix(row.from, "ghcr"), keep(row.from)}) {
      const Failure failure = failure_of({r});
      check_contains(failure.message, {"from", row.message});
      check_contains(failure.remedy, {row.remedy});
      CHECK_FALSE(failure.remedy.empty());
    }
  }
}

TEST_CASE("build accepts a from as people write it") {
  for (const char* from : {"ghcr.io", "ghcr.io/", "GHCR.io", "ghcr.io/org", "ghcr.io/org/", "ghcr.io:443",
                           "localhost/x", "[::1]:5000/x", "10.0.0.1", "kind-registry:5000",
                           "docker.io/library", "999999999999.dkr.ecr.us-east-1.amazonaws.com"}) {
    INFO("from: " << from);
    CHECK(RuleSet::build({prefix(from, "ghcr")}, registry).ok());
    CHECK(RuleSet::build({keep(from)}, registry).ok());
  }
  CHECK(RuleSet::build({}, registry).ok());
  CHECK(RuleSet::build({}, "").ok());
}

TEST_CASE("build refuses a bad prefix or target") {
  check_contains(failure_of({prefix("ghcr.io", "x")}).message, {"has 1 characters, ECR wants 2 to 30"});
  check_contains(failure_of({prefix("ghcr.io", "Ghcr")}).message, {"upper case"});
  for (const char* host : {"harbor", "https://harbor.example.com", "harbor.example.com/x:1",
                           "harbor.example.com/X", "", "//harbor.example.com/x", "harbor.example.com/*"}) {
    INFO("target: " << host);
    const Failure failure = failure_of({target("ghcr.io", host)});
    check_contains(failure.message, {"target"});
    CHECK_FALSE(failure.remedy.empty());
  }
}

TEST_CASE("build refuses a registry that is no host") {
  for (const char* host :
       {"https://x.example.com", "x.example.com/path", "x", "x.example.com/", "a b.c", "-x.y"}) {
    INFO("registry: " << host);
    Result<RuleSet> set = RuleSet::build({prefix("ghcr.io", "ghcr")}, host);
    if (std::string(host) == "x.example.com/") {  // a slash at the end is implied everywhere
      REQUIRE(set.ok());
      CHECK(set->registry_host() == "x.example.com");
      continue;
    }
    REQUIRE_FALSE(set.ok());
    check_contains(set.failure().message, {"registry"});
    CHECK_FALSE(set.failure().remedy.empty());
  }
}

TEST_CASE("build refuses two rules for one source") {
  const std::vector<std::pair<std::string, std::string>> same = {
      {"ghcr.io", "ghcr.io"},
      {"ghcr.io", "GHCR.IO/"},
      {"ghcr.io/org", "Ghcr.io/org/"},
      {"docker.io", "index.docker.io"},
      {"registry-1.docker.io/x", "registry.hub.docker.com/x"},
  };
  for (const auto& [a, b] : same) {
    for (const Failure& failure :
         {failure_of({prefix(a, "aa"), prefix(b, "bb")}), failure_of({prefix(a, "aa"), keep(b)}),
          failure_of({prefix(a, "aa"), prefix(b, "aa")})}) {
      check_contains(failure.message, {a, b, "the same source"});
      CHECK_FALSE(failure.remedy.empty());
    }
  }
}

TEST_CASE("build refuses two sources with one target") {
  for (const std::string& host : {registry, std::string()}) {
    check_contains(failure_of({prefix("ghcr.io", "cache"), prefix("quay.io", "cache/")}, host).message,
                   {"ghcr.io -> prefix cache", "quay.io -> prefix cache", "collide"});
    check_contains(failure_of({prefix("ghcr.io/a", "cache"), prefix("ghcr.io/b", "cache")}, host).message,
                   {"collide"});
    check_contains(failure_of({prefix("ghcr.io", ""), prefix("quay.io", "ROOT")}, host).message, {"collide"});
    check_contains(
        failure_of({target("ghcr.io", "h.example.com/x"), target("quay.io", "H.example.com/x/")}, host)
            .message,
        {"collide"});
  }
  check_contains(failure_of({prefix("ghcr.io", "x1"), target("quay.io", registry + "/x1")}).message,
                 {"collide"});
  // One inside the other is what ECR itself allows; single images are refused when they are met.
  CHECK(RuleSet::build({prefix("ghcr.io", "ROOT"), prefix("quay.io", "quay")}, registry).ok());
}

TEST_CASE("build refuses what a second run would map again") {
  struct Row {
    std::vector<Rule> rules;
    std::string message;
  };
  const std::vector<Row> rows = {
      {{target("ghcr.io", "ghcr.io")}, "maps onto itself"},
      {{target("ghcr.io/org", "GHCR.io/org/")}, "maps onto itself"},
      {{prefix(registry, "ROOT")}, "maps onto itself"},
      {{prefix(registry + "/aa", "aa")}, "maps onto itself"},
      {{target("docker.io", "index.docker.io")}, "maps onto itself"},
      {{target("ghcr.io/org", "ghcr.io")}, "maps its source to a path above it"},
      {{prefix(registry + "/old/x", "old")}, "maps its source to a path above it"},
      {{target("ghcr.io", "h.example.com"), prefix("h.example.com", "hh")}, "maps onto the source of"},
      {{prefix("h.example.com", "hh"), target("ghcr.io", "h.example.com")}, "maps onto the source of"},
      {{target("ghcr.io", "h.example.com/x"), prefix("h.example.com/x/y", "hh")},
       "maps onto what holds the source of"},
      {{prefix("ghcr.io", "ROOT"), prefix(registry + "/old", "new")}, "maps onto what holds the source of"},
      {{target("a.example.com", "b.example.com"), target("b.example.com", "a.example.com")},
       "maps onto the source of"},
  };
  for (const Row& row : rows) {
    const Failure failure = failure_of(row.rules);
    check_contains(failure.message, {row.message});
    for (const Rule& r : row.rules) check_contains(failure.message, {r.from});
    CHECK_FALSE(failure.remedy.empty());
  }
  // A target below a source, and keep below a target, are no harm.
  CHECK(RuleSet::build({target("ghcr.io", "ghcr.io/mirror")}, registry).ok());
  CHECK(RuleSet::build({prefix("ghcr.io", "ghcr"), keep(registry + "/ghcr/x")}, registry).ok());
  CHECK(RuleSet::build({target("ghcr.io", "h.example.com/x"), prefix("h.example.com", "hh")}, registry).ok());
}

TEST_CASE("a failure says where the rule stands") {
  Rule first = prefix("ghcr.io", "cache");
  first.origin = {".ecrify.yaml", 4, 5, 60};
  Rule second = prefix("quay.io", "cache");
  second.origin = {".ecrify.yaml", 5, 5, 99};
  Failure failure = failure_of({first, second});
  CHECK(failure.file == ".ecrify.yaml");
  CHECK(failure.offset == 99);
  check_contains(failure.message, {"ghcr.io -> prefix cache (.ecrify.yaml:4:5)",
                                   "quay.io -> prefix cache (.ecrify.yaml:5:5)"});

  second.origin = {"--rule", 0, 0, no_offset};
  failure = failure_of({first, second});
  CHECK(failure.file.empty());
  CHECK(failure.offset == no_offset);
  check_contains(failure.message, {"(.ecrify.yaml:4:5)", "(--rule)"});

  // Whichever of the two maps, the later one is blamed.
  Rule onto = target("ghcr.io", "h.example.com");
  Rule onto_source = prefix("h.example.com", "hh");
  for (const bool mapping_first : {true, false}) {
    onto.origin = {".ecrify.yaml", 1, 1, mapping_first ? std::size_t{10} : std::size_t{20}};
    onto_source.origin = {".ecrify.yaml", 2, 1, mapping_first ? std::size_t{20} : std::size_t{10}};
    CHECK(
        failure_of(mapping_first ? std::vector{onto, onto_source} : std::vector{onto_source, onto}).offset ==
        20);
  }

  second.from = "quay";
  CHECK(failure_of({second}).message == "--rule: from \"quay\" does not begin with a registry host");
  second.origin = {"f.yaml", 3, 4, 17};
  failure = failure_of({second});
  CHECK(failure.message == "from \"quay\" does not begin with a registry host");
  CHECK(failure.file == "f.yaml");
  CHECK(failure.offset == 17);
}

TEST_CASE("merge: flags replace what is about the same source, the default fills the void") {
  const auto froms = [](const std::vector<Rule>& rules) {
    std::string text;
    for (const Rule& r : rules) text += describe(r) + "; ";
    return text;
  };
  CHECK(froms(merge({}, {})) == "ghcr.io -> prefix ghcr (default); ");
  CHECK(froms(merge({keep("quay.io")}, {})) == "ghcr.io -> prefix ghcr (default); quay.io kept; ");
  CHECK(froms(merge({}, {keep("ghcr.io/x")})) == "ghcr.io -> prefix ghcr (default); ghcr.io/x kept; ");
  CHECK(froms(merge({}, {keep("GHCR.io/")})) == "GHCR.io/ kept; ");
  CHECK(froms(merge({prefix("quay.io", "quay")}, {})) == "quay.io -> prefix quay; ");
  CHECK(froms(merge({target("quay.io", "h.io/x")}, {})) == "quay.io -> h.io/x; ");
  CHECK(froms(merge({prefix("ghcr.io", "a1"), prefix("docker.io", "b1"), keep("ghcr.io/x")},
                    {prefix("index.docker.io/", "c1"), keep("GHCR.io"), prefix("quay.io", "")})) ==
        "ghcr.io/x kept; index.docker.io/ -> prefix c1; GHCR.io kept; quay.io -> prefix ROOT; ");
  // Two flags for one source are a contradiction that build() tells.
  CHECK(merge({}, {prefix("ghcr.io", "aa"), prefix("ghcr.io", "bb")}).size() == 2);
}

TEST_CASE("a rule set can be moved, and its rules stay where they are") {
  RuleSet set = rule_set({"ghcr.io=ghcr"});
  const Rule* const before = &set.rules()[0];
  RuleSet moved = std::move(set);
  CHECK(moved.decide("ghcr.io/x/y", ShortNames::ignore).rule == before);
}

TEST_CASE("a port is one") {
  for (const char* host : {"h.example.com:1", "h.example.com:65535", "localhost:5000", "[::1]:443"}) {
    CAPTURE(host);
    CHECK(RuleSet::build({target("ghcr.io", host)}, registry).ok());
    CHECK(RuleSet::build({prefix("ghcr.io", "ghcr")}, host).ok());
  }
  for (const char* host :
       {"h.example.com:0", "h.example.com:65536", "h.example.com:99999999999999999999", "[::1]:70000"}) {
    CAPTURE(host);
    check_contains(failure_of({target("ghcr.io", host)}).message, {"has a port outside of 1 to 65535"});
    const auto rules = RuleSet::build({prefix("ghcr.io", "ghcr")}, host);
    REQUIRE_FALSE(rules.ok());
    check_contains(rules.failure().message, {"has a port outside of 1 to 65535"});
  }
}

TEST_CASE(
    "a registry that is a source, and targets within another source, are no harm: a second run changes "
    "nothing") {
  struct Row {
    std::vector<Rule> rules;
    std::string registry;
    std::string before;
    std::string after;
  };
  const Row rows[] = {
      {{prefix("ghcr.io", "ghcr")}, "ghcr.io", "ghcr.io/o/a", "ghcr.io/ghcr/o/a"},
      {{prefix("ghcr.io", "ghcr"), prefix("quay.io", "quay")}, "quay.io", "ghcr.io/o/a", "quay.io/ghcr/o/a"},
      {{target("ghcr.io", "quay.io/mirror"), prefix("quay.io", "quay")},
       registry,
       "ghcr.io/o/a",
       "quay.io/mirror/o/a"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.after);
    const auto rules = RuleSet::build(row.rules, row.registry);
    REQUIRE(rules.ok());
    CHECK(rules->decide(row.before, ShortNames::ignore).text == row.after);
    CHECK(rules->decide(row.after, ShortNames::ignore).verdict == Verdict::already);
    CHECK(rules->decide_reverse(row.after, ReverseScope::configured_target).text == row.before);
  }
}
