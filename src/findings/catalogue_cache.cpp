// SPDX-License-Identifier: Apache-2.0
#include "catalogue_rows.hpp"

// The findings of `config verify`. The facts are those of the ECR user guide and API reference.
namespace ecrify::findings {
namespace {

constexpr CatalogueRow rows[] = {
    {FindingId::cache_rule_missing, "cache-rule-missing", Severity::error, Effect::warns,
     "no pull-through cache rule has the prefix that a rule maps images to",
     "ECR finds the upstream of an image by its prefix alone. Without a cache rule for it each pull fails, "
     "on "
     "every node: the console proposes the prefix `github` for GHCR, and others write `ghcr`.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "github", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
)",
     "Give the rule the prefix of the cache rule, or define a cache rule with the rule's prefix. A cache "
     "rule of a"
     " shorter prefix serves longer ones, too: `ghcr` serves `ghcr/org`."},

    {FindingId::cache_rule_differs, "cache-rule-differs", Severity::error, Effect::warns,
     "the cache rule with the prefix of a rule fetches from somewhere else",
     "The nodes would get another registry's image of that name, or none. With an upstream prefix the cache "
     "rule "
     "leaves out a part of the path, which the rule then has to leave out as well.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "quay.io", "registryId": "123456789012"}
]}
)",
     "Correct the rule's `from` or `prefix`, or the cache rule. `ecrify config import` writes rules that "
     "fit."},

    {FindingId::cache_rule_elsewhere, "cache-rule-elsewhere", Severity::error, Effect::warns,
     "the cache rule with the prefix of a rule is in another account or region than the registry of the "
     "configuration",
     "Each registry, which is an account in a region, has cache rules of its own.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012", "credentialArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/ghcr-AbCdEf"}
]}
)",
     "Correct the account and the region of the configuration, or define the cache rule where it writes to."},

    {FindingId::cache_rule_unused, "cache-rule-unused", Severity::note, Effect::warns,
     "a cache rule has a prefix that no rule maps images to",
     "Images that could come through the cache are pulled from their upstream.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"},
  {"ecrRepositoryPrefix": "quay", "upstreamRegistryUrl": "quay.io", "registryId": "123456789012"}
]}
)",
     "Add a rule for its upstream, as the message shows, or remove the cache rule."},

    {FindingId::cache_rule_quota, "cache-rule-quota", Severity::error, Effect::warns,
     "a registry has more cache rules than AWS allows",
     "A registry has at most 50 pull-through cache rules in a region, a quota that is not raised. The 51st "
     "fails "
     "when it is applied.",
     "",
     "Use one cache rule for a whole upstream. Rules of ecrify for parts of it share that cache rule: "
     "`ghcr.io/org` to `ghcr/org` beside `ghcr.io` to `ghcr`."},

    {FindingId::cache_prefix_illegal, "cache-prefix-illegal", Severity::error, Effect::warns,
     "a cache rule has a prefix that ECR does not take",
     "A prefix has 2 to 30 characters: small letters and digits with `.`, `_`, `__` or `-` between them, in "
     "components separated by `/`, or it is `ROOT`.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "GHCR", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"},
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
)",
     "Choose a legal prefix, for the cache rule and for the rule that uses it."},

    {FindingId::cache_secret, "cache-secret", Severity::error, Effect::warns,
     "a cache rule has a credential that ECR refuses, or none where it wants one",
     "The secret's name has to begin with `ecr-pullthroughcache/`, and it has to be in the account and the "
     "region "
     "of the cache rule. `terraform validate` and `terraform plan` don't look: `apply` fails.",
     R"(# file: aws-plan.json
{"format_version": "1.2",
 "planned_values": {"root_module": {"resources": [
   {"address": "aws_secretsmanager_secret.ghcr", "mode": "managed", "type": "aws_secretsmanager_secret", "name": "ghcr",
    "values": {"name": "prod-ghcr-token"}},
   {"address": "aws_ecr_pull_through_cache_rule.ghcr", "mode": "managed", "type": "aws_ecr_pull_through_cache_rule", "name": "ghcr",
    "values": {"ecr_repository_prefix": "ghcr", "upstream_registry_url": "ghcr.io"}}]}},
 "configuration": {"root_module": {"resources": [
   {"address": "aws_ecr_pull_through_cache_rule.ghcr", "mode": "managed", "type": "aws_ecr_pull_through_cache_rule", "name": "ghcr",
    "expressions": {"credential_arn": {"references": ["aws_secretsmanager_secret.ghcr.arn", "aws_secretsmanager_secret.ghcr"]}}}]}}}
)",
     "Name the secret `ecr-pullthroughcache/NAME`; a secret can't be renamed, so Terraform makes a new one."},

    {FindingId::cache_template_missing, "cache-template-missing", Severity::warning, Effect::warns,
     "no repository creation template is about the prefix of a cache rule",
     "ECR creates a repository when an image is pulled for the first time. Without a template it has the "
     "defaults:"
     " nothing is ever removed from it, and no other account may read it.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
# file: aws-templates.json
{"repositoryCreationTemplates": [{"prefix": "quay", "appliedFor": ["PULL_THROUGH_CACHE"]}]}
)",
     "Define a template with that prefix, or with the prefix `ROOT`, for `PULL_THROUGH_CACHE`."},

    {FindingId::cache_template_unfit, "cache-template-unfit", Severity::warning, Effect::warns,
     "the repository creation template for a cache rule's prefix does not fit a cache",
     "One that is not applied for `PULL_THROUGH_CACHE` has no effect on what the cache creates. With "
     "immutable "
     "tags ECR can't refresh a tag whose image has changed upstream.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
# file: aws-templates.json
{"repositoryCreationTemplates": [
  {"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "IMMUTABLE"}
]}
)",
     "Apply it for `PULL_THROUGH_CACHE`, with mutable tags."},

    {FindingId::cache_lifecycle, "cache-lifecycle", Severity::warning, Effect::warns,
     "a lifecycle policy of cached images expires untagged ones alone",
     "What a cache holds has tags, so that the policy removes next to nothing of it. What is untagged there "
     "are "
     "the images of single platforms, which belong to a tagged list.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
# file: aws-templates.json
{"repositoryCreationTemplates": [
  {"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "MUTABLE",
   "lifecyclePolicy": "{\"rules\": [{\"rulePriority\": 1, \"selection\": {\"tagStatus\": \"untagged\", \"countType\": \"sinceImagePushed\", \"countUnit\": \"days\", \"countNumber\": 14}, \"action\": {\"type\": \"expire\"}}]}"}
]}
)",
     "Expire by age or number with `tagStatus: any`, as long as no image is pinned by digest: an expired one "
     "comes"
     " back by its tag only. Look at its effect first: `aws ecr start-lifecycle-policy-preview`."},

    {FindingId::cache_policy, "cache-policy", Severity::error, Effect::warns,
     "no IAM policy among the inputs gives a right that pulls through the cache need",
     "Beside the rights to pull, who pulls first needs `ecr:BatchImportUpstreamImage`, and "
     "`ecr:CreateRepository` "
     "for an image that was never pulled. A creation template does not take its place.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
# file: aws-policy.json
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "ecr:BatchImportUpstreamImage", "Resource": "arn:aws:ecr:ca-central-1:123456789012:repository/ghcr/*"}
]}
)",
     "Add the right to the policy of the nodes' role, for `repository/PREFIX/*`."},

    {FindingId::digest_expires, "digest-expires", Severity::warning, Effect::warns,
     "an image is pinned by digest, and a lifecycle policy expires images in its repository",
     "An expired image comes back when it is pulled by its tag; by digest alone ECR may report it as "
     "missing, for "
     "good.",
     R"(# file: aws.json
{"pullThroughCacheRules": [
  {"ecrRepositoryPrefix": "ghcr", "upstreamRegistryUrl": "ghcr.io", "registryId": "123456789012"}
]}
# file: aws-templates.json
{"repositoryCreationTemplates": [
  {"prefix": "ghcr", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "MUTABLE",
   "lifecyclePolicy": "{\"rules\": [{\"rulePriority\": 1, \"selection\": {\"tagStatus\": \"any\", \"countType\": \"sinceImagePushed\", \"countUnit\": \"days\", \"countNumber\": 30}, \"action\": {\"type\": \"expire\"}}]}"}
]}
# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: web, image: "ghcr.io/org/web@sha256:7173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc"}
)",
     "Keep the repository out of the policy, or pin by tags that never move."},

    {FindingId::vanity_host, "vanity-host", Severity::note, Effect::warns,
     "an image of a host that stands in front of a mapped registry, and that no rule is about",
     "Some projects publish their images under a host of their own, which only leads to another registry. "
     "ECR takes no "
     "cache rule for such a host, so that these images pass by the cache, although those of the registry "
     "behind it don't.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: kyverno}
spec:
  containers: [{name: kyverno, image: "reg.kyverno.io/kyverno/kyverno:v1.15.0"}]
)",
     "Name the host among the `aliases` of the rule for the registry behind it."},
};

}  // namespace

std::span<const CatalogueRow> cache_rows() { return rows; }

}  // namespace ecrify::findings
