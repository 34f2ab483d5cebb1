// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/rules/rules.hpp"

// The rules as an admission policy: the API server itself decides about the images of pods as
// RuleSet::decide() does, in CEL (https://kubernetes.io/docs/reference/using-api/cel/), with no webhook.
namespace ecrify::generate {

enum class PolicyMode : std::uint8_t { warn, audit, deny, mutate };
[[nodiscard]] std::string_view policy_mode_name(PolicyMode mode);

// Pods that the policy leaves alone. `*` matches any bytes; an empty pattern, of which there is one at most,
// matches all.
struct IgnoredPods {
  std::string name;
  std::string name_space;
};

struct PolicyRequest {
  PolicyMode mode = PolicyMode::warn;
  std::string api = "v1";  // version of admissionregistration.k8s.io
  bool fails = true;       // failurePolicy: a request that the policy can't be evaluated for is refused
  std::vector<std::string> left_namespaces;  // the policy isn't asked about them
  std::vector<IgnoredPods> ignored;
  bool containers = true;                 // images of containers …
  bool image_volumes = true;              // … and of volumes
  bool refuses_digests = false;           // those that go into a cache that only pulls by tag fill
  std::vector<std::string> suppressible;  // names of the findings that the annotation may list
  std::vector<std::string> left_out;  // what the configuration says that the policy doesn't do, a line each
};

// The policy and its binding, two documents of YAML. Fails, with the place of the rule, where CEL can't say
// what the rule does, and where there are more rules than the API server takes. Precondition: no rule needs a
// registry that isn't known.
[[nodiscard]] Result<std::string> admission_policy(const rules::RuleSet& rules, const PolicyRequest& request);

}  // namespace ecrify::generate
