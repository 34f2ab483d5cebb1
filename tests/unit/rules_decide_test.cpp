// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {
constexpr Verdict rewrite = Verdict::rewrite;
constexpr Verdict keep = Verdict::keep;
constexpr Verdict unmapped = Verdict::unmapped;
constexpr Verdict already = Verdict::already;
constexpr Verdict invalid = Verdict::invalid;
constexpr Verdict unresolved = Verdict::unresolved;
constexpr Verdict refuse = Verdict::refuse;
}  // namespace

TEST_CASE("keep is an exception, and can have exceptions") {
  const RuleSet set =
      rule_set({"ghcr.io=ghcr", "ghcr.io/org/internal", "ghcr.io/org/internal/public=public", "quay.io"});
  check_all(set, {
                     {"ghcr.io/org/app:1", rewrite, "R/ghcr/org/app:1"},
                     {"ghcr.io/org/internal:1", keep, "ghcr.io/org/internal kept (--keep)"},
                     {"ghcr.io/org/internal/x:1", keep, "kept"},
                     {"ghcr.io/org/internal//x", keep, "kept"},
                     {"ghcr.io/org/internals/x:1", rewrite, "R/ghcr/org/internals/x:1"},
                     {"ghcr.io/org/internal/public/x:1", rewrite, "R/public/x:1"},
                     {"quay.io/x/y", keep, "quay.io kept"},
                     {"quay.io//y", keep, "kept"},
                 });
  CHECK(set.decide("ghcr.io/org/internal:1", ShortNames::ignore).rule == &set.rules()[1]);
}

TEST_CASE("keep at the very target of a rule is keep, both ways") {
  const RuleSet set = rule_set({"ghcr.io=ghcr", registry + "/ghcr"});
  check_all(set, {{"R/ghcr/org/app", keep, "kept"}, {"ghcr.io/org/app", rewrite, "R/ghcr/org/app"}});
  check_reverse(set, {{"R/ghcr/org/app", keep, "kept"}});
}

TEST_CASE("the reason of a keep rule is told") {
  std::vector<Rule> rules = rules_of({"ghcr.io/private"});
  rules[0].reason = "still private to CI";
  const Result<RuleSet> set = RuleSet::build(rules, registry);
  REQUIRE(set.ok());
  CHECK(set->decide("ghcr.io/private/x", ShortNames::ignore).reason == "still private to CI");
}

TEST_CASE("targets of other registries") {
  const RuleSet set = rule_set({"ghcr.io=ghcr", "quay.io/team=//harbor.example.com/quay/team",
                                "gcr.io=//10.0.0.5:5000", "registry.k8s.io=//Harbor.Example.com:8443/k8s/"});
  check_all(set, {
                     {"quay.io/team/app:1", rewrite, "harbor.example.com/quay/team/app:1"},
                     {"quay.io/other/app:1", unmapped, "this part of quay.io"},
                     {"gcr.io/p/app:1", rewrite, "10.0.0.5:5000/p/app:1"},
                     {"registry.k8s.io/pause:3", rewrite, "Harbor.Example.com:8443/k8s/pause:3"},
                     {"harbor.example.com/quay/team/app:1", already,
                      "quay.io/team -> harbor.example.com/quay/team"},
                     {"HARBOR.example.com/quay/team/app:1", already, "target"},
                     {"harbor.example.com:8443/k8s/pause:3", already, "target"},
                     {"harbor.example.com/else/app:1", unmapped, "harbor.example.com"},
                     {"10.0.0.5:5000/p/app:1", already, "target"},
                 });
}

TEST_CASE("short names count only where they are asked for, and where Docker Hub is a source") {
  const RuleSet both = rule_set({"docker.io=docker-hub", "ghcr.io=ghcr"});
  CHECK(both.maps_short_names());
  check_all(both,
            {
                {"nginx", unmapped, "no registry host is written"},
                {"bitnami/redis", unmapped, "no registry host is written"},
                {"sleep", unmapped, "no registry host"},
                {"docker.io/nginx", rewrite, "R/docker-hub/library/nginx"},
                {"${IMAGE}", unmapped, "no registry host is written"},
                {"${REGISTRY}/app", unresolved, "registry"},
                {"Not a name", unmapped, "no registry host"},
                {"/usr/bin/env", unmapped, "no registry host"},
                {"see ghcr.io/org/app", unmapped, "no rule is about"},
            },
            ShortNames::ignore);
  const RuleSet one = rule_set({"ghcr.io=ghcr"});
  CHECK_FALSE(one.maps_short_names());
  check_all(one, {
                     {"nginx", unmapped, "no rule is about Docker Hub"},
                     {"Not a name", unmapped, "Docker Hub"},
                     {"docker.io/nginx", unmapped, "docker.io"},
                 });
  const RuleSet kept = rule_set({"docker.io", "ghcr.io=ghcr"});
  CHECK_FALSE(kept.maps_short_names());
  check_all(kept, {{"nginx", keep, "docker.io kept"}});
}

TEST_CASE("the bare name of a known registry is no Docker Hub image") {
  check_all(rule_set({"docker.io=hub", "quay.io=//harbor.example.com/quay"}, "registry.example.com"),
            {
                {"quay.io", unmapped, "no repository"},
                {"harbor.example.com", unmapped, "no repository"},
                {"Registry.Example.com:443", unmapped, "no repository"},
                {"python3.12", rewrite, "registry.example.com/hub/library/python3.12"},
            });
}

TEST_CASE("parts of Docker Hub") {
  check_all(rule_set({"docker.io=hub", "docker.io/library=official",
                      "docker.io/bitnami=//harbor.example.com/bitnami", "docker.io/private"}),
            {
                {"nginx:1", rewrite, "R/official/nginx:1"},
                {"docker.io/library/nginx:1", rewrite, "R/official/nginx:1"},
                {"bitnami/redis", rewrite, "harbor.example.com/bitnami/redis"},
                {"bitnami", rewrite, "R/official/bitnami"},  // the official image, not the organisation
                {"private/app", keep, "kept"},
                {"grafana/grafana", rewrite, "R/hub/grafana/grafana"},
            });
}

TEST_CASE("a placeholder for the whole name is ours when its default is") {
  const RuleSet set = rule_set({"ghcr.io=ghcr", "ghcr.io/org/internal"});
  check_all(set,
            {
                {"${X:-ghcr.io/org/app:1}", unresolved, "begins with a placeholder"},
                {"${X:-ghcr.io/org/app}:${T:-1}", unresolved, "begins with a placeholder"},
                {"${X:-${Y:-ghcr.io/org/app}}", unresolved, "begins with a placeholder"},
                {"${X:-ghcr.io/org/internal}", unmapped, "no registry host is written"},
                {"${X:-quay.io/org/app}", unmapped, "no registry host is written"},
                {"${X:-R/ghcr/org/app}", unmapped, "no registry host is written"},
                {"${X:-app}", unmapped, "no registry host is written"},
                {"${X}", unmapped, "no registry host is written"},
                {"${X:-ghcr.io}/org/app", unresolved, "the registry is a placeholder"},
            },
            ShortNames::ignore);
}

TEST_CASE("placeholders where rules look") {
  const RuleSet set =
      rule_set({"ghcr.io=ghcr", "ghcr.io/org/internal", "ghcr.io/team=team", "quay.io/a=quay"});
  check_all(set, {
                     {"ghcr.io/${ORG}/app:1", unresolved, "which rule applies"},
                     {"ghcr.io/${ORG_AND_APP}", unresolved, "which rule applies"},
                     {"ghcr.io/org/${APP}:1", unresolved, "which rule applies"},
                     {"ghcr.io/org/in${X}/app:1", unresolved, "which rule applies"},
                     {"ghcr.io/org/app/${X}:1", rewrite, "R/ghcr/org/app/${X}:1"},
                     {"ghcr.io/org/app-${X}:1", rewrite, "R/ghcr/org/app-${X}:1"},
                     {"ghcr.io/other/${APP}:1", rewrite, "R/ghcr/other/${APP}:1"},
                     {"ghcr.io/other-${APP}:1", rewrite, "R/ghcr/other-${APP}:1"},
                     {"ghcr.io/te${X}/app", unresolved, "which rule applies"},
                     {"ghcr.io/team${X}/app", unresolved, "which rule applies"},
                     {"ghcr.io/team/${X}", rewrite, "R/team/${X}"},
                     {"ghcr.io/org/internal/${X}", keep, "kept"},
                     {"quay.io/${ORG}/app", unresolved, "which rule applies"},
                     {"quay.io/b/${APP}", unmapped, "quay.io"},
                     {"gcr.io/${ORG}/app", unmapped, "gcr.io"},
                     {"R/${ANY}/app", already, "target registry"},
                     {"R/ghcr/${ANY}", already, "target"},
                     {"ghcr.io/other/${A:-b/c:d@e}/x:${T}", rewrite, "R/ghcr/other/${A:-b/c:d@e}/x:${T}"},
                     {"ghcr.io${X}/app", unresolved, "the registry"},
                     {"see {it} in/there", unmapped, ""},
                 });
}

TEST_CASE("placeholders in Docker Hub names: library/ must be decidable") {
  check_all(rule_set({"docker.io=hub"}), {
                                             {"nginx:${TAG}", rewrite, "R/hub/library/nginx:${TAG}"},
                                             {"nginx${SUFFIX}:1", unresolved, "library/"},
                                             {"docker.io/${IMAGE}:1", unresolved, "library/"},
                                             {"docker.io/nginx-${X}:1", unresolved, "library/"},
                                             {"docker.io/${ORG}/app:1", rewrite, "R/hub/${ORG}/app:1"},
                                             {"bitnami/${APP}:1", rewrite, "R/hub/bitnami/${APP}:1"},
                                             {"library/${APP}:1", rewrite, "R/hub/library/${APP}:1"},
                                             {"${ORG}/app:1", unresolved, "the registry"},
                                         });
  check_all(rule_set({"docker.io/bitnami=bitnami"}), {{"docker.io/${X}:1", unresolved, "library/"}});
  check_all(rule_set({"ghcr.io=ghcr"}),
            {{"docker.io/${X}:1", unmapped, "docker.io"}, {"nginx-${X}", unmapped, "Docker Hub"}});
}

TEST_CASE("a registry with placeholders is printed and recognised to the letter") {
  const std::string host = "${AWS_ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com";
  const RuleSet set = rule_set({"ghcr.io=ghcr"}, host);
  CHECK(set.registry_host() == host);
  check_all(set, {
                     {"ghcr.io/org/app:v1", rewrite, host + "/ghcr/org/app:v1"},
                     {host + "/ghcr/org/app:v1", already, "in the target of ghcr.io -> prefix ghcr"},
                     {host + "/mine/app:v1", already, "target registry"},
                     {host + "/ghcr/${APP}:v1", already, "target"},
                     {"${OTHER}.dkr.ecr.ca-central-1.amazonaws.com/ghcr/x", already, "ECR"},
                     {"ghcr.io/" + repeated(252, "a"), refuse, "257"},
                 });
  for (const std::string other :
       {"${REGISTRY}", "{{ .Values.registry }}", "${A:-b/c}.example.com:5000", "$(REG)"}) {
    const RuleSet templated = rule_set({"ghcr.io=ghcr"}, other);
    check_all(templated, {
                             {"ghcr.io/org/app:v1", rewrite, other + "/ghcr/org/app:v1"},
                             {other + "/ghcr/org/app:v1", already, "target"},
                             {other + "/else/app:v1", already, "target registry"},
                         });
  }
  const RuleSet target = rule_set({"ghcr.io=//harbor-${ENV}.example.com/${TEAM}/ghcr"});
  check_all(target, {
                        {"ghcr.io/org/app", rewrite, "harbor-${ENV}.example.com/${TEAM}/ghcr/org/app"},
                        {"harbor-${ENV}.example.com/${TEAM}/ghcr/org/app", already, "target"},
                        {"harbor-${ENV}.example.com/${OTHER}/ghcr/org/app", unresolved, "the registry"},
                    });
}

TEST_CASE("without a registry the rule decides, and the text stays empty") {
  const RuleSet set = rule_set({"ghcr.io=ghcr", "quay.io=//harbor.example.com/quay", "gcr.io=ROOT"}, "");
  const Decision decision = set.decide("ghcr.io/org/app:1", ShortNames::ignore);
  CHECK(decision.verdict == rewrite);
  CHECK(decision.text.empty());
  CHECK(decision.rule == &set.rules()[0]);
  CHECK(set.decide("gcr.io/p/x", ShortNames::ignore).verdict == rewrite);
  CHECK(set.decide("quay.io/x/y", ShortNames::ignore).text == "harbor.example.com/quay/x/y");
  check_all(set, {
                     {"ghcr.io/" + repeated(252, "a"), refuse, "257"},
                     {"R/ghcr/org/app", already, "ECR"},
                     {"gcr.io/ghcr/x", refuse, "taken for an image of ghcr.io"},
                     {"gcr.io/x", refuse, "ECR wants two"},
                     {"/ghcr/x", unmapped, ""},
                 });
}

TEST_CASE("lengths follow the target: ECR's 256 or the grammar's 255") {
  check_all(
      rule_set({"ghcr.io=//harbor.example.com/ghcr",
                "quay.io=//999999999999.dkr.ecr.us-east-1.amazonaws.com/quay",
                "gcr.io=//harbor-${X}.example.com/${Y}"}),
      {
          {"ghcr.io/" + repeated(250, "a"), rewrite, "harbor.example.com/ghcr/" + repeated(250, "a")},
          {"ghcr.io/" + repeated(251, "a"), refuse, "256 characters, 255 are allowed"},
          {"quay.io/" + repeated(251, "a"), rewrite,
           "999999999999.dkr.ecr.us-east-1.amazonaws.com/quay/" + repeated(251, "a")},
          {"quay.io/" + repeated(252, "a"), refuse, "257 characters, 256 are allowed"},
          {"ghcr.io/" + repeated(251, "a") + "${X}", rewrite,
           "harbor.example.com/ghcr/" + repeated(251, "a") + "${X}"},
          {"gcr.io/" + repeated(255, "a"), rewrite, "harbor-${X}.example.com/${Y}/" + repeated(255, "a")},
      });
  check_all(rule_set({"ghcr.io/" + repeated(250, "a") + "=xy"}),
            {{"ghcr.io/" + repeated(250, "a") + "/abc", rewrite, "R/xy/abc"}});
}

TEST_CASE("a result without a name, or that would be read as something else, is refused") {
  check_all(rule_set({"ghcr.io/org=ROOT", "quay.io/org=//docker.io/mirror", "docker.io=hub",
                      "gcr.io/p=//harbor.example.com"}),
            {
                {"ghcr.io/org:1", refuse, "nothing would be left"},
                {"ghcr.io/org/app:1", rewrite, "R/app:1"},
                {"ghcr.io/org/hub/x:1", refuse, "taken for an image of docker.io -> prefix hub"},
                {"quay.io/org/app:1", rewrite, "docker.io/mirror/app:1"},
                {"quay.io/org:1", refuse, "would be read as docker.io/library/mirror"},
                {"mirror/app:1", already, "quay.io/org -> docker.io/mirror"},
                {"docker.io/mirror/app:1", already, "target"},
                {"mirror:1", rewrite, "R/hub/library/mirror:1"},
                {"gcr.io/p:1", refuse, "nothing would be left"},
            });
}

TEST_CASE("images that would land in the target of another rule are refused") {
  const RuleSet set = rule_set({"ghcr.io=aa", "quay.io=aa/b", "ghcr.io/same=aa/same", "ghcr.io/b/c=cc"});
  check_all(set, {
                     {"ghcr.io/x/y", rewrite, "R/aa/x/y"},
                     {"ghcr.io/bb/y", rewrite, "R/aa/bb/y"},
                     {"ghcr.io/b/y", refuse, "taken for an image of quay.io -> prefix aa/b"},
                     {"ghcr.io/b", refuse, "quay.io"},
                     {"ghcr.io/b/c/y", rewrite, "R/cc/y"},
                     {"quay.io/y", rewrite, "R/aa/b/y"},
                     {"ghcr.io/same/y", rewrite, "R/aa/same/y"},
                 });
}

TEST_CASE("a target below its own source, or another's: a second run changes nothing") {
  const RuleSet own = rule_set({"harbor.example.com=//harbor.example.com/ghcr"});
  check_all(own, {
                     {"harbor.example.com/app:1", rewrite, "harbor.example.com/ghcr/app:1"},
                     {"harbor.example.com/ghcr/app:1", already, "target"},
                     {"harbor.example.com/ghcr:1", already, "target"},
                     {"harbor.example.com/ghcr2/app:1", rewrite, "harbor.example.com/ghcr/ghcr2/app:1"},
                     {"harbor.example.com/${X}/app:1", unresolved, "which rule applies"},
                     {"harbor.example.com/App", invalid, "lower case"},
                     {"harbor.example.com/ghcr/App", already, "target"},
                 });
  const RuleSet other = rule_set({"ghcr.io=//harbor.example.com/ghcr", "harbor.example.com=harbor"});
  check_all(other, {
                       {"ghcr.io/x:1", rewrite, "harbor.example.com/ghcr/x:1"},
                       {"harbor.example.com/ghcr/x:1", already, "target"},
                       {"harbor.example.com/y:1", rewrite, "R/harbor/y:1"},
                   });
}

TEST_CASE("needles and hosts") {
  const RuleSet set = rule_set({"GHCR.io/org=ghcr", "ghcr.io=x/y", "quay.io", "index.docker.io=hub",
                                "gcr.io:443=//Harbor.example.com/x"});
  CHECK(set.needles() ==
        std::vector<std::string>{"docker.io", "gcr.io:443", "ghcr.io", "registry.hub.docker.com"});
  CHECK(set.reverse_needles(ReverseScope::configured_target) ==
        std::vector<std::string>{registry, "harbor.example.com"});
  CHECK(set.reverse_needles(ReverseScope::any_kind) ==
        std::vector<std::string>{".dkr-ecr", ".dkr.ecr", registry, "harbor.example.com"});
  for (const char* host :
       {"ghcr.io", "GHCR.IO", "docker.io", "registry-1.docker.io", "registry.hub.docker.com", "gcr.io:443"}) {
    CHECK(set.is_source_host(host));
  }
  for (const char* host : {"quay.io", "gcr.io", "ghcr.io.evil.com", "", "harbor.example.com"}) {
    CHECK_FALSE(set.is_source_host(host));
  }
  const RuleSet kept = rule_set({"ghcr.io"});
  CHECK(kept.needles().empty());
  CHECK(kept.reverse_needles(ReverseScope::any_kind).empty());
  CHECK(rule_set({"ghcr.io=ghcr"}, "").reverse_needles(ReverseScope::configured_target).empty());
  const std::string templated = "${A}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(rule_set({"ghcr.io=ghcr"}, templated).reverse_needles(ReverseScope::configured_target) ==
        std::vector<std::string>{"${a}.dkr.ecr.eu-west-1.amazonaws.com"});
}
