// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "ecrify/options/registry.hpp"

namespace ecrify::cli {
namespace {

using Text = std::optional<std::string>;

options::Flags flags_with(Text account, Text region, Text registry = std::nullopt) {
  options::Flags flags;
  flags.account = std::move(account);
  flags.region = std::move(region);
  flags.registry = std::move(registry);
  return flags;
}

config::Config config_with(Text account, Text region, Text host = std::nullopt) {
  config::Config config;
  config.account = std::move(account);
  config.region = std::move(region);
  config.host = std::move(host);
  return config;
}

options::Environment variables(std::map<std::string, std::string, std::less<>> values) {
  return {std::move(values), ""};
}

std::string host_of(char digit, const std::string& region) {
  return std::string(12, digit) + ".dkr.ecr." + region + ".amazonaws.com";
}
std::string account(char digit) { return std::string(12, digit); }

// Each source has a digit and a region of its own: flag 1, ECRIFY_* 2, file 3, AWS_* 4.
const std::string flag_region = "us-east-1";
const std::string ecrify_region = "us-east-2";
const std::string file_region = "us-west-1";
const std::string aws_region = "us-west-2";

TEST_CASE("flag beats ECRIFY_* beats file beats AWS_*, part by part", "[cli][registry]") {
  const options::Flags no_flags;
  const config::Config no_file;
  struct Row {
    options::Flags flags;
    std::map<std::string, std::string, std::less<>> variables;
    config::Config config;
    std::string expected;
  };
  const std::map<std::string, std::string, std::less<>> ecrify = {{"ECRIFY_ACCOUNT", account('2')},
                                                                  {"ECRIFY_REGION", ecrify_region}};
  const std::map<std::string, std::string, std::less<>> aws = {{"AWS_ACCOUNT_ID", account('4')},
                                                               {"AWS_REGION", aws_region}};
  auto both = ecrify;
  both.insert(aws.begin(), aws.end());
  const config::Config file = config_with(account('3'), file_region);
  const config::Config file_host = config_with({}, {}, "harbor.example.com");

  const std::vector<Row> rows = {
      {flags_with(account('1'), flag_region), both, file, host_of('1', flag_region)},
      {no_flags, both, file, host_of('2', ecrify_region)},
      {no_flags, aws, file, host_of('3', file_region)},
      {no_flags, aws, no_file, host_of('4', aws_region)},
      {no_flags, {}, no_file, ""},
      // one part here, the other there
      {flags_with(account('1'), {}), both, file, host_of('1', ecrify_region)},
      {flags_with(account('1'), {}), aws, file, host_of('1', file_region)},
      {flags_with({}, flag_region), aws, no_file, host_of('4', flag_region)},
      {no_flags, aws, config_with(account('3'), {}), host_of('3', aws_region)},
      {no_flags,
       {{"ECRIFY_REGION", ecrify_region}, {"AWS_ACCOUNT_ID", account('4')}},
       no_file,
       host_of('4', ecrify_region)},
      // AWS_REGION beats AWS_DEFAULT_REGION; an empty variable is unset
      {no_flags,
       {{"AWS_ACCOUNT_ID", account('4')}, {"AWS_DEFAULT_REGION", "eu-west-1"}},
       no_file,
       host_of('4', "eu-west-1")},
      {no_flags,
       {{"AWS_ACCOUNT_ID", account('4')}, {"AWS_REGION", aws_region}, {"AWS_DEFAULT_REGION", "eu-west-1"}},
       no_file,
       host_of('4', aws_region)},
      {no_flags,
       {{"AWS_ACCOUNT_ID", account('4')}, {"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "eu-west-1"}},
       no_file,
       host_of('4', "eu-west-1")},
      {no_flags, {{"ECRIFY_ACCOUNT", ""}, {"ECRIFY_REGION", ""}}, file, host_of('3', file_region)},
      // a part alone is no registry
      {flags_with(account('1'), {}), {}, no_file, ""},
      {no_flags, {{"AWS_REGION", aws_region}}, no_file, ""},
      // a host stands for both parts and beats what comes after it
      {flags_with({}, {}, "harbor.example.com:8443"), both, file, "harbor.example.com:8443"},
      {no_flags, aws, file_host, "harbor.example.com"},
      {flags_with(account('1'), flag_region), {}, file_host, host_of('1', flag_region)},
      {no_flags, ecrify, file_host, host_of('2', ecrify_region)},
      {flags_with(account('1'), {}),
       {{"ECRIFY_REGION", ecrify_region}},
       file_host,
       host_of('1', ecrify_region)},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    INFO("row " << i);
    const auto result =
        options::resolve_registry(row.flags, variables(row.variables), row.config, ".ecrify.yaml");
    INFO((result.ok() ? "" : result.failure().message));
    REQUIRE(result.ok());
    CHECK(result->host == row.expected);
    CHECK(result->missing.message.empty() == !row.expected.empty());
  }
}

TEST_CASE("what is missing is named, and where it can be said", "[cli][registry]") {
  const auto message = [](const options::Flags& flags, const options::Environment& environment) {
    const auto result = options::resolve_registry(flags, environment, {}, "");
    REQUIRE(result.ok());
    return result->missing.message + " / " + result->missing.remedy;
  };
  CHECK(message({}, {}) ==
        "no target registry is known / give --account and --region, or --registry; or set AWS_ACCOUNT_ID and "
        "AWS_REGION; "
        "or set registry in .ecrify.yaml");
  CHECK(
      message(flags_with("123456789012", {}), {}) ==
      "no region is known for the account 123456789012 of --account / give --region, set AWS_REGION, or set "
      "registry.region in .ecrify.yaml");
  CHECK(message({}, variables({{"AWS_DEFAULT_REGION", "us-east-1"}})) ==
        "no account is known for the region us-east-1 of AWS_DEFAULT_REGION / give --account, set "
        "AWS_ACCOUNT_ID, or set "
        "registry.account in .ecrify.yaml");
}

TEST_CASE("an account and a host, or half of an account before a host, contradict each other",
          "[cli][registry]") {
  struct Row {
    options::Flags flags;
    options::Environment environment;
    config::Config config;
    std::string message;
  };
  const config::Config file_host = config_with({}, {}, "harbor.example.com");
  const std::vector<Row> rows = {
      {flags_with("123456789012", {}, "harbor.example.com"),
       {},
       {},
       "--account and the registry host of --registry"},
      {flags_with("123456789012", "us-east-1", "harbor.example.com"),
       {},
       {},
       "--account and the registry host of --registry"},
      {flags_with({}, "us-east-1", "harbor.example.com"),
       {},
       {},
       "--region and the registry host of --registry"},
      {flags_with("123456789012", {}), {}, file_host, "--account and the registry host of .ecrify.yaml"},
      {flags_with({}, "us-east-1"), variables({{"AWS_ACCOUNT_ID", "123456789012"}}), file_host,
       "--region and the registry host of .ecrify.yaml"},
      {{},
       variables({{"ECRIFY_REGION", "us-east-1"}}),
       file_host,
       "ECRIFY_REGION and the registry host of .ecrify.yaml"},
  };
  for (const Row& row : rows) {
    INFO(row.message);
    const auto result = options::resolve_registry(row.flags, row.environment, row.config, ".ecrify.yaml");
    REQUIRE_FALSE(result.ok());
    CHECK(result.failure().message == row.message + " contradict each other");
  }
}

TEST_CASE("a value that is none is refused with its source", "[cli][registry]") {
  struct Row {
    options::Flags flags;
    options::Environment environment;
    std::string message;
  };
  const std::vector<Row> rows = {
      {flags_with("12345678901", {}), {}, "the account \"12345678901\" of --account is not 12 digits"},
      {flags_with("1234567890123", "us-east-1"),
       {},
       "the account \"1234567890123\" of --account is not 12 digits"},
      {flags_with("12345678901a", {}), {}, "the account \"12345678901a\" of --account is not 12 digits"},
      {{},
       variables({{"AWS_ACCOUNT_ID", "1234-5678-9012"}}),
       "the account \"1234-5678-9012\" of AWS_ACCOUNT_ID is not 12 digits"},
      {{},
       variables({{"ECRIFY_ACCOUNT", "prod"}}),
       "the account \"prod\" of ECRIFY_ACCOUNT is not 12 digits"},
      {flags_with({}, "Canada"), {}, "the region \"Canada\" of --region is none"},
      {flags_with({}, "us-east-1.evil.example"),
       {},
       "the region \"us-east-1.evil.example\" of --region is none"},
      {{}, variables({{"AWS_REGION", "us east 1"}}), "the region \"us east 1\" of AWS_REGION is none"},
  };
  for (const Row& row : rows) {
    const auto result = options::resolve_registry(row.flags, row.environment, {}, "");
    INFO(row.message);
    REQUIRE_FALSE(result.ok());
    CHECK(result.failure().message == row.message);
    CHECK_FALSE(result.failure().remedy.empty());
  }
  // a bad value that a better source hides does no harm
  CHECK(options::resolve_registry(flags_with("123456789012", "us-east-1"),
                                  variables({{"AWS_ACCOUNT_ID", "x"}}), {}, "")
            .ok());
}

TEST_CASE("--registry takes a registry host and nothing else", "[cli][registry]") {
  const std::vector<std::string> good = {
      "harbor.example.com",
      "harbor.example.com:8443",
      "localhost",
      "localhost:5000",
      "kind-registry:5000",
      "[::1]:5000",
      "10.0.0.5:5000",
      "Harbor.Example.com",
      "123456789012.dkr.ecr.ca-central-1.amazonaws.com",
      "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
      "123456789012.dkr-ecr.us-east-1.on.aws",
      "${AWS_ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com",
      "${AWS_ACCOUNT}.dkr.ecr.${AWS_REGION}.amazonaws.com",
      "${REGISTRY}",
      "{{ account }}.dkr.ecr.ca-central-1.amazonaws.com",
  };
  for (const std::string& host : good) {
    INFO(host);
    const auto result = options::resolve_registry(flags_with({}, {}, host), {}, {}, "");
    REQUIRE(result.ok());
    CHECK(result->host == host);  // to the letter
  }
  const std::vector<std::string> bad = {
      "https://harbor.example.com",
      "harbor.example.com/team",
      "harbor example.com",
      "registry",  // a name on Docker Hub
      "harbor.example.com:",
      "harbor.example.com:port",
      "-harbor.example.com",
      "harbor..example.com",
      "harbor.example.com@sha256",
      "harbor.example.com:5000/x:v1",
      "${REGISTRY}/team",
      "${REGISTRY",
      "a\nb.example.com",
      "h\xc3\xa4rbor.example.com",
      "harbor_x.example.com:80",
      "::1",
      ".",
      "/",
  };
  for (const std::string& host : bad) {
    INFO(host);
    const auto result = options::resolve_registry(flags_with({}, {}, host), {}, {}, "");
    REQUIRE_FALSE(result.ok());
    CHECK(result.failure().message == "the registry \"" + host + "\" of --registry is no registry host");
  }
}

}  // namespace
}  // namespace ecrify::cli
