// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "ecrify/aws/import.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/config/text.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/write/printable.hpp"
#include "inputs.hpp"

namespace ecrify::command {
namespace {

constexpr std::string_view title_lines =
    "# Rules from the pull-through cache rules of AWS; behind each, where it comes from.\n";
constexpr std::string_view part_registry_hint =
    "# What was read does not say all of the registry: add account and region here, or give --account and "
    "--region.\n";
constexpr std::string_view left_out_lines = "# Cache rules that are no rules here, and why:\n";

// A comment must end at the end of its line, whatever a name holds.
std::string comment(std::string_view text) { return write::no_command(write::printable(text)); }

std::string text_of(const aws::Import& import) {
  std::string text = config::config_text(import.config);
  const std::string at = import.config.account || import.config.region ? "registry:" : "rules:";
  if (!import.config.account || !import.config.region) text.insert(text.find(at), part_registry_hint);
  text.insert(0, title_lines);
  if (import.left_out.empty()) return text;
  text += left_out_lines;
  for (const aws::Omission& one : import.left_out) {
    const std::string rule =
        one.rule ? comment(config::rule_text(*one.rule)) : comment(one.place.file + ": " + one.place.address);
    text += "#  - " + rule + ": " + comment(one.reason) + "\n";
  }
  return text;
}

Status check(const config::RegistrySetting& choice) {
  if (choice.account && !rules::is_account(*choice.account)) {
    return problem("the account " + in_quotes(*choice.account) + " of --account is not 12 digits",
                   "an AWS account ID looks like 123456789012, leading zeros included");
  }
  if (choice.region && !rules::is_region(*choice.region)) {
    return problem("the region " + in_quotes(*choice.region) + " of --region is none",
                   "a region looks like ca-central-1");
  }
  return Success{};
}

}  // namespace

run::ExitStatus run_config_import(const ConfigSession& session) {
  const options::Flags& flags = session.invocation.flags;
  if (flags.quiet) session.messages.set_verbosity(run::Verbosity::quiet);
  const config::RegistrySetting choice{flags.account, flags.region, {}};
  if (const Status status = check(choice); !status.ok()) return session.fail(status.failure());
  const std::vector<std::string> paths =
      flags.arguments.empty() ? std::vector<std::string>{"-"} : flags.arguments;
  const Inputs inputs = read_inputs(paths, session);
  if (!inputs.failures.empty()) return run::exit_failure;
  const Result<aws::Import> import = aws::import_rules(inputs.cache, choice);
  if (!import.ok()) return session.fail(import.failure());
  session.out.write(text_of(*import));
  for (const std::string& note : inputs.cache.notes) session.messages.note(write::printable(note));
  std::string summary = "wrote " + count_of(import->config.rules.size(), "rule");
  if (!import->left_out.empty())
    summary +=
        ", left out " + count_of(import->left_out.size(), "cache rule") + ", see the comments at the end";
  session.messages.note(summary);
  return session.out.status();
}

}  // namespace ecrify::command
