// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace ecrify::aws {

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
