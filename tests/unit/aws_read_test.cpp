// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "aws_testing.hpp"

using namespace ecrify;
using namespace ecrify::aws;
using namespace ecrify::aws::testing;

namespace {

const std::string arn =
    "arn:aws:secretsmanager:ca-central-1:123456789012:secret:ecr-pullthroughcache/ghcr-AbCdEf";

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// A rule of CloudFormation with one property in another form.
std::string with_prefix(const std::string& prefix) {
  return R"({"Parameters": {"P": {"Type": "String", "Default": "ghcr"}, "Q": {"Type": "String"}}, "Resources": {"R": {"Type": )"
         R"("AWS::ECR::PullThroughCacheRule", "Properties": {"UpstreamRegistryUrl": "ghcr.io", "EcrRepositoryPrefix": )" +
         prefix + "}}}}";
}

}  // namespace

TEST_CASE("answers of ECR, in the shapes of CLIs and SDKs") {
  const std::string rule =
      R"({"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"})";
  const std::string read_rule = "ghcr -> ghcr.io - ? 123456789012/-";
  CHECK(one_rule("{\"pullThroughCacheRules\": [" + rule + "]}") == read_rule);
  CHECK(one_rule("\xEF\xBB\xBF{\"pullThroughCacheRules\": [" + rule + "]}\r\n") == read_rule);
  CHECK(one_rule("[" + rule + "]") == read_rule);  // --query pullThroughCacheRules
  CHECK(one_rule(rule) == read_rule);  // --query pullThroughCacheRules[0], or what create- answers
  CHECK(
      one_rule(
          R"({"PullThroughCacheRules": [{"EcrRepositoryPrefix": "ghcr", "UpstreamRegistryUrl": "ghcr.io", "RegistryId": "123456789012"}]})") ==
      read_rule);
  CHECK(one_rule("pullThroughCacheRules:\n- ecrRepositoryPrefix: ghcr\n  registryId: '123456789012'\n  "
                 "upstreamRegistryUrl: ghcr.io\n") == read_rule);
  CHECK(
      one_rule(
          R"({"pullThroughCacheRules": [{"ecrRepositoryPrefix": "ROOT", "upstreamRegistry": "k8s", "upstreamRepositoryPrefix": "ROOT"}]})") ==
      "ROOT -> registry.k8s.io ROOT ? -/-");
  CHECK(
      one_rule(
          R"({"pullThroughCacheRules": [{"ecrRepositoryPrefix": "hub", "upstreamRegistryUrl": "https://Registry-1.Docker.io/"}]})") ==
      "hub -> docker.io - ? -/-");
  CHECK(one_rule("{\"pullThroughCacheRules\": [{\"ecrRepositoryPrefix\": \"ghcr\", \"upstreamRegistryUrl\": "
                 "\"ghcr.io\", \"credentialArn\": \"" +
                 arn + "\"}]}") == "ghcr -> ghcr.io - " + arn + " 123456789012/ca-central-1");
  CHECK(one_rule(R"({"pullThroughCacheRules": [{"ecrRepositoryPrefix": "none"}]})") == "none -> ? - ? -/-");
  // A password may have a slash in it.
  CHECK(one_rule(R"({"pullThroughCacheRules": [{"ecrRepositoryPrefix": "a", "upstreamRegistryUrl": )"
                 R"("https://me:pass/word@ghcr.io/x"}]})")
            .starts_with("a -> ghcr.io "));
  // Documents one behind the other, and the end that a page has.
  const CacheRules two = read("{\"pullThroughCacheRules\": [" + rule +
                              "], \"nextToken\": \"x\"}\n{\"pullThroughCacheRules\": [" + rule + "]}");
  CHECK(two.rules.size() == 2);
  CHECK_FALSE(two.complete);
  CHECK(two.notes.size() == 1);
}

TEST_CASE("functions of CloudFormation") {
  const auto prefix = [](const std::string& value) {
    return shown(read(with_prefix(value)).rules.at(0).prefix);
  };
  CHECK(prefix("\"ghcr\"") == "ghcr");
  CHECK(prefix(R"({"Ref": "P"})") == "ghcr");
  CHECK(prefix(R"({"Ref": "Q"})") == "?");
  CHECK(prefix(R"({"Fn::Sub": "${P}/x"})") == "ghcr/x");
  CHECK(prefix(R"({"Fn::Sub": "${Q}/x"})") == "?");
  CHECK(prefix(R"({"Fn::Sub": "${!P}"})") == "${P}");
  CHECK(prefix(R"({"Fn::Sub": ["${A}", {"A": "b"}]})") == "?");
  CHECK(prefix(R"({"Fn::Sub": "${P"})") == "?");
  CHECK(prefix(R"({"Fn::If": ["C", "a", "b"]})") == "?");
  CHECK(prefix("null") == "-");
  const auto tagged = [](const std::string& value) {
    return shown(read("Parameters: {P: {Default: ghcr}}\nResources:\n  R:\n    Type: "
                      "AWS::ECR::PullThroughCacheRule\n    Properties:\n"
                      "      # a comment, !Sub in it\n      EcrRepositoryPrefix: " +
                      value + "\n      UpstreamRegistryUrl: ghcr.io\n")
                     .rules.at(0)
                     .prefix);
  };
  CHECK(tagged("ghcr") == "ghcr");
  CHECK(tagged("!Ref P") == "ghcr");
  CHECK(tagged("!Sub '${P}/x'") == "ghcr/x");
  CHECK(tagged("!Sub\n        - '${A}'\n        - {A: b}") == "?");
  CHECK(tagged("!If [C, a, b]") == "?");
  CHECK(tagged("!!str ghcr") == "ghcr");
  CHECK(tagged("{Ref: P}") == "ghcr");
}

TEST_CASE("values of a plan that are not known") {
  const CacheRules rules = read(
      R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_ecr_pull_through_cache_rule.a", "mode": "managed",
          "type": "aws_ecr_pull_through_cache_rule", "name": "a", "values": {"ecr_repository_prefix": "ghcr"}}]}},
          "resource_changes": [{"address": "aws_ecr_pull_through_cache_rule.a", "type": "aws_ecr_pull_through_cache_rule", "change": {"actions": ["create"],
          "after_unknown": {"upstream_registry_url": true, "credential_arn": true, "registry_id": true}}}]})");
  REQUIRE(rules.rules.size() == 1);
  CHECK(shown(rules.rules.front()) == "ghcr -> ? - ? ?/-");
  CHECK(rules.knows_templates);
}

TEST_CASE("the CDK's manifest names the registry of its templates") {
  InputReader reader;
  const std::string rule =
      R"({"Resources": {"R": {"Type": "AWS::ECR::PullThroughCacheRule", "Properties": {"EcrRepositoryPrefix": "ghcr", "UpstreamRegistryUrl": "ghcr.io"}}}})";
  REQUIRE(reader.add("cdk.out/Cache.template.json", rule, InputReader::Source::named).ok());
  REQUIRE(
      reader
          .add(
              "cdk.out/manifest.json",
              R"({"version": "48.0.0", "artifacts": {"Cache": {"type": "aws:cloudformation:stack", "environment": "aws://123456789012/ca-central-1",
                         "properties": {"templateFile": "Cache.template.json"}}, "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}})",
              InputReader::Source::named)
          .ok());
  const CacheRules rules = std::move(reader).finish();
  REQUIRE(rules.rules.size() == 1);
  CHECK(shown(rules.rules.front()) == "ghcr -> ghcr.io - - 123456789012/ca-central-1");
}

TEST_CASE("what is no input is a failure with a reason") {
  struct Case {
    std::string bytes;
    std::string message;
    std::size_t offset;
  };
  const Case cases[] = {
      {"", "the input is empty", no_offset},
      {" \n\t", "the input is empty", no_offset},
      {R"({"pullThroughCacheRules": [{"ecrRepositoryPre)", "the JSON ends in its midst", 45},
      {R"({"a": hunter2})", "not readable as JSON", 6},
      {R"({"a": "hunter2"} trailing)", "not readable as JSON", 19},
      {"{\"a\": \"\xFF\"}", "not readable as JSON", 7},
      {std::string("\xFF\xFE{\0}\0", 6), "the text is not in UTF-8", 0},
      {R"({"name": "left-pad"})", "no file that ecrify knows pull-through cache rules from", no_offset},
      {"a: hunter2\n", "no file that ecrify knows pull-through cache rules from", no_offset},
      {"3", "no file that ecrify knows pull-through cache rules from", no_offset},
      {R"({"version": 3, "lineage": "x"})", "a state of a version other than 4", no_offset},
      {R"({"serial": 1, "encrypted_data": "hunter2", "encryption_version": "v0"})",
       "an encrypted state of OpenTofu", no_offset},
      {R"({"StackResources": []})",
       "a list of a stack's resources does not say where cache rules get their images from", no_offset},
      {R"({"format_version": "9.0", "values": {}})",
       "a version of Terraform's JSON format that ecrify does not know", no_offset},
      {R"({"Resources": {"A": {"Type": "AWS::SQS::Queue"}}})",
       "a template of CloudFormation, and no pull-through cache rule in it", no_offset},
      {"apiVersion: v1\nkind: Pod\n", "manifests, and no pull-through cache rule in it", no_offset},
      {"{\"pullThroughCacheRules\": " + repeated(100'000, "["), "nested deeper than 500", no_offset},
      {repeated(100'000, "{\"resources\":"), "nested deeper than 500", no_offset},
      {repeated(100'000, "["), "nested deeper than 500", no_offset},
      {repeated(100'000, "- "), "not readable as YAML: collections nested deeper than 500", no_offset},
      {"[" + repeated(300'000, "{\"a\":1},") + "1]",
       "more than 500,000 values, or 64 MiB, that may be about pull-through caches", no_offset},
  };
  for (const Case& one : cases) {
    CAPTURE(one.bytes.substr(0, 60));
    const Failure failure = refused(one.bytes);
    CHECK(failure.message == one.message);
    CHECK_FALSE(failure.remedy.empty());
    CHECK((failure.message + failure.remedy).find("hunter2") == std::string::npos);
    if (one.offset != no_offset) CHECK(failure.offset == one.offset);
    CHECK((failure.offset == no_offset || failure.offset <= one.bytes.size()));
  }
}

TEST_CASE("on a walk other files are passed over") {
  InputReader reader;
  CHECK(reader.add("a", "{\"name\": ", InputReader::Source::walk).ok());
  CHECK(reader.add("b", "kind: Pod\napiVersion: v1\n", InputReader::Source::walk).ok());
  CHECK_FALSE(reader.add("c", "kind: PullThroughCacheRule\na: [", InputReader::Source::walk).ok());
  CHECK(std::move(reader).finish().empty());
}

TEST_CASE("aliases can't make an input grow without bounds") {
  std::string laughs = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string inner = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + inner +
              repeated(9, ", " + inner) + "]\n";
  }
  refused(laughs + "Resources: {R: {Type: AWS::ECR::PullThroughCacheRule, Properties: *a8}}\n");
  refused("Resources: &a {R: {Type: AWS::ECR::PullThroughCacheRule, Properties: *a}}\n");
}
