// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/result.hpp"
#include "value.hpp"

// The formats of inputs, one a file in src/aws.
namespace ecrify::aws {

struct Input {
  const std::string& file;
  CacheRules& into;
  std::map<std::string, Owner>& stacks;
  bool& is_answered;  // set by a format where an empty list says that there is nothing
};

// format_aws.cpp
[[nodiscard]] bool is_aws_list(const Value& document);
Status read_aws_list(const Value& document, const Input& input);
[[nodiscard]] bool is_stack_resources(const Value& document);
Status refuse_stack_resources(const Value& document, const Input& input);
[[nodiscard]] bool is_policy_answer(const Value& document);
Status read_policy_answer(const Value& document, const Input& input);
// format_terraform.cpp
[[nodiscard]] bool is_terraform_json(const Value& document);
Status read_terraform_json(const Value& document, const Input& input);
[[nodiscard]] bool is_encrypted_state(const Value& document);
Status refuse_encrypted_state(const Value& document, const Input& input);
[[nodiscard]] bool is_state(const Value& document);
Status read_state(const Value& document, const Input& input);
// format_cloudformation.cpp
[[nodiscard]] bool is_template(const Value& document);
Status read_template(const Value& document, const Input& input);
[[nodiscard]] bool is_cdk_manifest(const Value& document);
Status read_cdk_manifest(const Value& document, const Input& input);
// format_pulumi.cpp
[[nodiscard]] bool is_pulumi(const Value& document);
Status read_pulumi(const Value& document, const Input& input);
// format_manifests.cpp
[[nodiscard]] bool is_manifest(const Value& document);
Status read_manifest(const Value& document, const Input& input);

}  // namespace ecrify::aws
