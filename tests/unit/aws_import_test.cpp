// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "aws_testing.hpp"
#include "ecrify/aws/import.hpp"
#include "ecrify/config/text.hpp"

using namespace ecrify;
using namespace ecrify::aws;
using namespace ecrify::aws::testing;

namespace {

Import imported(const std::string& items, const config::RegistrySetting& choice = {}) {
  const Result<Import> import = import_rules(read("{\"pullThroughCacheRules\": [" + items + "]}"), choice);
  REQUIRE(import.ok());
  return *import;
}

std::string rule(const std::string& prefix, const std::string& url, const std::string& more = "") {
  return R"({"ecrRepositoryPrefix": ")" + prefix + R"(", "upstreamRegistryUrl": ")" + url + "\"" + more + "}";
}

}  // namespace

TEST_CASE("prefixes of both sides") {
  struct Case {
    std::string prefix;
    std::string upstream_prefix;
    std::string expected;
  };
  const Case cases[] = {
      {"ghcr", "ROOT", "{from: ghcr.io, prefix: ghcr}"},
      {"ghcr/", "", "{from: ghcr.io, prefix: ghcr}"},
      {"ROOT", "ROOT", "{from: ghcr.io, prefix: ROOT}"},
      {"my-app", "upstream-app", "{from: ghcr.io/upstream-app, prefix: my-app}"},
      {"team/a", "team/b/", "{from: ghcr.io/team/b, prefix: team/a}"},
  };
  for (const Case& one : cases) {
    Import import = imported(
        rule(one.prefix, "ghcr.io", R"(, "upstreamRepositoryPrefix": ")" + one.upstream_prefix + "\""));
    REQUIRE(import.config.rules.size() == 1);
    import.config.rules.front().origin = {};
    CHECK(config::rule_text(import.config.rules.front()) == one.expected);
  }
}

TEST_CASE("the first of several cache rules for one upstream counts") {
  const Import import =
      imported(rule("github", "ghcr.io") + "," + rule("ghcr", "ghcr.io") + "," + rule("github", "ghcr.io"));
  REQUIRE(import.config.rules.size() == 1);
  CHECK(import.config.rules.front().to == "github");
  REQUIRE(import.left_out.size() == 2);
  CHECK(import.left_out[0].reason == "ghcr.io has the prefix github already");
  CHECK(import.left_out[1].reason == "the same as a rule above");
}

TEST_CASE("what can't be a rule is left out with a reason") {
  const Import import = imported(rule("ghcr", "ghcr.io") + R"(, {"ecrRepositoryPrefix": "x1"}, )" +
                                 rule("UPPER", "quay.io") + "," + rule("bad", "no host at all") + "," +
                                 rule("own", "123456789012.dkr.ecr.eu-west-1.amazonaws.com"));
  CHECK(import.config.rules.size() == 2);
  REQUIRE(import.left_out.size() == 3);
  CHECK(import.left_out[0].reason == "its upstream is not known");
  CHECK(import.left_out[1].reason == "the prefix \"UPPER\" has upper case letters");
  CHECK_FALSE(import.left_out[2].reason.empty());
}

TEST_CASE("rules of several registries have to be chosen from") {
  const std::string items = rule("ghcr", "ghcr.io", R"(, "registryId": "123456789012")") + "," +
                            rule("quay", "quay.io", R"(, "registryId": "210987654321")") + "," +
                            rule("k8s", "registry.k8s.io");
  const Result<Import> open = import_rules(read("{\"pullThroughCacheRules\": [" + items + "]}"), {});
  REQUIRE_FALSE(open.ok());
  CHECK(open.failure().message ==
        "the cache rules are of more than one registry: 123456789012/?, 210987654321/?");
  const Import import = imported(items, {"210987654321", "eu-west-1", {}});
  CHECK(import.config.account == "210987654321");
  CHECK(import.config.region == "eu-west-1");
  const Result<Import> none =
      import_rules(read("{\"pullThroughCacheRules\": [" +
                        rule("ghcr", "ghcr.io", R"(, "registryId": "123456789012")") + "]}"),
                   {"333333333333", {}, {}});
  REQUIRE_FALSE(none.ok());
  CHECK(none.failure().remedy == "there are cache rules of 123456789012/?");
}

TEST_CASE("no cache rule is a failure") {
  const Result<Import> import =
      import_rules(read(R"({"repositoryCreationTemplates": [{"prefix": "ROOT"}]})"), {});
  REQUIRE_FALSE(import.ok());
  CHECK(import.failure().message == "there is no pull-through cache rule in what was read");
}
