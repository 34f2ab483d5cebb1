// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "ecrify/aws/needed.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/generate/images.hpp"
#include "ecrify/generate/outputs.hpp"
#include "ecrify/options/registry.hpp"
#include "ecrify/rules/ecr.hpp"

namespace ecrify::command {
namespace {

run::ExitStatus fail(const GenerateSession& session, const Failure& failure) {
  return session.messages.failure(failure, failure.offset != no_offset ? session.config.source() : nullptr);
}

// The rules for each registry that the configuration writes to, the general one first.
std::vector<rules::RuleSet> rule_sets(const run::Options& options) {
  std::vector<rules::RuleSet> all;
  if (!options.no_registry) all.push_back(options.mapping.rules());
  for (const run::PathTarget& target : options.targets) all.push_back(target.mapping.rules());
  return all;
}

Result<std::string> terraform(const GenerateSession& session) {
  const rules::RuleSet& rules = session.options.mapping.rules();
  if (Status status = options::check_has_cache(rules.registry_host()); !status.ok()) return status.failure();
  aws::NeededCacheRules needed = aws::needed_cache_rules(rules.rules());
  if (!needed.refusals.empty()) {
    const Failure last = std::move(needed.refusals.back());
    needed.refusals.pop_back();
    for (const Failure& failure : needed.refusals) fail(session, failure);
    return last;
  }
  if (needed.rules.empty()) {
    return problem("no rule needs a pull-through cache rule",
                   "add a rule with a prefix: --rule ghcr.io=ghcr");
  }
  if (!session.options.targets.empty()) {
    session.messages.note(
        "of the registry of the configuration alone: --target NAME writes the same for that of a target");
  }
  generate::TerraformSettings settings;
  settings.monitoring = session.flags.monitoring;
  if (const auto owner = rules::ecr_owner(rules.registry_host())) {
    const std::size_t slash = owner->find('/');
    settings.account = owner->substr(0, slash);
    settings.region = owner->substr(slash + 1);
  }
  return generate::terraform(needed.rules, settings);
}

Result<std::string> text_of(const GenerateSession& session) {
  switch (session.options.command) {
    case run::Command::generate_terraform:
      return terraform(session);
    case run::Command::generate_prewarm:
      return images_text(session, generate::prewarm_forms());
    case run::Command::generate_mirror:
      return images_text(session, generate::mirror_forms());
    case run::Command::generate_registries_conf:
      if (session.options.no_registry) return *session.options.no_registry;
      return generate::registries_conf(session.options.mapping.rules());
    case run::Command::generate_renovate:
      return generate::renovate(rule_sets(session.options));
    case run::Command::generate_admission_policy:
      return admission_policy_text(session);
    default:
      return std::string();  // a command of another group
  }
}

}  // namespace

run::ExitStatus run_generate(const GenerateSession& session) {
  const Result<std::string> text = text_of(session);
  return text.ok() ? session.out.print(*text) : fail(session, text.failure());
}

}  // namespace ecrify::command
