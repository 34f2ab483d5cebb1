// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ecrify/aws/cache_rules.hpp"
#include "value.hpp"

// The kinds of resources and the fields that all tools share, under the names that each tool gives them.
namespace ecrify::aws {

struct FieldNames {
  std::string_view prefix;
  std::string_view url;
  std::string_view registry;
  std::string_view upstream_prefix;
  std::string_view credential;
  std::string_view account;
  std::string_view region;
  std::string_view applied_for;
  std::string_view mutability;
  std::string_view lifecycle;
};
inline constexpr FieldNames camel_case = {
    "ecrRepositoryPrefix", "upstreamRegistryUrl", "upstreamRegistry", "upstreamRepositoryPrefix",
    "credentialArn",       "registryId",          "region",           "appliedFor",
    "imageTagMutability",  "lifecyclePolicy"};
inline constexpr FieldNames snake_case = {"ecr_repository_prefix",
                                          "upstream_registry_url",
                                          "upstream_registry",
                                          "upstream_repository_prefix",
                                          "credential_arn",
                                          "registry_id",
                                          "region",
                                          "applied_for",
                                          "image_tag_mutability",
                                          "lifecycle_policy"};
// ACK writes abbreviations in capitals.
inline constexpr FieldNames ack_case = {
    "ecrRepositoryPrefix", "upstreamRegistryURL", "upstreamRegistry", "upstreamRepositoryPrefix",
    "credentialARN",       "registryID",          "region",           "appliedFor",
    "imageTagMutability",  "lifecyclePolicy"};

[[nodiscard]] CacheRule cache_rule(const Value& fields, const FieldNames& names, Place place);
[[nodiscard]] CreationTemplate creation_template(const Value& fields, const FieldNames& names, Place place);

// The host of an upstream's URL, in lower case; Docker Hub's is docker.io.
[[nodiscard]] std::string upstream_host(std::string_view url);
// 12 digits, also where they are a number.
[[nodiscard]] Setting account_setting(const Value& value, std::string_view key);
[[nodiscard]] Setting region_setting(const Value& value, std::string_view key);
// Account and region out of an ARN: arn:aws:secretsmanager:REGION:ACCOUNT:… Nothing where it has
// placeholders.
[[nodiscard]] Owner owner_of_arn(std::string_view arn);
// `first` if it is known, else `second`; `first` too where it is set and both are unknown.
[[nodiscard]] Setting first_of(const Setting& first, const Setting& second);

// The kind of an AWS resource, common to all tools.
enum class ResourceKind {
  cache_rule,
  creation_template,
  secret,
  lifecycle,
  policy,
  role,
  policy_attachment,
  registry_policy
};

// The kind of a type of Terraform's AWS provider, CloudFormation, Pulumi (classic and native), Crossplane or
// ACK.
[[nodiscard]] std::optional<ResourceKind> resource_kind(std::string_view type);

}  // namespace ecrify::aws
