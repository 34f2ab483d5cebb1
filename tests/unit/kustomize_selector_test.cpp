// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "kustomize_run.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

TEST_CASE("the name of an image is what kustomize's Split makes of it") {
  struct Row {
    std::string reference, name;
  };
  const Row rows[] = {
      {"ghcr.io/o/a", "ghcr.io/o/a"},
      {"ghcr.io/o/a:v1", "ghcr.io/o/a"},
      {"ghcr.io/o/a@sha256:abc", "ghcr.io/o/a"},
      {"ghcr.io/o/a:v1@sha256:abc", "ghcr.io/o/a"},
      {"localhost:5000/a:v1", "localhost:5000/a"},
      {"nginx:1.25", "nginx"},
      {"nginx", "nginx"},
      {"ghcr.io/o/a:${TAG:-v1}", "ghcr.io/o/a"},
      {"ghcr.io/${ORG:-o}/a:v1", "ghcr.io/${ORG:-o}/a"},
      {"", ""},
      {":", ""},
  };
  for (const Row& row : rows) CHECK(std::string(image_name(row.reference)) == row.name);
}

TEST_CASE("a name with a placeholder is no pattern, and selects nothing before it is filled in") {
  for (const char* name : {"ghcr.io/o/a-${X}", "ghcr.io/$(ORG)/a", "ghcr.io/o/{{name}}"}) {
    INFO(name);
    CHECK(waits_for_value(name));
    CHECK_FALSE(Selector(name).is_pattern());
    CHECK_FALSE(Selector(name).selects("ghcr.io/o/a"));
    CHECK_FALSE(Selector(name).selects(name));
  }
  CHECK_FALSE(waits_for_value("ghcr.io/o/a{2}"));
  CHECK(Selector("ghcr.io/o/a{2}").is_pattern());
}

TEST_CASE("a name selects what it is, and a dot selects any character") {
  struct Row {
    std::string entry, name;
    bool selects;
  };
  const Row rows[] = {
      {"ghcr.io/o/a", "ghcr.io/o/a", true},
      {"ghcr.io/o/a", "ghcrXio/o/a", true},
      {"ghcr.io/o/a", "ghcr.io/o/ab", false},
      {"ghcr.io/o/ab", "ghcr.io/o/a", false},
      {"ghcrXio/o/a", "ghcr.io/o/a", false},
      {"GHCR.IO/o/a", "ghcr.io/o/a", false},
      {"o/my.app", "o/my-app", true},
      {"ghcr.io/o/a:v1", "ghcr.io/o/a", true},  // one with that tag, at least
      {"ghcr.io/o/.*", "ghcr.io/o/a", true},
      {"ghcr.io/o/.*", "quay.io/o/a", false},
      {"ghcr.io/(o|p)/a", "ghcr.io/p/a", true},
      {".{7}/o/a", "ghcr.io/o/a", true},
      {"ghcr.io/o/a", "", false},
      {"\\[::1\\]:5000/o/a", "[::1]:5000/o/a", true},
      {"[::1]:5000/o/a", "[::1]:5000/o/a", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.entry, row.name);
    CHECK(Selector(row.entry).selects(row.name) == row.selects);
  }
}

TEST_CASE("a pattern's new form") {
  const rules::Mapping rules = rules_to(account);
  NameMapping names(rules);
  struct Row {
    std::string pattern, becomes;  // "-": no single pattern
  };
  const Row rows[] = {
      {"ghcr.io/o/.*", "T/ghcr/o/.*"},
      {"ghcr.io/o/a+", "T/ghcr/o/a+"},
      {"ghcr.io/o/(a|b)", "T/ghcr/o/(a|b)"},
      {"gcr.io/o/.*", "gcr.io/o/.*"},
      {".*/a", ".*/a"},
      {"ghcr.io/.*", "-"},  // a keep rule lies below it
      {"ghcr.io/o/a|ghcr.io/o/b", "-"},
      {"(?i)ghcr.io/o/a", "-"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    const auto pattern = names.of_pattern(row.pattern);
    CHECK(without_target(pattern.value_or("-")) == row.becomes);
  }
}

TEST_CASE("a pattern that can't be compared in time is no pattern") {
  Selector broken("ghcr.io/(");
  CHECK(broken.failed());
  Selector longest(std::string(2000, 'a') + "+");
  CHECK(longest.failed());
}

TEST_CASE("a mapping knows what a name becomes") {
  const rules::Mapping rules = rules_to(account);
  NameMapping names(rules);
  CHECK(names.of("ghcr.io/o/a") == account + "/ghcr/o/a");
  CHECK(names.of("gcr.io/o/a") == "gcr.io/o/a");
  CHECK(names.of("ghcr.io/kept/a") == "ghcr.io/kept/a");
  CHECK_FALSE(names.adds_placeholder("ghcr.io/o/a"));

  const rules::Mapping later = rules_to("${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com");
  NameMapping placeholder(later);
  CHECK(placeholder.adds_placeholder("ghcr.io/o/a"));
  CHECK_FALSE(placeholder.adds_placeholder("gcr.io/o/a"));

  const rules::Mapping nowhere = rules_to("");
  NameMapping unknown(nowhere);
  CHECK(unknown.changes("ghcr.io/o/a"));
  CHECK(unknown.of("ghcr.io/o/a") != unknown.of("ghcr.io/o/b"));
  CHECK(unknown.of("GHCR.io/o/a") == unknown.of("ghcr.io/o/a"));  // they would become one
}
