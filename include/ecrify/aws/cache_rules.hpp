// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

// Pull-through caches as AWS, or infrastructure code, has them. Shapes and limits are those of botocore's ECR
// model (2015-09-21), the Terraform provider's documentation and CloudFormation's resource specification.
namespace ecrify::aws {

// A text that an input gives, leaves out, or can't give yet: "known after apply", a reference to a parameter.
struct Setting {
  enum class State { absent, known, unknown };
  State state = State::absent;
  std::string text = {};  // only while known

  [[nodiscard]] bool known() const { return state == State::known; }
};

// The file and the address of a definition. Of an input, only names, prefixes, URLs and ARNs may be shown:
// the rest holds secrets.
struct Place {
  std::string file;     // as the user named it
  std::string address;  // module.ecr.aws_ecr_pull_through_cache_rule.this["ghcr"]; a list has
                        // pullThroughCacheRules[0]
};

// An account and a region, each as far as it is known.
struct Owner {
  Setting account;
  Setting region;
};

struct CacheRule {
  Place place;
  Setting prefix;           // of repositories in ECR, `ROOT` for none
  Setting upstream;         // host: ghcr.io
  Setting upstream_prefix;  // of repositories there; absent: the input has no such field, which means ROOT
  Setting credential;       // ARN of the secret
  Setting secret_name;      // of the secret that the credential refers to, where the input has that, too
  Owner owner;
};

// Settings of the repositories that ECR creates below a prefix.
struct CreationTemplate {
  Place place;
  Setting prefix;
  Owner owner;
  bool pull_through = true;  // it is applied for PULL_THROUGH_CACHE, or that is not known
  bool immutable = false;    // tags can't be overwritten
  Setting lifecycle;         // JSON text
};

// The lifecycle policy of one repository, or of those of a pattern.
struct RepositoryLifecycle {
  Place place;
  std::string repository;
  std::string policy;  // JSON text
};

// One statement of an IAM policy: its effect, actions and resources, as far as they concern pulls. All are
// patterns in which `*` matches any bytes; an unknown part of a resource is a `*`.
struct PolicyStatement {
  bool allow = true;
  bool not_action = false;
  bool not_resource = false;
  bool conditional = false;
  std::vector<std::string> actions;  // in lower case
  std::vector<std::string> resources;
};
struct Policy {
  Place place;
  std::vector<PolicyStatement> statements;
};

// The cache rules, templates and policies of several inputs together.
struct CacheRules {
  std::vector<CacheRule> rules;
  std::vector<CreationTemplate> templates;
  std::vector<RepositoryLifecycle> lifecycles;
  std::vector<Policy> policies;
  std::set<std::string>
      managed_policies;            // names of AWS' own that roles have: AmazonEC2ContainerRegistryPullOnly
  bool knows_templates = false;    // an input that would hold them was among them
  bool complete = true;            // false: a list that ends before its end (nextToken)
  std::vector<std::string> notes;  // sentences about what could not be known

  [[nodiscard]] bool empty() const {
    return rules.empty() && templates.empty() && policies.empty() && lifecycles.empty() &&
           managed_policies.empty();
  }
};

// The names of a cache rule: prefix/x of ECR is upstream-prefix/x of the upstream. Facts from the ECR user
// guide, "Customizing repository prefixes for ECR to ECR pull through cache".

// Without a slash at the end; "" for ROOT. Nothing where it is not known.
[[nodiscard]] std::optional<std::string> prefix_of(const Setting& prefix);
// The upstream's host, with its prefix behind it. Nothing where one of them is not known.
[[nodiscard]] std::optional<std::string> source_of(const CacheRule& rule);
// The owner of a registry of ECR, by its host; nothing for any other host.
[[nodiscard]] std::optional<Owner> owner_of_host(const std::string& host);

// True unless both texts are known and differ.
[[nodiscard]] bool may_be(const Setting& a, const Setting& b);
[[nodiscard]] bool may_be(const Owner& a, const Owner& b);

}  // namespace ecrify::aws
