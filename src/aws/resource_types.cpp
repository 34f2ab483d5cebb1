// SPDX-License-Identifier: Apache-2.0
#include "resource_types.hpp"

#include <algorithm>
#include <iterator>

namespace ecrify::aws {
namespace {

struct TypeRow {
  std::string_view type;
  ResourceKind kind;
};

using enum ResourceKind;

// Names of the Terraform provider's documentation, the CloudFormation resource specification, @pulumi/aws'
// and
// @pulumi/aws-native's type tokens, and the CRDs of provider-upjet-aws and ACK's ecr-controller.
constexpr TypeRow types[] = {
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

}  // namespace

std::optional<ResourceKind> resource_kind(std::string_view type) {
  const auto* const found =
      std::find_if(std::begin(types), std::end(types), [&](const TypeRow& row) { return row.type == type; });
  return found == std::end(types) ? std::nullopt : std::optional(found->kind);
}

}  // namespace ecrify::aws
