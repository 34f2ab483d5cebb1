// SPDX-License-Identifier: Apache-2.0
#include "formats.hpp"

namespace ecrify::aws {
namespace {

constexpr Format rows[] = {
    {"an answer of the ECR API", is_aws_list, read_aws_list},
    {"a list of a stack's resources", is_stack_resources, refuse_stack_resources},
    {"a plan or state of Terraform in JSON", is_terraform_json, read_terraform_json},
    {"an encrypted state", is_encrypted_state, refuse_encrypted_state},
    {"an export of Pulumi", is_pulumi, read_pulumi},
    {"a manifest of the CDK", is_cdk_manifest, read_cdk_manifest},
    {"a template of CloudFormation", is_template, read_template},
    {"a state of Terraform", is_state, read_state},
    {"manifests", is_manifest, read_manifest},
    {"an IAM policy", is_policy_answer, read_policy_answer},
};

}  // namespace

std::span<const Format> formats() { return rows; }

}  // namespace ecrify::aws
