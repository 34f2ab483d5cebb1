// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/options.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ecrify/cli/problem.hpp"
#include "ecrify/cli/registry.hpp"

namespace ecrify::cli {
namespace {

using rules::Rule;
using rules::RuleKind;

// More lines than any file has; keeps sums from overflowing.
constexpr std::size_t most_context = 1'000'000'000;

Result<std::size_t> parse_context(const std::string& text) {
  std::size_t lines = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, lines);
  if (stop == end && error == std::errc::result_out_of_range) return most_context;
  if (stop == end && error == std::errc{}) return std::min(lines, most_context);
  return problem("--unified " + in_quotes(text) + " is no number of lines", "for example --unified 3");
}

Result<Direction> parse_direction(const Flags& flags) {
  if (!flags.reverse) {
    if (flags.force) return problem("--force goes with --reverse alone", "leave it out");
    return Direction::forward;
  }
  if (flags.reverse->empty()) return Direction::reverse;
  if (*flags.reverse == "any") return Direction::reverse_any;
  return problem("unknown --reverse=" + *flags.reverse, "it is --reverse, or --reverse=any");
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

// Which paths go with which way of writing.
Status check_paths(Command command, Outcome outcome, const std::vector<std::string>& paths) {
  const auto dashes = std::count(paths.begin(), paths.end(), "-");
  if (dashes > 1) return problem("\"-\" is given twice", "stdin can be read once");
  if (command != Command::rewrite || outcome == Outcome::difference) return Done{};
  if (outcome == Outcome::in_place) {
    if (paths.empty() || dashes > 0) {
      return problem("--write can't write stdin", "name files or folders: ecrify rewrite -w .");
    }
    return Done{};
  }
  if (paths.size() > 1 || (paths.size() == 1 && is_folder(paths.front()))) {
    return problem(
        paths.size() > 1 ? "several files need --write" : paths.front() + " is a folder: it needs --write",
        "\"ecrify rewrite -w\" writes files in place, \"ecrify diff\" shows the changes first");
  }
  return Done{};
}

// Whether the command has to know the registry that prefix rules write into, or recognise in reverse.
bool needs_registry(Command command, Direction direction) {
  if (direction == Direction::reverse_any || command == Command::explain) return false;
  return command != Command::check || direction == Direction::reverse;
}

Status check_rules(const std::vector<Rule>& rules, const Invocation& invocation, Direction direction,
                   const TargetRegistry& registry) {
  for (const Rule& rule : rules) {
    if (rule.kind != RuleKind::prefix) continue;
    if (registry.host.empty() && needs_registry(invocation.command, direction)) {
      return problem(registry.missing.message + ", and the rule " + rules::describe(rule) + " needs it",
                     registry.missing.remedy);
    }
    if (direction != Direction::forward && rule.to.empty() && !invocation.flags.force) {
      return problem("in reverse the rule " + rules::describe(rule) +
                         " would take every repository of the registry to " + rule.from,
                     "--force does it all the same");
    }
  }
  return Done{};
}

}  // namespace

Status check_arguments(const Invocation& invocation) {
  const std::vector<std::string>& arguments = invocation.flags.arguments;
  if (invocation.command == Command::version && !arguments.empty()) {
    return problem("version takes no argument", "leave out " + in_quotes(arguments.front()));
  }
  if (invocation.command == Command::explain && (arguments.size() != 1 || arguments.front().empty())) {
    return problem("explain takes one reference", "for example \"ecrify explain ghcr.io/org/app:v1\"");
  }
  return Done{};
}

Result<std::vector<Rule>> combine_rules(const Flags& flags, const rules::Config& config) {
  std::vector<Rule> typed;
  for (const std::string& text : flags.rules) {
    Result<Rule> rule = rules::parse_rule_flag(text);
    if (!rule.ok()) return rule.failure();
    typed.push_back(std::move(rule).value());
  }
  for (const std::string& text : flags.keeps) {
    Result<Rule> rule = rules::parse_keep_flag(text);
    if (!rule.ok()) return rule.failure();
    typed.push_back(std::move(rule).value());
  }
  return rules::merge(config.rules, std::move(typed));
}

Result<Options> resolve_options(const Invocation& invocation, const Environment& environment,
                                const ConfigFile& file) {
  const Flags& flags = invocation.flags;
  const Command command = invocation.command;
  if (flags.quiet && flags.verbose) {
    return problem("--quiet and --verbose contradict each other", "leave one of them out");
  }

  const Outcome outcome = flags.dry_run ? Outcome::difference
                          : flags.write ? Outcome::in_place
                                        : Outcome::stream;
  if (command != Command::explain) {
    if (Status status = check_paths(command, outcome, flags.arguments); !status.ok()) return status.failure();
  }
  const Result<std::size_t> context = parse_context(flags.unified.value_or("3"));
  if (!context.ok()) return context.failure();
  const Result<Direction> direction = parse_direction(flags);
  if (!direction.ok()) return direction.failure();

  Result<TargetRegistry> registry = resolve_registry(flags, environment, file.config(), file.name());
  if (!registry.ok()) return registry.failure();
  Result<std::vector<Rule>> rules = combine_rules(flags, file.config());
  if (!rules.ok()) return rules.failure();
  if (Status status = check_rules(*rules, invocation, *direction, *registry); !status.ok())
    return status.failure();
  Result<rules::RuleSet> built = rules::RuleSet::build(std::move(rules).value(), registry->host);
  if (!built.ok()) return built.failure();

  return Options{flags.arguments,
                 std::move(built).value(),
                 *direction,
                 outcome,
                 *context,
                 flags.quiet     ? Verbosity::quiet
                 : flags.verbose ? Verbosity::verbose
                                 : Verbosity::normal,
                 flags.stdin_filename.value_or("<stdin>"),
                 file.name()};
}

}  // namespace ecrify::cli
