// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ecrify/aws/verify.hpp"

// The parts of verify(), each with what it looks at.
namespace ecrify::aws {

// A rule of the configuration that writes below a prefix of some ECR registry.
struct WantedPrefix {
  const rules::Rule* rule = nullptr;
  std::string from;            // canonical: host in lower case, docker.io
  std::string prefix;          // "" for ROOT
  std::optional<Owner> owner;  // of a target that is an ECR registry itself; else the configuration's
};
[[nodiscard]] std::vector<WantedPrefix> wanted_prefixes(const std::vector<rules::Rule>& rules);

struct Verification {
  const CacheRules& cache;
  std::vector<WantedPrefix> wanted;
  std::vector<Owner> registries;    // that the configuration writes to
  std::vector<std::string> mapped;  // names that rules are about, as WantedPrefix has them: also those kept
  std::vector<InputFinding> findings = {};

  // About something in an input …
  void add(FindingId id, const Place& place, std::string message, std::string help);
  // … about a rule …
  void add(FindingId id, const rules::Rule& rule, std::string message, std::string help);
  // True if the configuration may write to that registry.
  [[nodiscard]] bool in_scope(const Owner& owner) const;
};

// True if `path` is `prefix` or below it, on whole components; everything is below "".
[[nodiscard]] bool is_below(const std::string& path, const std::string& prefix);

// The registries that the prefix is written to; of several those that the inputs are about.
[[nodiscard]] std::vector<Owner> registries_for(const Verification& verification, const WantedPrefix& wanted);

void verify_rules(Verification& verification);      // verify_rules.cpp: rules against cache rules
void verify_inputs(Verification& verification);     // verify_inputs.cpp: what AWS would refuse
void verify_templates(Verification& verification);  // verify_templates.cpp
void verify_policies(Verification& verification);   // verify_policies.cpp

}  // namespace ecrify::aws
