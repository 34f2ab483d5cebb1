// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {
constexpr Verdict rewrite = Verdict::rewrite;
constexpr Verdict unmapped = Verdict::unmapped;
constexpr Verdict unresolved = Verdict::unresolved;
const std::string other = "999999999999.dkr.ecr.us-east-1.amazonaws.com";
}  // namespace

TEST_CASE("reverse gives the canonical upstream name") {
  const RuleSet set = rule_set({"GHCR.io=ghcr", "ghcr.io/org=team", "docker.io=docker-hub",
                                "docker.io/library=official", "quay.io/team=//harbor.example.com/quay/team"});
  check_reverse(set, {
                         {"R/ghcr/org/app:v1", rewrite, "ghcr.io/org/app:v1"},
                         {"R/ghcr/x/app:v1@sha256:" + hex64, rewrite, "ghcr.io/x/app:v1@sha256:" + hex64},
                         {"R/ghcr/x/app", rewrite, "ghcr.io/x/app"},
                         {"R/ghcr/x/app:${TAG}", rewrite, "ghcr.io/x/app:${TAG}"},
                         {"R/ghcr/${X}/app", rewrite, "ghcr.io/${X}/app"},
                         {"R/team/app:v1", rewrite, "ghcr.io/org/app:v1"},
                         {"R/team:v1", rewrite, "ghcr.io/org:v1"},
                         {"R/docker-hub/library/nginx:1", rewrite, "docker.io/library/nginx:1"},
                         {"R/docker-hub/bitnami/redis:7", rewrite, "docker.io/bitnami/redis:7"},
                         {"R/docker-hub/nginx:1", rewrite, "docker.io/library/nginx:1"},
                         {"R/docker-hub/${X}:1", rewrite, "docker.io/${X}:1"},
                         {"R/official/nginx:1", rewrite, "docker.io/library/nginx:1"},
                         {"HARBOR.example.com/quay/team/x", rewrite, "quay.io/team/x"},
                         {"harbor.example.com/quay/other/x", unmapped, "not in the target"},
                         {"R/mine/app:v1", unmapped, "not in the target"},
                         {"R/ghcr", Verdict::refuse, "nothing would be left"},
                         {"R/ghcr:v1", Verdict::refuse, "nothing would be left"},
                         {"R/docker-hub:v1", Verdict::refuse, "nothing would be left"},
                         {"R/ghcr2/x", unmapped, "not in the target"},
                         {"R/ghcr/X/app", Verdict::invalid, "lower case"},
                         {"R/ghcr//app", Verdict::invalid, "empty"},
                         {other + "/ghcr/org/app:v1", unmapped, "not in the target"},
                         {"${A}.dkr.ecr.eu-west-1.amazonaws.com/ghcr/x", unmapped, "not in the target"},
                         {"${REGISTRY}/ghcr/x", unresolved, "the registry is a placeholder"},
                         {"R/${X}/app", unresolved, "which rule applies"},
                         {"ghcr.io/org/app:v1", unmapped, "not in the target"},
                         {"nginx", unmapped, "no registry host"},
                         {"https://" + registry + "/ghcr/x", unmapped, "no registry host"},
                         {registry, unmapped, "no registry host"},
                         {"R/", unmapped, "no registry host"},
                     });
}

TEST_CASE("reverse: the longest target wins, and keep stays") {
  const RuleSet set = rule_set({"ghcr.io=aa", "quay.io=aa/b", registry + "/aa/mine", "gcr.io=ROOT"});
  check_reverse(set, {
                         {"R/aa/x", rewrite, "ghcr.io/x"},
                         {"R/aa/b/x", rewrite, "quay.io/x"},
                         {"R/aa/bb/x", rewrite, "ghcr.io/bb/x"},
                         {"R/aa/mine/x", Verdict::keep, "kept"},
                         {"R/c/x", rewrite, "gcr.io/c/x"},
                         {"R/aa/${X}", unresolved, "which rule applies"},
                     });
}

TEST_CASE("reverse: a name of an organisation alone is no Docker Hub repository") {
  check_reverse(rule_set({"docker.io/bitnami=team"}),
                {
                    {"R/team/redis:1", rewrite, "docker.io/bitnami/redis:1"},
                    {"R/team:1", Verdict::refuse, "docker.io/library/bitnami"},
                });
}

TEST_CASE("reverse: any ECR registry with the rules' prefixes") {
  for (const std::string& host : {registry, std::string(), std::string("harbor.example.com")}) {
    const RuleSet set = rule_set(
        {"ghcr.io=ghcr", "ghcr.io/org=team", "docker.io=docker-hub", "quay.io=//q.example.com/q"}, host);
    check_reverse(set,
                  {
                      {other + "/ghcr/x/app:v1", rewrite, "ghcr.io/x/app:v1"},
                      {other + "/team/app:v1", rewrite, "ghcr.io/org/app:v1"},
                      {other + "/team:v1", rewrite, "ghcr.io/org:v1"},
                      {other + "/docker-hub/library/nginx", rewrite, "docker.io/library/nginx"},
                      {"999999999999.dkr-ecr.us-east-1.on.aws/ghcr/x", rewrite, "ghcr.io/x"},
                      {"R/ghcr/x", rewrite, "ghcr.io/x"},
                      {"${A}.dkr.ecr.${R}.amazonaws.com/ghcr/x:${T}", rewrite, "ghcr.io/x:${T}"},
                      {"q.example.com/q/x", rewrite, "quay.io/x"},
                      {other + "/mine/app:v1", unmapped, "not in the target"},
                      {other + "/q/app:v1", unmapped, "not in the target"},
                      {other + "/ghcr/X", Verdict::invalid, "lower case"},
                      {other + "/${X}/app", unresolved, "which rule applies"},
                      {"example.com/ghcr/x", unmapped, "not in the target"},
                      {"public.ecr.aws/ghcr/x", unmapped, "not in the target"},
                  },
                  ReverseScope::any_kind);
  }
  check_reverse(
      rule_set({"ghcr.io=ROOT", "quay.io=quay"}),
      {{other + "/org/app", rewrite, "ghcr.io/org/app"}, {other + "/quay/app", rewrite, "quay.io/app"}},
      ReverseScope::any_kind);
}

TEST_CASE("reverse: a source that is in a target is refused, so that a second run changes nothing") {
  const RuleSet own = rule_set({"ghcr.io=//ghcr.io/mirror"});
  check_reverse(
      own, {
               {"ghcr.io/mirror/x:1", rewrite, "ghcr.io/x:1"},
               {"ghcr.io/x:1", unmapped, "not in the target"},
               {"ghcr.io/mirror/mirror/x:1", Verdict::refuse, "its source would be in the target of ghcr.io"},
           });
  const RuleSet account = rule_set({other + "=old"});
  check_reverse(account, {{"R/old/old/x", rewrite, other + "/old/x"}});
  check_reverse(account,
                {
                    {"R/old/x", rewrite, other + "/x"},
                    {"R/old/old/x", Verdict::refuse, "its source would be in the target"},
                },
                ReverseScope::any_kind);
}

TEST_CASE("reverse: names that the source could not have are refused") {
  check_reverse(
      rule_set({"ghcr.io/" + repeated(100, "a") + "=ab"}),
      {
          {"R/ab/" + repeated(154, "b"), rewrite, "ghcr.io/" + repeated(100, "a") + "/" + repeated(154, "b")},
          {"R/ab/" + repeated(155, "b"), Verdict::refuse, "256 characters, 255 are allowed"},
      });
  check_reverse(rule_set({"ghcr.io=ghcr"}, ""), {{"R/ghcr/x", unmapped, "not in the target"}});
}
