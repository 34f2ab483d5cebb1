// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "aws_testing.hpp"
#include "ecrify/aws/verify.hpp"
#include "ecrify/findings/catalogue.hpp"

using namespace ecrify;
using namespace ecrify::aws;
using namespace ecrify::aws::testing;

namespace {

const Owner own = {{Setting::State::known, "123456789012"}, {Setting::State::known, "ca-central-1"}};

rules::Rule to_prefix(const std::string& from, const std::string& prefix) {
  rules::Rule rule;
  rule.from = from;
  rule.to = prefix;
  rule.origin.file = ".ecrify.yaml";
  rule.origin.offset = 7;
  return rule;
}

// The names of the findings, with blanks between them.
std::string verified(const std::vector<std::string>& inputs,
                     const std::vector<rules::Rule>& rules = {to_prefix("ghcr.io", "ghcr")},
                     const std::vector<Owner>& registries = {own}) {
  InputReader reader;
  for (const std::string& input : inputs)
    REQUIRE(reader.add("input", input, InputReader::Source::named).ok());
  std::string names;
  for (const InputFinding& one : verify(std::move(reader).finish(), rules, registries)) {
    CHECK_FALSE(one.finding.help.empty());
    CHECK(one.file == (one.in_config ? ".ecrify.yaml" : "input"));
    names += (names.empty() ? "" : " ") + std::string(findings::name_of(one.finding.id));
  }
  return names;
}

std::string list(const std::string& items) { return "{\"pullThroughCacheRules\": [" + items + "]}"; }
std::string rule(const std::string& prefix, const std::string& url, const std::string& more = "") {
  return R"({"ecrRepositoryPrefix": ")" + prefix + R"(", "upstreamRegistryUrl": ")" + url + "\"" + more + "}";
}
const std::string good = list(rule("ghcr", "ghcr.io"));

std::string policy(const std::string& action, const std::string& resource,
                   const std::string& effect = "Allow") {
  return R"({"Statement": {"Effect": ")" + effect + R"(", "Action": )" + action + R"(, "Resource": ")" +
         resource + "\"}}";
}

std::string templates(const std::string& items) {
  return "{\"repositoryCreationTemplates\": [" + items + "]}";
}

std::string with_secret(const std::string& secret) {
  return R"({"Resources": {"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {)" + secret +
         R"(}}, "R": {"Type": "AWS::ECR::PullThroughCacheRule", "Properties": {"EcrRepositoryPrefix": "ghcr", "UpstreamRegistryUrl": "ghcr.io",
          "CredentialArn": {"Ref": "S"}}}, "T": {"Type": "AWS::ECR::RepositoryCreationTemplate", "Properties": {"Prefix": "ROOT", "AppliedFor":
          ["PULL_THROUGH_CACHE"]}}}})";
}

}  // namespace

TEST_CASE("rules against cache rules") {
  CHECK(verified({good}).empty());
  CHECK(verified({list(rule("github", "ghcr.io"))}) == "cache-rule-missing cache-rule-unused");
  CHECK(verified({list(rule("ghcr", "quay.io"))}) == "cache-rule-differs");
  CHECK(verified({list(rule("ghcr", "ghcr.io", R"(, "upstreamRepositoryPrefix": "org")"))}) ==
        "cache-rule-differs");
  CHECK(verified({list(rule("ghcr", "ghcr.io", R"(, "registryId": "210987654321")"))}) ==
        "cache-rule-elsewhere");
  CHECK(verified({list(rule("ROOT", "ghcr.io"))}) == "cache-rule-differs");  // ghcr/x is ghcr.io/ghcr/x there
  CHECK(verified({list(rule("ROOT", "ghcr.io"))}, {to_prefix("ghcr.io/ghcr", "ghcr")}).empty());
  CHECK(verified({list(rule("ROOT", "ghcr.io"))}, {to_prefix("ghcr.io", "")}).empty());
  // Rules that share a cache rule are one; a longer cache rule wins.
  CHECK(verified({good}, {to_prefix("ghcr.io", "ghcr"), to_prefix("ghcr.io/org", "ghcr/org")}).empty());
  CHECK(verified({good}, {to_prefix("ghcr.io/org", "ghcr")}) == "cache-rule-differs");
  CHECK(verified({list(rule("ghcr", "ghcr.io") + "," + rule("ghcr/org", "quay.io"))},
                 {to_prefix("ghcr.io/org", "ghcr/org")}) == "cache-rule-differs cache-rule-unused");
  CHECK(verified({list(rule("hub", "registry-1.docker.io"))}, {to_prefix("docker.io", "hub")}).empty());
  CHECK(verified({list(rule("ghcrx", "ghcr.io"))}) == "cache-rule-missing cache-rule-unused");
  // What the input can't know is no finding.
  CHECK(verified({list(rule("quay", "quay.io")).replace(1, 0, "\"nextToken\": \"x\", ")}) ==
        "cache-rule-unused");
  CHECK(verified({list(rule("github", "ghcr.io", R"(, "registryId": "210987654321")"))},
                 {to_prefix("ghcr.io", "ghcr")}, {Owner{}}) == "cache-rule-missing cache-rule-unused");
  CHECK(verified({good, good}).empty());
}

TEST_CASE("other registries of the configuration count, too") {
  const Owner other = {{Setting::State::known, "210987654321"}, {Setting::State::known, "eu-west-1"}};
  const std::string elsewhere = list(rule("ghcr", "ghcr.io", R"(, "registryId": "210987654321")"));
  CHECK(verified({elsewhere}, {to_prefix("ghcr.io", "ghcr")}, {own, other}).empty());
  rules::Rule target = to_prefix("ghcr.io", "210987654321.dkr.ecr.eu-west-1.amazonaws.com/ghcr");
  target.kind = rules::RuleKind::target;
  CHECK(verified({elsewhere}, {target}).empty());
  CHECK(verified({good}, {target}).empty());  // of a list without an account anything may be
  rules::Rule harbor = to_prefix("ghcr.io", "harbor.example.com/ghcr");
  harbor.kind = rules::RuleKind::target;
  CHECK(verified({good}, {harbor}) == "cache-rule-unused");
}

TEST_CASE("secrets that AWS refuses") {
  CHECK(verified({with_secret(R"("Name": "ecr-pullthroughcache/ghcr")")}).empty());
  CHECK(verified({with_secret(R"("Name": "prod-ghcr-token")")}) == "cache-secret");
  CHECK(verified({with_secret("")}) == "cache-secret");
  CHECK(verified({with_secret(R"("Name": {"Fn::Sub": "ecr-pullthroughcache/${AWS::StackName}"})")}).empty() ==
        false);
  const auto credential = [](const std::string& arn) {
    return verified({list(rule("ghcr", "ghcr.io", ", \"credentialArn\": \"" + arn + "\""))});
  };
  CHECK(credential("arn:aws:secretsmanager:ca-central-1:123456789012:secret:ecr-pullthroughcache/ghcr-AbCdEf")
            .empty());
  CHECK(credential("arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:ecr-pullthroughcache/"
                   "ghcr-AbCdEf") == "cache-rule-elsewhere");
  CHECK(credential("arn:aws:secretsmanager:ca-central-1:123456789012:secret:ghcr-token-AbCdEf") ==
        "cache-secret");
  CHECK(credential("arn:aws:ssm:ca-central-1:123456789012:parameter/ecr-pullthroughcache/ghcr") ==
        "cache-secret");
  CHECK(
      verified({list(rule(
          "ghcr", "ghcr.io",
          R"(, "registryId": "123456789012", "credentialArn": "arn:aws:secretsmanager:ca-central-1:210987654321:secret:ecr-pullthroughcache/ghcr-AbCdEf")"))}) ==
      "cache-secret");
}

TEST_CASE("creation templates") {
  const auto held = [](const std::string& items) { return verified({good, templates(items)}); };
  CHECK(held(R"({"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"]})").empty());
  CHECK(held(R"({"prefix": "ROOT", "appliedFor": ["PULL_THROUGH_CACHE"]})").empty());
  CHECK(held(R"({"prefix": "quay", "appliedFor": ["PULL_THROUGH_CACHE"]})") == "cache-template-missing");
  CHECK(held(R"({"prefix": "ghcr", "appliedFor": ["REPLICATION"]})") == "cache-template-unfit");
  CHECK(
      held(
          R"({"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"})") ==
      "cache-template-unfit");
  CHECK(
      held(
          R"({"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "MUTABLE_WITH_EXCLUSION"})")
          .empty());
  const auto expiring = [&](const std::string& selection) {
    return held(
        R"({"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "lifecyclePolicy": "{\"rules\": [{\"selection\": )" +
        selection + R"(, \"action\": {\"type\": \"expire\"}}]}"})");
  };
  CHECK(expiring(R"({\"tagStatus\": \"untagged\"})") == "cache-lifecycle");
  CHECK(expiring(R"({\"tagStatus\": \"any\"})").empty());
}

TEST_CASE("policies without the rights of a first pull") {
  const std::string both = R"(["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"])";
  const std::string repositories = "arn:aws:ecr:ca-central-1:123456789012:repository/";
  CHECK(verified({good, policy(both, repositories + "ghcr/*")}).empty());
  CHECK(verified({good, policy("\"ecr:*\"", "*")}).empty());
  CHECK(verified({good, policy("\"*\"", "*")}).empty());
  CHECK(verified({good, policy("\"ecr:BatchImportUpstreamImage\"", repositories + "ghcr/*")}) ==
        "cache-policy");
  CHECK(verified({good, policy(both, repositories + "github/*")}) == "cache-policy cache-policy");
  CHECK(verified({good, policy(both, repositories + "ghcr/org/*")}) == "cache-policy cache-policy");
  CHECK(verified({good, policy(both, repositories + "*"), policy("\"ecr:Create*\"", "*", "Deny")}) ==
        "cache-policy");
  CHECK(verified({good, policy("\"ecr:BatchGetImage\"", repositories + "ghcr/*")}) ==
        "cache-policy cache-policy");
  // About something else.
  CHECK(verified({good, policy("\"s3:GetObject\"", "*")}).empty());
  CHECK(verified({good, policy("\"ecr:BatchGetImage\"", repositories + "own/*")}).empty());
}

TEST_CASE("more rules than a registry takes") {
  std::string items;
  for (int i = 0; i < 51; ++i)
    items += (i == 0 ? "" : ",") + rule("p" + std::to_string(i + 10), "ghcr.io",
                                        ", \"upstreamRepositoryPrefix\": \"o" + std::to_string(i) + "\"");
  const std::string names = verified({list(items)}, {});
  CHECK(names.find("cache-rule-quota") != std::string::npos);
}

TEST_CASE("policies that expire images") {
  const CacheRules cache = read(templates(
      R"({"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "lifecyclePolicy": "{\"rules\": [{\"selection\": {\"tagStatus\": \"any\", \"countType\": \"imageCountMoreThan\", \"countNumber\": 5}, \"action\": {\"type\": \"expire\"}}]}"})"));
  REQUIRE(expiries_of(cache, own, "ghcr/org/app").size() == 1);
  CHECK(expiries_of(cache, own, "ghcr/org/app").front().reason == "images of any tag beyond the last 5");
  CHECK(expiries_of(cache, own, "quay/org/app").empty());
}
