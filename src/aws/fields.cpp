// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/upstreams.hpp"

namespace ecrify::aws {
namespace {

Setting upstream_setting(const Value& fields, const FieldNames& names) {
  const Setting url = setting(fields, names.url);
  if (url.known()) return known(upstream_host(url.text));
  const rules::Upstream* const named = rules::upstream_named(text(fields, names.registry));
  return named == nullptr ? unknown() : known(std::string(named->host));
}

}  // namespace

std::string upstream_host(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos)
    url.remove_prefix(at + 1);  // a password is no part of it, even one with a slash
  url = url.substr(0, url.find('/'));
  const std::string host = lower_case(url);
  return host == "registry-1.docker.io" || host == "index.docker.io" || host == "registry.hub.docker.com"
             ? "docker.io"
             : host;
}

Setting first_of(const Setting& first, const Setting& second) {
  if (first.known()) return first;
  return second.known() || first.state == Setting::State::absent ? second : first;
}

Setting account_setting(const Value& value, std::string_view key) {
  constexpr std::size_t digits = 12;
  const Value& found = member(value, key);
  if (found.is_number_unsigned()) {  // a reader of YAML, or somebody's jq, has lost its quotes and leading
                                     // zeros
    std::string account = std::to_string(found.get<std::uint64_t>());
    if (account.size() < digits) account.insert(0, digits - account.size(), '0');
    return rules::is_account(account) ? known(account) : Setting{};
  }
  const Setting account = setting(value, key);
  return !account.known() || rules::is_account(account.text) ? account : Setting{};
}

Setting region_setting(const Value& value, std::string_view key) {
  const Setting region = setting(value, key);
  return !region.known() || rules::is_region(region.text) ? region : Setting{};
}

Owner owner_of_arn(std::string_view arn) {
  if (!arn.starts_with("arn:")) return {};
  constexpr std::size_t region_at = 3;
  constexpr std::size_t account_at = 4;
  Owner owner;
  for (std::size_t part = 0; part <= account_at; ++part) {
    const std::string_view word = arn.substr(0, arn.find(':'));
    if (part == region_at && rules::is_region(word)) owner.region = known(std::string(word));
    if (part == account_at && rules::is_account(word)) owner.account = known(std::string(word));
    if (word.size() == arn.size()) break;
    arn.remove_prefix(word.size() + 1);
  }
  return owner;
}

CacheRule cache_rule(const Value& fields, const FieldNames& names, Place place) {
  CacheRule rule;
  rule.place = std::move(place);
  rule.prefix = setting(fields, names.prefix);
  rule.upstream = upstream_setting(fields, names);
  rule.upstream_prefix = setting(fields, names.upstream_prefix);
  rule.credential = setting(fields, names.credential);
  // The secret is in the account and the region of the rule, or ECR refuses it.
  const Owner of_secret = owner_of_arn(rule.credential.text);
  rule.owner.account = first_of(account_setting(fields, names.account), of_secret.account);
  rule.owner.region = first_of(region_setting(fields, names.region), of_secret.region);
  return rule;
}

CreationTemplate creation_template(const Value& fields, const FieldNames& names, Place place) {
  CreationTemplate result;
  result.place = std::move(place);
  result.prefix = setting(fields, "prefix");
  result.owner.account = account_setting(fields, names.account);
  result.owner.region = region_setting(fields, names.region);
  if (const Value& applied = member(fields, names.applied_for); applied.is_array()) {
    result.pull_through = false;
    for (const Value& one : applied) {
      if (!one.is_string() || text(one) == "PULL_THROUGH_CACHE") result.pull_through = true;
    }
  }
  result.immutable = text(fields, names.mutability).starts_with("IMMUTABLE");
  const Value& lifecycle = member(fields, names.lifecycle);
  result.lifecycle = lifecycle.is_object()
                         ? known(lifecycle.dump(-1, ' ', false, Value::error_handler_t::replace))
                         : setting(fields, names.lifecycle);
  return result;
}

std::optional<ResourceKind> resource_kind(std::string_view type) {
  struct TypeRow {
    std::string_view type;
    ResourceKind kind;
  };
  using enum ResourceKind;
  // Names of the Terraform provider's documentation, the CloudFormation resource specification, the type
  // tokens of @pulumi/aws and @pulumi/aws-native, and the CRDs of provider-upjet-aws and ACK's
  // ecr-controller.
  static constexpr TypeRow types[] = {
      {"aws_ecr_pull_through_cache_rule", cache_rule},
      {"aws_ecr_repository_creation_template", creation_template},
      {"aws_secretsmanager_secret", secret},
      {"aws_ecr_lifecycle_policy", lifecycle},
      {"aws_iam_policy", policy},
      {"aws_iam_role_policy", policy},
      {"aws_iam_user_policy", policy},
      {"aws_iam_group_policy", policy},
      {"aws_iam_role_policy_attachment", policy_attachment},
      {"aws_iam_policy_attachment", policy_attachment},
      {"aws_ecr_registry_policy", registry_policy},
      {"AWS::ECR::PullThroughCacheRule", cache_rule},
      {"AWS::ECR::RepositoryCreationTemplate", creation_template},
      {"AWS::SecretsManager::Secret", secret},
      {"AWS::ECR::Repository", lifecycle},
      {"AWS::IAM::Policy", policy},
      {"AWS::IAM::ManagedPolicy", policy},
      {"AWS::IAM::RolePolicy", policy},
      {"AWS::IAM::Role", role},
      {"AWS::ECR::RegistryPolicy", registry_policy},
      {"aws:ecr/pullThroughCacheRule:PullThroughCacheRule", cache_rule},
      {"aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", creation_template},
      {"aws:secretsmanager/secret:Secret", secret},
      {"aws:ecr/lifecyclePolicy:LifecyclePolicy", lifecycle},
      {"aws:iam/policy:Policy", policy},
      {"aws:iam/rolePolicy:RolePolicy", policy},
      {"aws:iam/rolePolicyAttachment:RolePolicyAttachment", policy_attachment},
      {"aws:ecr/registryPolicy:RegistryPolicy", registry_policy},
      {"aws-native:ecr:PullThroughCacheRule", cache_rule},
      {"aws-native:ecr:RepositoryCreationTemplate", creation_template},
      {"aws-native:secretsmanager:Secret", secret},
      {"aws-native:ecr:RegistryPolicy", registry_policy},
      {"PullThroughCacheRule", cache_rule},
      {"RepositoryCreationTemplate", creation_template},
  };
  const auto* const found =
      std::find_if(std::begin(types), std::end(types), [&](const TypeRow& row) { return row.type == type; });
  return found == std::end(types) ? std::nullopt : std::optional(found->kind);
}

}  // namespace ecrify::aws
