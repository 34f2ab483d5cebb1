// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/problem.hpp"
#include "ecrify/generate/renovate.hpp"

namespace ecrify::cli {
namespace {

// The rules for each registry that the configuration writes to, the general one first.
std::vector<rules::RuleSet> rule_sets(const Options& options) {
  std::vector<rules::RuleSet> all;
  if (!options.no_registry) all.push_back(options.mapping.rules());
  for (const PathTarget& target : options.targets) all.push_back(target.mapping.rules());
  return all;
}

Result<std::string> text_of(const GenerateSession& session) {
  switch (session.options.command) {
    case Command::generate_renovate:
      return generate::renovate(rule_sets(session.options));
    case Command::generate_admission_policy:
      return admission_policy_text(session);
    default:
      return problem("not there yet", "");
  }
}

}  // namespace

ExitStatus run_generate(const GenerateSession& session) {
  const Result<std::string> text = text_of(session);
  if (!text.ok()) {
    const bool in_file = text.failure().offset != no_offset;
    session.messages.failure(text.failure(), in_file ? session.config.source() : nullptr);
    return exit_failure;
  }
  session.out.write(*text);
  return session.out.failed() ? exit_failure : exit_clean;
}

}  // namespace ecrify::cli
