// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "kustomize_testing.hpp"

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
      {"ghcr.io/${ORG}/a", "ghcr.io/${ORG}/a", true},
      {"", "", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.entry, row.name);
    CHECK(selects(row.entry, row.name) == row.selects);
  }
}

TEST_CASE("patterns are told from names") {
  struct Row {
    std::string entry, prefix;  // "-" for a plain name
  };
  const Row rows[] = {
      {"ghcr.io/o/a", "-"},
      {"ghcr.io/${ORG}/a", "-"},
      {"ghcr.io/o/.*", "ghcr.io/o/"},
      {"ghcr.io/(o|p)/a", ""},
      {"ghcr.io/o/a+", "ghcr.io/o/"},
      {"*", ""},
      {"ghcr.io/o/[ab]", "ghcr.io/o"},
      {"ghcr.io/o/a:v1", "ghcr.io/o/a"},  // not all of that name
      {"ghcr.io/o/a@sha256:0", "ghcr.io/o/a"},
      {"localhost:5000/a", "-"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.entry);
    const auto prefix = pattern_prefix(row.entry);
    CHECK((prefix ? std::string(*prefix) : "-") == row.prefix);
  }
  CHECK(could_select("ghcr.io/o/", "ghcr.io/o/a"));
  CHECK(could_select("", "nginx"));
  CHECK_FALSE(could_select("ghcr.io/o/", "quay.io/o/a"));
  CHECK_FALSE(could_select("ghcr.io/o/", "ghcr.io"));
}

TEST_CASE("a mapping knows what a name becomes") {
  Mapping mapping(decide_for(host));
  CHECK(mapping.of("ghcr.io/o/a") == target + "/o/a");
  CHECK(mapping.of("quay.io/o/a") == "quay.io/o/a");
  CHECK(mapping.of("ghcr.io/kept/a") == "ghcr.io/kept/a");
  CHECK_FALSE(mapping.adds_placeholder("ghcr.io/o/a"));
  CHECK_FALSE(mapping.adds_placeholder("ghcr.io/${ORG}/a"));

  Mapping placeholder(decide_for(placeholder_host));
  CHECK(placeholder.adds_placeholder("ghcr.io/o/a"));
  CHECK_FALSE(placeholder.adds_placeholder("quay.io/o/a"));

  Mapping unknown(decide_for(""));
  CHECK(unknown.changes("ghcr.io/o/a"));
  CHECK(unknown.of("ghcr.io/o/a") != unknown.of("ghcr.io/o/b"));
}
