// SPDX-License-Identifier: Apache-2.0
// What other rewriters of image references get wrong, at the level of one reference. Each test is named for
// the pitfall.
#include <string>

#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {
constexpr Verdict rewrite = Verdict::rewrite;
constexpr Verdict unmapped = Verdict::unmapped;
constexpr Verdict already = Verdict::already;
constexpr Verdict invalid = Verdict::invalid;
constexpr Verdict unresolved = Verdict::unresolved;
}  // namespace

TEST_CASE("pitfall 1: a host matches as a whole") {
  check_all(rule_set({"ghcr.io=ghcr"}),
            {
                {"ghcr.io.evil.com/x:1", unmapped, "no rule is about ghcr.io.evil.com"},
                {"my.ghcr.io/x", unmapped, "my.ghcr.io"},
                {"ghcrXio/org/app", unmapped, "ghcrXio"},
                {"ghcr.io-mirror/x", unmapped, "ghcr.io-mirror"},
                {"ghcr-io/x", unmapped, "Docker Hub"},
                {"evil.com/ghcr.io/x", unmapped, "evil.com"},
                {"ghcr.io./x", unmapped, "ghcr.io."},
            });
}

TEST_CASE("pitfall 2: a path matches on whole components") {
  check_all(rule_set({"ghcr.io/org=team"}),
            {
                {"ghcr.io/organisation/app", unmapped, "this part of ghcr.io"},
                {"ghcr.io/org-2/app", unmapped, "this part of ghcr.io"},
                {"ghcr.io/other/org/app", unmapped, "this part of ghcr.io"},
                {"ghcr.io/org/app:1", rewrite, "R/team/app:1"},
                {"ghcr.io/org:v1", rewrite, "R/team:v1"},
                {"ghcr.io/org", rewrite, "R/team"},
                {"ghcr.io/org@sha256:" + hex64, rewrite, "R/team@sha256:" + hex64},
            });
}

TEST_CASE("pitfall 3: the longest from wins, whatever the order") {
  const std::vector<Expected> rows = {
      {"ghcr.io/org/app:1", rewrite, "R/team/app:1"},
      {"ghcr.io/org/deep/app:1", rewrite, "R/deep/app:1"},
      {"ghcr.io/org/deeper/app:1", rewrite, "R/team/deeper/app:1"},
      {"ghcr.io/other/app:1", rewrite, "R/ghcr/other/app:1"},
      {"ghcr.io/organisation/app:1", rewrite, "R/ghcr/organisation/app:1"},
  };
  check_all(rule_set({"ghcr.io=ghcr", "ghcr.io/org=team", "ghcr.io/org/deep=deep"}), rows);
  check_all(rule_set({"ghcr.io/org/deep=deep", "ghcr.io/org=team", "ghcr.io=ghcr"}), rows);
  check_all(rule_set({"ghcr.io/org=team", "ghcr.io/org/deep=deep", "ghcr.io=ghcr"}), rows);
}

TEST_CASE("pitfall 4: a port is a part of the host") {
  check_all(rule_set({"ghcr.io=ghcr"}),
            {
                {"ghcr.io:443/org/app:v1", unmapped, "the port is a part of the registry host"},
                {"GHCR.io:443/org/app:v1", unmapped, "the port is a part of the registry host"},
                {"quay.io:443/org/app:v1", unmapped, "no rule is about quay.io:443"},
            });
  check_all(rule_set({"ghcr.io:443=ghcr"}), {
                                                {"ghcr.io:443/org/app:v1", rewrite, "R/ghcr/org/app:v1"},
                                                {"ghcr.io:4430/org/app:v1", unmapped, "ghcr.io:4430"},
                                                {"ghcr.io/org/app:v1", unmapped, "no rule is about ghcr.io"},
                                            });
}

TEST_CASE("pitfall 5: tag and digest stay, both") {
  check_all(rule_set({"ghcr.io=ghcr"}),
            {
                {"ghcr.io/org/app:v1@sha256:" + hex64, rewrite, "R/ghcr/org/app:v1@sha256:" + hex64},
                {"ghcr.io/org/app@sha256:" + hex64, rewrite, "R/ghcr/org/app@sha256:" + hex64},
                {"ghcr.io/org/app:V_1.0-RC", rewrite, "R/ghcr/org/app:V_1.0-RC"},
            });
}

TEST_CASE("pitfall 6: no tag is added") {
  check_all(rule_set({"ghcr.io=ghcr", "docker.io=docker-hub"}),
            {
                {"ghcr.io/org/app", rewrite, "R/ghcr/org/app"},
                {"nginx", rewrite, "R/docker-hub/library/nginx"},
            });
}

TEST_CASE("pitfall 7: what is in the target, or in any ECR registry, stays") {
  const std::vector<Expected> rows = {
      {"R/ghcr/org/app:v1", already, "target"},
      {"R/other/app:v1", already, "the target registry"},
      {"123456789012.DKR.ECR.eu-west-1.amazonaws.com/ghcr/org/app:v1", already, "target"},
      {"999999999999.dkr.ecr.us-east-1.amazonaws.com/x", already, "no rule is about"},
      {"999999999999.dkr.ecr.cn-north-1.amazonaws.com.cn/x", already, "ECR"},
      {"999999999999.dkr-ecr.us-east-1.on.aws/x", already, "ECR"},
      {"${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/x:1", already, "ECR"},
  };
  check_all(rule_set({"ghcr.io=ghcr"}), rows);
  // Also when a source holds the target.
  check_all(rule_set({registry + "=ghcr"}),
            {{"R/ghcr/org/app:v1", already, "target"}, {"R/org/app:v1", rewrite, "R/ghcr/org/app:v1"}});
  // And any ECR host that a rule names is a source.
  check_all(rule_set({"999999999999.dkr.ecr.us-east-1.amazonaws.com=old"}),
            {{"999999999999.dkr.ecr.us-east-1.amazonaws.com/x:1", rewrite, "R/old/x:1"}});
}

TEST_CASE("pitfall 8: Docker Hub and library/") {
  const std::vector<Expected> rows = {
      {"nginx", rewrite, "R/docker-hub/library/nginx"},
      {"nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"library/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"docker.io/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"docker.io/library/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"index.docker.io/library/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"index.docker.io/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"registry-1.docker.io/library/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"registry-1.docker.io/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"registry.hub.docker.com/library/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"Docker.IO/nginx:1", rewrite, "R/docker-hub/library/nginx:1"},
      {"bitnami/redis:7", rewrite, "R/docker-hub/bitnami/redis:7"},
      {"docker.io/bitnami/redis:7", rewrite, "R/docker-hub/bitnami/redis:7"},
      {"library/foo/bar:7", rewrite, "R/docker-hub/library/foo/bar:7"},
      {"nginx@sha256:" + hex64, rewrite, "R/docker-hub/library/nginx@sha256:" + hex64},
      {"docker.io:443/nginx", unmapped, "port"},
      {"hub.docker.com/nginx", unmapped, "hub.docker.com"},
  };
  for (const std::string_view source :
       {"docker.io=docker-hub", "index.docker.io=docker-hub", "registry-1.docker.io=docker-hub",
        "registry.hub.docker.com/=docker-hub/"}) {
    check_all(rule_set({source}), rows);
  }
  check_all(rule_set({"docker.io=//harbor.example.com/hub"}),
            {{"nginx:1", rewrite, "harbor.example.com/hub/library/nginx:1"}});
}

TEST_CASE("pitfall 9: what is a registry host") {
  check_all(rule_set({"docker.io=docker-hub", "ghcr.io=ghcr"}),
            {
                {"foo/bar", rewrite, "R/docker-hub/foo/bar"},
                {"localhost/x", unmapped, "localhost"},
                {"kind-registry:5000/x", unmapped, "kind-registry:5000"},
                {"10.0.0.5:5000/x", unmapped, "10.0.0.5:5000"},
                {"[::1]:5000/x", unmapped, "[::1]:5000"},
                {"Foo/bar", unmapped, "Foo"},
                {"GHCR.IO/org/app", rewrite, "R/ghcr/org/app"},
                {"ghcr.io/Org/app", invalid, "lower case"},
            });
}

TEST_CASE("pitfall 10: what is no reference stays, and is named") {
  check_all(rule_set({"ghcr.io=ghcr"}),
            {
                {"ghcr.io/org/app:", invalid, "the tag is empty"},
                {"ghcr.io//app", invalid, "component of the repository name is empty"},
                {"ghcr.io/org/app@sha256:abc", invalid, "the digest must be"},
                {"ghcr.io/org/app\n", invalid, "a blank stands behind it"},
                {" ghcr.io/org/app", invalid, "a blank stands before the name"},
                {"\n\tghcr.io/org/app:v1", invalid, "a blank stands before the name"},
                {" ghcr.io/Org/app", invalid, "a blank stands before the name"},
                {" quay.io/org/app", unmapped, "no rule"},
                {"ghcr.io/" + repeated(256, "a"), invalid, "longer than 255"},
                {"http://ghcr.io/x", unmapped, "URL"},
                {hex64, unmapped, "Docker Hub"},
                {"ghcr.io", unmapped, "no repository"},
                {"ghcr.io:443", unmapped, "no repository"},
                {"GHCR.IO", unmapped, "no repository"},
                {"ghcr.io/", unmapped, "no repository"},
                {"", unmapped, "empty"},
            });
  check_all(rule_set({"docker.io=docker-hub"}), {
                                                    {hex64, invalid, "image ID"},
                                                    {"Nginx", invalid, "lower case"},
                                                    {"nginx:", invalid, "the tag is empty"},
                                                    {"not valid", invalid, "repository name"},
                                                    {"docker.io", unmapped, "no repository"},
                                                    {registry, unmapped, "no repository"},
                                                });
}

TEST_CASE("pitfall 11: placeholders") {
  check_all(rule_set({"ghcr.io=ghcr"}),
            {
                {"ghcr.io/org/app:{GENERATED}", rewrite, "R/ghcr/org/app:{GENERATED}"},
                {"ghcr.io/org/app:${TAG}", rewrite, "R/ghcr/org/app:${TAG}"},
                {"ghcr.io/org/app:${TAG:-v1/x:y}", rewrite, "R/ghcr/org/app:${TAG:-v1/x:y}"},
                {"ghcr.io/org/app:{{ .Values.tag }}", rewrite, "R/ghcr/org/app:{{ .Values.tag }}"},
                {"ghcr.io/org/app@${DIGEST}", rewrite, "R/ghcr/org/app@${DIGEST}"},
                {"ghcr.io/org/app:v1@sha256:${DIGEST}", rewrite, "R/ghcr/org/app:v1@sha256:${DIGEST}"},
                {"ghcr.io/${ORG}/app:v1", rewrite, "R/ghcr/${ORG}/app:v1"},
                {"ghcr.io/<OWNER>/app:v1", rewrite, "R/ghcr/<OWNER>/app:v1"},
                {"$(IMAGE)", unresolved, "placeholder"},
                {"{{ .Values.image }}", unresolved, "placeholder"},
                {"${IMAGE}:v1", unresolved, "placeholder"},
                {"${REGISTRY}/app", unresolved, "the registry is a placeholder"},
                {"${HOST}.io/org/app", unresolved, "the registry is a placeholder"},
                {"ghcr.io/org/app:${TAG", invalid, "the tag may only hold"},
                {"ghcr.io//${APP}", invalid, "empty"},
            });
}

TEST_CASE("pitfall 12: schemes are never references") {
  for (const ShortNames names : {ShortNames::count, ShortNames::ignore}) {
    check_all(rule_set({"ghcr.io=ghcr", "docker.io=docker-hub"}),
              {
                  {"oci://ghcr.io/org/chart", unmapped, "URL"},
                  {"docker://ghcr.io/x", unmapped, "URL"},
                  {"https://ghcr.io/v2/", unmapped, "URL"},
                  {"ko://github.com/org/cmd", unmapped, "URL"},
                  {"${SCHEME}://ghcr.io/x", unmapped, "URL"},
              },
              names);
  }
}

TEST_CASE("pitfall 13: what ECR accepts") {
  const std::vector<Expected> rows = {
      {"ghcr.io/org/my--app:1", rewrite, "R/ghcr/org/my--app:1"},
      {"ghcr.io/org/my__app:1", rewrite, "R/ghcr/org/my__app:1"},
      {"ghcr.io/" + repeated(251, "a"), rewrite, "R/ghcr/" + repeated(251, "a")},  // 256 with the prefix
      {"ghcr.io/" + repeated(252, "a"), Verdict::refuse, "257 characters, 256 are allowed"},  // one more
  };
  check_all(rule_set({"ghcr.io=ghcr"}), rows);
  check_all(rule_set({"ghcr.io=ghcr/"}), rows);
  check_all(rule_set({"ghcr.io=ROOT"}), {
                                            {"ghcr.io/org/app:1", rewrite, "R/org/app:1"},
                                            {"ghcr.io/a", Verdict::refuse, "ECR wants two"},
                                            {"ghcr.io/ab", rewrite, "R/ab"},
                                        });
  check_all(rule_set({"ghcr.io=root"}), {{"ghcr.io/org/app:1", rewrite, "R/root/org/app:1"}});
}

TEST_CASE("pitfall 14: two sources never share a target") {
  const Result<RuleSet> set = RuleSet::build(rules_of({"ghcr.io=cache", "docker.io=cache"}), registry);
  REQUIRE_FALSE(set.ok());
  check_contains(set.failure().message,
                 {"ghcr.io -> prefix cache (--rule)", "docker.io -> prefix cache (--rule)", "collide"});
}
