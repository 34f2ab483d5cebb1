// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "ecrify/generate/admission_policy.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::generate;
using rules::Rule;
using rules::RuleKind;
using rules::RuleSet;

namespace {

using rules::check_contains;

Rule prefix(std::string from, std::string to, std::vector<std::string> aliases = {}) {
  return {std::move(from), RuleKind::prefix, std::move(to), {}, {"a.yaml", 7, 5, 90}, std::move(aliases)};
}

Rule target(std::string from, std::string to) {
  return {std::move(from), RuleKind::target, std::move(to), {}, {"a.yaml", 8, 5, 99}};
}

Result<std::string> written(std::vector<Rule> rules, PolicyRequest request = {},
                            const std::string& host = rules::registry) {
  Result<RuleSet> set = RuleSet::build(std::move(rules), host);
  REQUIRE(set.ok());
  request.suppressible = {"unmapped-image"};
  return admission_policy(*set, request);
}

std::string text(std::vector<Rule> rules, PolicyRequest request = {},
                 const std::string& host = rules::registry) {
  Result<std::string> policy = written(std::move(rules), std::move(request), host);
  REQUIRE(policy.ok());
  return *policy;
}

PolicyRequest of_mode(PolicyMode mode) {
  PolicyRequest request;
  request.mode = mode;
  return request;
}

bool has(const std::string& policy, std::string_view word) { return policy.find(word) != std::string::npos; }

}  // namespace

TEST_CASE("admission_policy: each mode has its kind and its action") {
  for (const auto& [mode, action] : {std::pair{PolicyMode::warn, "[Warn]"},
                                     {PolicyMode::audit, "[Audit]"},
                                     {PolicyMode::deny, "[Deny]"}}) {
    const std::string policy = text({prefix("ghcr.io", "ghcr")}, of_mode(mode));
    check_contains(policy, {"kind: ValidatingAdmissionPolicy\n", "kind: ValidatingAdmissionPolicyBinding\n",
                            std::string("validationActions: ") + action});
    CHECK_FALSE(has(policy, "JSONPatch"));
  }
  const std::string policy = text({prefix("ghcr.io", "ghcr")}, of_mode(PolicyMode::mutate));
  check_contains(policy, {"kind: MutatingAdmissionPolicy\n", "reinvocationPolicy: IfNeeded",
                          "JSONPatch{op: \"replace\""});
  CHECK_FALSE(has(policy, "validationActions"));
}

TEST_CASE("admission_policy: tables of the rules") {
  const std::string policy = text({prefix("ghcr.io", "ghcr", {"lscr.io"}),
                                   {"docker.io/nginx", RuleKind::keep, {}, {}, {}},
                                   target("quay.io", "h.example.com")});
  check_contains(
      policy,
      {"\"ghcr.io\": \"" + rules::registry + "/ghcr\",", "\"lscr.io\": \"ghcr.io\",",
       "\"docker.io/nginx\": \"\",", "\"docker.io/library/nginx\": \"\",", "\"quay.io\": \"h.example.com\",",
       // 256 characters of ECR with its prefix and none without a name; 255 elsewhere, of which one is left.
       "\"ghcr.io\": [0, 252],", "\"quay.io\": [2, 256],"});
  CHECK_FALSE(has(policy, "\n\n"));
}

TEST_CASE("admission_policy: a rule of its own for an official image beats the exception's other name") {
  const std::string policy =
      text({{"docker.io/nginx", RuleKind::keep, {}, {}, {}}, prefix("docker.io/library/nginx", "hub/nginx")});
  CHECK(has(policy, "\"docker.io/library/nginx\": \"" + rules::registry + "/hub/nginx\","));
  CHECK_FALSE(has(policy, "\"docker.io/library/nginx\": \"\""));
}

TEST_CASE("admission_policy: sections that are there for few rules") {
  CHECK_FALSE(has(text({prefix("ghcr.io", "ghcr")}), "name: inner"));
  check_contains(text({target("ghcr.io", "h.example.com/a"), target("quay.io", "h.example.com/a/b")}),
                 {R"({"source": "ghcr.io", "target": "h.example.com/a", "inner": "h.example.com/a/b"},)"});
  CHECK_FALSE(has(text({prefix("ghcr.io", "ghcr")}), "name: hub\n"));
  CHECK(has(text({target("ghcr.io", "docker.io")}), "name: hub\n"));
  PolicyRequest request;
  request.refuses_digests = true;
  const std::string policy = text({prefix("ghcr.io", "ghcr"), target("quay.io", "h.example.com/q")}, request);
  const std::string cached = policy.substr(policy.find("name: cached"));
  CHECK(cached.substr(0, cached.find('}')).find("quay.io") == std::string::npos);
}

TEST_CASE("admission_policy: what is hostile stays in its string") {
  PolicyRequest request;
  request.ignored = {{"a\"b\n'*\\", ""}, {"", "${x}{{y}}"}};
  request.left_out = {"a path\n- injected: true"};
  const std::string policy = text({prefix("ghcr.io", "ghcr")}, request);
  check_contains(policy, {R"(.matches("^a\\\"b\u000a\\'(?s:.*)\\\\$"))",
                          R"(.matches("^\\$\\{x\\}\\{\\{y\\}\\}$"))", R"(# - a path\u000a- injected: true)"});
}

TEST_CASE("admission_policy: namespaces, volumes alone, the failure policy and the API's version") {
  PolicyRequest request;
  request.left_namespaces = {"kube-system", "karpenter"};
  request.containers = false;
  request.fails = false;
  request.api = "v1beta1";
  const std::string policy = text({prefix("ghcr.io", "ghcr")}, request);
  check_contains(policy,
                 {"operator: NotIn\n        values:\n        - \"kube-system\"\n        - \"karpenter\"\n",
                  "failurePolicy: Ignore", "apiVersion: admissionregistration.k8s.io/v1beta1\n",
                  "object.spec.?volumes"});
  CHECK_FALSE(has(policy, "object.spec.containers"));
}

TEST_CASE("admission_policy: what CEL can't say is refused with its place") {
  const Result<std::string> templated =
      written({prefix("ghcr.io", "ghcr")}, {}, "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com");
  REQUIRE_FALSE(templated.ok());
  check_contains(templated.failure().message, {"holds a placeholder"});
  CHECK(templated.failure().offset == 90);
  CHECK(templated.failure().file == "a.yaml");
  const Result<std::string> chain =
      written({prefix("ghcr.io", "ghcr", {"a.example.com"}), prefix("quay.io", "quay", {"ghcr.io/org"})});
  REQUIRE_FALSE(chain.ok());
  check_contains(chain.failure().message, {"its alias ghcr.io/org lies in the source of ghcr.io"});
}

TEST_CASE("admission_policy: more rules than the API server reads are refused") {
  std::vector<Rule> rules;
  for (int i = 0; i < 2000; ++i)
    rules.push_back(prefix("ghcr.io/org-" + std::to_string(i), "ghcr/org-" + std::to_string(i)));
  const Result<std::string> policy = written(std::move(rules));
  REQUIRE_FALSE(policy.ok());
  check_contains(policy.failure().message, {"longer than the API server reads"});
}
