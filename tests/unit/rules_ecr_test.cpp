// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "ecrify/rules/ecr.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

TEST_CASE("is_ecr_host: every partition and form") {
  for (const char* host : {
           "123456789012.dkr.ecr.us-east-1.amazonaws.com",
           "012345678901.dkr.ecr.mx-central-1.amazonaws.com",
           "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
           "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com",
           "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov",
           "123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov",
           "123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk",
           "123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov",
           "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu",
           "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com",
           "123456789012.dkr-ecr.us-east-1.on.aws",
           "123456789012.dkr-ecr-fips.us-gov-east-1.on.aws",
           "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
           "123456789012.DKR.ECR.US-EAST-1.AMAZONAWS.COM",
       }) {
    INFO(host);
    CHECK(is_ecr_host(host));
    CHECK(looks_like_ecr_host(host));
  }
  for (const char* host : {
           "",
           "public.ecr.aws",
           "ecr-public.aws.com",
           "ghcr.io",
           "12345678901.dkr.ecr.us-east-1.amazonaws.com",
           "1234567890123.dkr.ecr.us-east-1.amazonaws.com",
           "x23456789012.dkr.ecr.us-east-1.amazonaws.com",
           "123456789012.dkr.ecr.us-east-1.amazonaws.com:443",
           "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.com",
           "123456789012.dkr.ecr.us-east-1.evilamazonaws.com",
           "123456789012.dkr.ecr.us-east-1",
           "123456789012.dkr.ecr..amazonaws.com",
           "123456789012.dkr.ecr.-us.amazonaws.com",
           "123456789012.dkr.ecr.us.east.amazonaws.com",
           "123456789012.dkr.ecrx.us-east-1.amazonaws.com",
           "123456789012.api.ecr.us-east-1.amazonaws.com",
           "evil.123456789012.dkr.ecr.us-east-1.amazonaws.com",
       }) {
    INFO(host);
    CHECK_FALSE(is_ecr_host(host));
    CHECK_FALSE(looks_like_ecr_host(host));
  }
}

TEST_CASE("looks_like_ecr_host: placeholders") {
  for (const char* host : {"${A}.dkr.ecr.us-east-1.amazonaws.com", "${A}.dkr.ecr.${R}.amazonaws.com",
                           "$A.dkr-ecr.us-east-1.on.aws", "123456789012.dkr.ecr.${R}.${SUFFIX}",
                           "<ACCOUNT>.DKR.ECR-FIPS.us-east-1.amazonaws.com"}) {
    INFO(host);
    CHECK(looks_like_ecr_host(host));
    CHECK_FALSE(is_ecr_host(host));
  }
  for (const char* host : {"${REGISTRY}", "${.dkr.ecr.}", "${A}.example.com", ".dkr.ecr.${R}"}) {
    INFO(host);
    CHECK_FALSE(looks_like_ecr_host(host));
  }
}

TEST_CASE("ecr_host: the suffix is that of the region's partition") {
  struct Row {
    const char* region;
    const char* suffix;
  };
  const std::vector<Row> rows = {
      {"ca-central-1", "amazonaws.com"},      {"us-east-1", "amazonaws.com"},
      {"us-gov-west-1", "amazonaws.com"},     {"cn-north-1", "amazonaws.com.cn"},
      {"cn-northwest-1", "amazonaws.com.cn"}, {"us-iso-east-1", "c2s.ic.gov"},
      {"us-isob-west-1", "sc2s.sgov.gov"},    {"eu-isoe-west-1", "cloud.adc-e.uk"},
      {"us-isof-south-1", "csp.hci.ic.gov"},  {"eusc-de-east-1", "amazonaws.eu"},
      {"mx-central-1", "amazonaws.com"},      {"ap-southeast-12", "amazonaws.com"},
  };
  for (const Row& row : rows) {
    const Result<std::string> host = ecr_host("012345678901", row.region);
    REQUIRE(host.ok());
    CHECK(*host == "012345678901.dkr.ecr." + std::string(row.region) + "." + row.suffix);
    CHECK(is_ecr_host(*host));
  }
  for (const char* account :
       {"", "12345678901", "1234567890123", "12345678901x", "123456-89012", "${ACCOUNT}"}) {
    INFO(account);
    const Result<std::string> host = ecr_host(account, "ca-central-1");
    REQUIRE_FALSE(host.ok());
    check_contains(host.failure().message, {"12 digits"});
    CHECK_FALSE(host.failure().remedy.empty());
  }
  for (const char* region : {"", "us", "us-east", "us-east-", "us-east-1a", "US-EAST-1", "us--1", "-east-1",
                             "us-east-1.", "us_east_1", "us-east-1\n", "us-1-east", "us-1"}) {
    INFO(region);
    const Result<std::string> host = ecr_host("123456789012", region);
    REQUIRE_FALSE(host.ok());
    check_contains(host.failure().message, {"no AWS region"});
  }
}

TEST_CASE("ecr_prefix") {
  struct Row {
    std::string text;
    std::string prefix;
  };
  const std::vector<Row> rows = {
      {"ghcr", "ghcr"},
      {"ghcr/", "ghcr"},
      {"ROOT", ""},
      {"root", "root"},
      {"a/b", "a/b"},
      {"ghcr.io", "ghcr.io"},
      {"a__b", "a__b"},
      {"a--b", "a--b"},
      {"00", "00"},
      {repeated(30, "a"), repeated(30, "a")},
      {repeated(30, "a") + "/", repeated(30, "a")},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Result<std::string> prefix = ecr_prefix(row.text);
    REQUIRE(prefix.ok());
    CHECK(*prefix == row.prefix);
  }
  const std::vector<Row> bad = {
      {"", "is empty"},
      {"/", "is empty"},
      {"a", "has 1 characters"},
      {"a/", "has 1 characters"},
      {repeated(31, "a"), "has 31 characters"},
      {"Ghcr", "upper case"},
      {"Root", "upper case"},
      {"ROOT/", "upper case"},
      {"ghcr//", "no ECR repository prefix"},
      {"/ghcr", "no ECR repository prefix"},
      {"gh cr", "no ECR"},
      {"-ghcr", "no ECR"},
      {"ghcr:v1", "no ECR"},
      {"a___b", "no ECR"},
      {"${PREFIX}", "no ECR"},
      {"ghcr\n", "no ECR"},
  };
  for (const Row& row : bad) {
    INFO(row.text);
    const Result<std::string> prefix = ecr_prefix(row.text);
    REQUIRE_FALSE(prefix.ok());
    check_contains(prefix.failure().message, {row.prefix});
    CHECK_FALSE(prefix.failure().remedy.empty());
  }
}

TEST_CASE("ecr_host_pattern fits what ecr_owner knows") {
  const std::regex any(ecr_host_pattern(""));
  const std::regex own(ecr_host_pattern("123456789012/us-east-1"));
  for (const std::string host :
       {"123456789012.dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com",
        "123456789012.dkr-ecr.us-east-1.on.aws", "123456789012.dkr-ecr-fips.us-gov-east-1.on.aws",
        "210987654321.dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr.a_b.amazonaws.eu",
        "123456789012.dkr.ecr.-x.amazonaws.com", "12345678901.dkr.ecr.us-east-1.amazonaws.com",
        "123456789012xdkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:443", "public.ecr.aws", ""}) {
    INFO(host);
    const auto owner = ecr_owner(host);
    CHECK(std::regex_match(host, any) == owner.has_value());
    CHECK(std::regex_match(host, own) == (owner == "123456789012/us-east-1"));
  }
}
