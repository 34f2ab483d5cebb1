// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/cli/run.hpp"

namespace ecrify::cli {
namespace {

using testing::contains;
using testing::Ran;
using testing::run_with;
using testing::with_registry;

TEST_CASE("explain names reading, rule, decision and result", "[cli][explain]") {
  struct Row {
    std::vector<std::string> words;
    std::vector<std::string> lines;
  };
  const std::string host = "123456789012.dkr.ecr.ca-central-1.amazonaws.com";
  const std::string digest = "sha256:" + std::string(64, 'a');
  const std::vector<Row> rows = {
      {with_registry({"explain", "ghcr.io/org/app:v1"}),
       {"reference  ghcr.io/org/app:v1", "read as    registry ghcr.io, repository org/app, tag v1",
        "rule       ghcr.io -> prefix ghcr (default)", "decision   rewrite",
        "becomes    " + host + "/ghcr/org/app:v1"}},
      {with_registry({"explain", "ghcr.io/org/app:v1@" + digest}),
       {"read as    registry ghcr.io, repository org/app, tag v1, digest " + digest,
        "becomes    " + host + "/ghcr/org/app:v1@" + digest}},
      {{"explain", "ghcr.io/org/app"},
       {"rule       ghcr.io -> prefix ghcr (default)", "decision   rewrite",
        "becomes    unknown without a registry: give --account and --region, or --registry"}},
      {with_registry({"explain", "nginx"}),
       {"read as    registry docker.io (implied), repository library/nginx", "rule       none",
        "decision   leave alone, no rule is about it"}},
      {with_registry({"explain", "nginx", "--rule", "docker.io=docker-hub"}),
       {"rule       docker.io -> prefix docker-hub (--rule)",
        "becomes    " + host + "/docker-hub/library/nginx"}},
      {with_registry({"explain", "ghcr.io/org/app", "--keep", "ghcr.io/org"}),
       {"rule       ghcr.io/org kept (--keep)", "decision   keep"}},
      {{"explain", "ghcr.io/org/app", "--rule", "ghcr.io=//harbor.example.com/x"},
       {"rule       ghcr.io -> harbor.example.com/x (--rule)", "becomes    harbor.example.com/x/org/app"}},
      {with_registry({"explain", "ghcr.io/Org/app"}), {"read as    no reference: "}},
      {with_registry({"explain", host + "/ghcr/org/app"}),
       {"decision   leave alone, it is where it should be"}},
      {with_registry({"explain", "a\x1b[31mb"}), {"reference  a\\x1b[31mb"}},
  };
  for (const Row& row : rows) {
    const Ran ran = run_with(row.words);
    INFO(ran.out << ran.err);
    CHECK(ran.status == 0);
    CHECK(ran.err == "");
    for (const std::string& line : row.lines) {
      INFO(line);
      CHECK(contains("\n" + ran.out, "\n" + line));
    }
  }
}

}  // namespace
}  // namespace ecrify::cli
