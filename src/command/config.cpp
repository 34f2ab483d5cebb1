// SPDX-License-Identifier: Apache-2.0
#include "ecrify/config/config.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "config_proposal.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/config/text.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/options/scope.hpp"
#include "ecrify/rules/upstreams.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::command {
namespace {

Failure no_file() {
  return problem("no configuration file was found", "\"ecrify config init\" writes a first one");
}

// The lines of a first file besides the registry and the rules of the flags.
constexpr std::string_view first_lines =
    "# Configuration of ecrify. \"ecrify config schema\" prints its JSON schema for editors, and \"ecrify "
    "config show\"\n"
    "# what it adds up to with flags and environment.\n";
constexpr std::string_view registry_hint =
    "# The registry with the pull-through cache; without one say --account and --region, or AWS_ACCOUNT_ID "
    "and AWS_REGION.\n"
    "# registry: {account: \"123456789012\", region: ca-central-1}\n";
// Hosts in front of the registries that the rules are about, as a comment.
std::string alias_lines(const std::vector<rules::Rule>& all) {
  std::string lines;
  for (const rules::Rule& rule : all) {
    std::string hosts;
    for (const rules::VanityHost& row : rules::vanity_hosts()) {
      const bool is_named = std::any_of(all.begin(), all.end(), [&](const rules::Rule& other) {
        return other.from == row.host ||
               std::find(other.aliases.begin(), other.aliases.end(), row.host) != other.aliases.end();
      });
      if (rule.kind != rules::RuleKind::keep && row.upstream == rule.from && row.suggested && !is_named) {
        hosts.append(hosts.empty() ? "" : ", ").append(row.host);
      }
    }
    if (hosts.empty()) continue;
    lines += "# Hosts in front of " + rule.from + ", for its rule: aliases: [" + hosts + "]\n";
  }
  return lines;
}

constexpr std::string_view more_rules =
    "# More rules; the longest from that fits counts:\n"
    "#  - {from: ghcr.io/org/internal, keep: true, reason: private to CI}\n";
constexpr std::string_view docker_hub_rule = "#  - {from: docker.io, prefix: docker-hub}\n";
constexpr std::string_view last_lines =
    "# ignore: [{path: \"vendor/**\"}]         # files that are not read\n"
    "# values: [\"apps/**/values*.yaml\"]      # files that are values of charts\n";

// Registries that ECR has no cache for, as comments.
std::string lines_without_cache(const std::vector<rules::Rule>& rules) {
  if (rules.empty()) return "";
  std::string lines =
      "# ECR has no pull-through cache for these; a mirror of your own would be their target:\n";
  for (const rules::Rule& rule : rules) lines += "#  - " + config::rule_text(rule) + "\n";
  return lines;
}

std::string found_line(const Proposal& proposal) {
  std::string line =
      "found " + count_of(proposal.references, "reference") + ": " + count_of(proposal.rules.size(), "rule");
  if (!proposal.without.empty())
    line += ", and " + count_of(proposal.without.size(), "comment") + " for what ECR has no cache for";
  return line;
}

// The words behind `config init`: where it writes, and which folders it looks at.
struct InitPaths {
  std::string file = options::config_file_name;
  std::vector<std::string> folders;
};

Result<InitPaths> init_paths(const std::vector<std::string>& arguments) {
  InitPaths paths;
  bool has_file = false;
  for (const std::string& argument : arguments) {
    if (argument != "-" && is_folder(argument)) {
      paths.folders.push_back(argument);
      continue;
    }
    if (has_file) return problem("config init writes one file", "leave out " + in_quotes(argument));
    std::error_code error;
    const bool is_new = argument != "-" && !std::filesystem::exists(argument, error);
    if (is_new && !argument.ends_with(".yaml") && !argument.ends_with(".yml")) {
      return problem(in_quotes(argument) + " is no folder, and no name for a configuration",
                     "name a folder that is there; a configuration is called .ecrify.yaml, or NAME.yaml");
    }
    paths.file = argument;
    has_file = true;
  }
  return paths;
}

// The rules of the flags, and those that there is work for.
Result<config::Config> first_config(const options::Flags& flags, std::vector<rules::Rule> found) {
  config::Config config;
  config.account = flags.account;
  config.region = flags.region;
  config.host = flags.registry;
  config.rules = std::move(found);
  Result<std::vector<rules::Rule>> rules = options::combine_rules(flags, config);
  if (!rules.ok()) return rules.failure();
  config.rules = std::move(rules).value();
  for (rules::Rule& rule : config.rules) {
    // A number of references stays; how the others came about says nothing to a reader of the file.
    if (rule.origin.file.starts_with("--") || rule.origin.file == rules::default_rule().origin.file)
      rule.origin = {};
  }
  return config;
}

run::ExitStatus write_first(const ConfigSession& session, const std::string& path, const std::string& text) {
  if (path == "-") return session.out.print(text);
  const Status written = write::write_output_file(
      path, text, session.invocation.flags.force ? write::Existing::replace : write::Existing::refuse);
  if (!written.ok()) {
    Failure failure = written.failure();
    if (failure.remedy.empty())
      failure.remedy = "--force replaces it; \"ecrify config init -\" prints the text";
    return session.fail(failure);
  }
  session.messages.note("wrote " + write::printable(path));
  return run::exit_clean;
}

run::ExitStatus init(const ConfigSession& session) {
  const options::Flags& flags = session.invocation.flags;
  const Result<InitPaths> paths = init_paths(flags.arguments);
  if (!paths.ok()) return session.fail(paths.failure());
  Proposal proposal;
  if (!paths->folders.empty()) {
    Result<Proposal> found = propose_rules(session, paths->folders);
    if (!found.ok()) return session.fail(found.failure());
    proposal = std::move(found).value();
    if (!proposal.complete)
      return run::exit_failure;  // the rules of half a tree would pass for those of all of it
  }
  const Result<config::Config> config = first_config(flags, proposal.rules);
  if (!config.ok()) return session.fail(config.failure());
  const Result<options::TargetRegistry> registry = options::resolve_registry(flags, {}, {}, "");
  if (!registry.ok()) return session.fail(registry.failure());
  const Result<rules::RuleSet> built = rules::RuleSet::build(config->rules, registry->host);
  if (!built.ok()) return session.fail(built.failure());

  std::string text = config::config_text(*config);
  if (!flags.account && !flags.region && !flags.registry) text.insert(text.find("rules:"), registry_hint);
  text = std::string(first_lines) + text + alias_lines(config->rules) + proposal.comment +
         lines_without_cache(proposal.without) + std::string(more_rules) +
         std::string(paths->folders.empty() ? docker_hub_rule : "") + std::string(last_lines);
  const run::ExitStatus status = write_first(session, paths->file, text);
  if (!paths->folders.empty() && status == run::exit_clean) session.messages.note(found_line(proposal));
  return status;
}

run::ExitStatus show(const ConfigSession& session) {
  options::ConfigFile file;
  if (Status status = file.load(session.invocation.flags, session.environment); !status.ok()) {
    return session.fail(status.failure(), file.source());
  }
  const Result<run::Options> options =
      options::resolve_options(session.invocation, session.environment, file);
  if (!options.ok()) return session.fail(options.failure(), file.source());
  config::Config config = file.config();
  config.account.reset();
  config.region.reset();
  config.host.reset();
  if (const std::string& host = options->mapping.rules().registry_host(); !host.empty()) config.host = host;
  config.rules = options->mapping.rules().rules();
  if (options->targets.empty()) {  // a flag or a variable beats the paths of targets
    for (config::TargetSetting& target : config.targets) target.path.reset();
    std::erase_if(config.targets, [](const config::TargetSetting& target) { return target.name.empty(); });
  }
  return session.out.print(config::config_text(config));
}

Result<std::string> read(const std::string& path, const run::Io& io) {
  if (path != "-") return input::read_file(path);
  if (isatty(io.in) != 0) {
    return problem("stdin is a terminal: there is nothing to read", "name a file, or pipe it into ecrify");
  }
  return input::read_descriptor(io.in, "<stdin>");
}

// All errors of a file in one go: those of its form, those of what its settings name, and `first`, which
// ended its use.
run::ExitStatus fail_with_all(const ConfigSession& session, const options::ConfigFile& file,
                              const Failure& first) {
  config::Config config;
  std::vector<Failure> errors = config::config_errors(*file.source(), config);
  const std::vector<Failure> of_scope = options::scope_errors(config, file.name());
  errors.insert(errors.end(), of_scope.begin(), of_scope.end());
  if (std::none_of(errors.begin(), errors.end(),
                   [&](const Failure& one) { return one.offset == first.offset; }))
    errors.push_back(first);
  std::stable_sort(errors.begin(), errors.end(),
                   [](const Failure& a, const Failure& b) { return a.offset < b.offset; });
  for (const Failure& failure : errors) session.fail(failure, file.source());
  return run::exit_failure;
}

// One file, for itself: neither flags nor the environment have a say.
run::ExitStatus validate_one(const ConfigSession& session, const std::string& path) {
  Result<std::string> bytes = read(path, session.io);
  if (!bytes.ok()) return session.fail(bytes.failure());
  const std::string name = path == "-" ? "<stdin>" : path;
  options::ConfigFile file;
  if (Status status = file.take({path, name, "", ""}, std::move(bytes).value()); !status.ok())
    return fail_with_all(session, file, status.failure());
  const Result<run::Options> options =
      options::resolve_options({run::Command::config_validate, {}}, {}, file);
  if (!options.ok()) return fail_with_all(session, file, options.failure());
  for (const std::string& line : options::slip_lines(*options)) session.messages.note(line);
  session.messages.note(write::printable(name) + ": ok");
  return run::exit_clean;
}

run::ExitStatus validate(const ConfigSession& session) {
  std::vector<std::string> paths = session.invocation.flags.arguments;
  if (paths.empty()) {
    const std::optional<options::ConfigPlace> place =
        options::find_config(session.invocation.flags, session.environment);
    if (!place) return session.fail(no_file());
    paths.push_back(place->name);
  }
  run::ExitStatus status = run::exit_clean;
  for (const std::string& path : paths) {
    if (validate_one(session, path) != run::exit_clean) status = run::exit_failure;
  }
  return status;
}

run::ExitStatus path(const ConfigSession& session) {
  const std::optional<options::ConfigPlace> place =
      options::find_config(session.invocation.flags, session.environment);
  return place ? session.out.print(place->name + "\n") : session.fail(no_file());
}

}  // namespace

run::ExitStatus run_config(const ConfigSession& session) {
  switch (session.invocation.command) {
    case run::Command::config_init:
      return init(session);
    case run::Command::config_show:
      return show(session);
    case run::Command::config_validate:
      return validate(session);
    case run::Command::config_schema:
      return session.out.print(config::config_schema(options::class_uses()));
    case run::Command::config_path:
      return path(session);
    case run::Command::config_import:
      return run_config_import(session);
    case run::Command::config_verify:
      return run_config_verify(session);
    default:
      return run::exit_clean;
  }
}

}  // namespace ecrify::command
