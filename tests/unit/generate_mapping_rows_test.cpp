// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "mapping_rows.hpp"

using namespace ecrify;
using rules::Rule;
using rules::RuleKind;

namespace {

constexpr const char* host = "123456789012.dkr.ecr.ca-central-1.amazonaws.com";

std::map<std::string, std::string> whole(std::vector<Rule> rules) {
  const auto built = rules::RuleSet::build(std::move(rules), host);
  REQUIRE(built.ok());
  std::map<std::string, std::string> rows;
  for (const auto& row : generate::whole_mapping(*built)) CHECK(rows.emplace(row.from, row.to).second);
  return rows;
}

}  // namespace

TEST_CASE("The whole mapping has what is kept, and what is in a target already") {
  const auto rows = whole({{"GHCR.io", RuleKind::prefix, "ghcr", "", {}},
                           {"ghcr.io/org/internal", RuleKind::keep, "", "", {}},
                           {"index.docker.io", RuleKind::prefix, "docker-hub", "", {}},
                           {"harbor.example.com", RuleKind::target, "harbor.example.com/cache", "", {}}});
  const std::map<std::string, std::string> expected = {
      {"ghcr.io", std::string(host) + "/ghcr"},
      {"ghcr.io/org/internal", "ghcr.io/org/internal"},
      {"docker.io", std::string(host) + "/docker-hub"},
      {"index.docker.io", std::string(host) + "/docker-hub"},
      {"registry-1.docker.io", std::string(host) + "/docker-hub"},
      {"registry.hub.docker.com", std::string(host) + "/docker-hub"},
      {"harbor.example.com", "harbor.example.com/cache"},
      {"harbor.example.com/cache", "harbor.example.com/cache"},
  };
  CHECK(rows == expected);
}

TEST_CASE("An exception of Docker Hub has all of its names") {
  const auto rows = whole({{"docker.io", RuleKind::prefix, "docker-hub", "", {}},
                           {"docker.io/nginx", RuleKind::keep, "", "", {}},
                           {"docker.io/redis", RuleKind::keep, "", "", {}},
                           {"docker.io/library/redis", RuleKind::prefix, "redis", "", {}}});
  for (const std::string hub :
       {"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}) {
    CHECK(rows.at(hub) == std::string(host) + "/docker-hub");
    CHECK(rows.at(hub + "/nginx") == hub + "/nginx");
    CHECK(rows.at(hub + "/library/nginx") == hub + "/library/nginx");
    CHECK(rows.at(hub + "/library/redis") == std::string(host) + "/redis");
  }
}

TEST_CASE("An alias has all that it stands in front of") {
  const auto rows = whole({{"ghcr.io", RuleKind::prefix, "ghcr", "", {}, {"lscr.io"}},
                           {"ghcr.io/team", RuleKind::prefix, "team", "", {}},
                           {"ghcr.io/org/internal", RuleKind::keep, "", "", {}}});
  CHECK(rows.at("lscr.io") == std::string(host) + "/ghcr");
  CHECK(rows.at("lscr.io/team") == std::string(host) + "/team");
  CHECK(rows.at("lscr.io/org/internal") == "lscr.io/org/internal");
  CHECK(rows.size() == 6);
}

TEST_CASE("The root of a registry is the host alone") {
  CHECK(whole({{"quay.io", RuleKind::prefix, "", "", {}}}).at("quay.io") == host);
}
