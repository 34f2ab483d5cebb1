// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace ecrify::aws {

// What a resource of some tool's type is.
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

// Of a type of Terraform's AWS provider, CloudFormation, Pulumi (classic and native), Crossplane and ACK.
[[nodiscard]] std::optional<ResourceKind> resource_kind(std::string_view type);

}  // namespace ecrify::aws
