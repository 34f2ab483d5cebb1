// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/resolve.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <system_error>
#include <thread>
#include <utility>

#include "ecrify/base/system.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/options/flag_table.hpp"
#include "ecrify/options/hints.hpp"
#include "ecrify/options/registry.hpp"
#include "ecrify/options/scope.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/rules/rules.hpp"
#include "report_targets.hpp"

namespace ecrify::options {
namespace {

using rules::Rule;

// More lines than any file has; keeps sums from overflowing.
constexpr std::size_t most_context = 1'000'000'000;

constexpr std::size_t most_jobs = 256;

// Nothing where the text is no number; the largest one for what is larger.
std::optional<std::size_t> number_of(const std::string& text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  return error == std::errc{} ? number : std::numeric_limits<std::size_t>::max();
}

Result<std::size_t> parse_context(const std::string& text) {
  if (const auto lines = number_of(text)) return std::min(*lines, most_context);
  return problem("--unified " + in_quotes(text) + " is no number of lines", "for example --unified 3");
}

Result<std::size_t> parse_most_same(const std::string& text) {
  if (const auto most = number_of(text)) return *most;
  return problem("--max-same-findings " + in_quotes(text) + " is no number", "0 shows all of them");
}

Result<std::size_t> parse_jobs(const std::string& text) {
  if (const auto jobs = number_of(text); jobs && *jobs >= 1 && *jobs <= most_jobs) return *jobs;
  return problem("--jobs " + in_quotes(text) + " is no number from 1 to 256", "for example --jobs 4");
}

Result<run::LogLevel> parse_level(const std::string& text) {
  if (const auto level = run::parse_log_level(text)) return *level;
  return problem("unknown --log-level " + in_quotes(text), "it is error, warning, info or debug");
}

Result<rules::Direction> parse_direction(const Flags& flags) {
  if (!flags.reverse) {
    if (flags.force) return problem("--force goes with --reverse alone", "leave it out");
    return rules::Direction::forward;
  }
  if (flags.reverse->empty()) return rules::Direction::reverse;
  if (*flags.reverse == "any") return rules::Direction::reverse_any;
  return problem("unknown --reverse=" + *flags.reverse, "it is --reverse, or --reverse=any");
}

Result<run::WriteBaseline> parse_write_baseline(const Flags& flags) {
  if (!flags.write_baseline) return run::WriteBaseline::no;
  if (!flags.baseline) return problem("--write-baseline needs the file", "add --baseline FILE");
  if (flags.write_baseline->empty()) return run::WriteBaseline::all;
  if (*flags.write_baseline == "shrink") return run::WriteBaseline::shrink;
  return problem("unknown --write-baseline=" + *flags.write_baseline,
                 "it is --write-baseline, or --write-baseline=shrink");
}

// Checks that the paths go with the way of writing.
Status check_paths(const Invocation& invocation, run::Destination destination) {
  const std::vector<std::string>& paths = invocation.flags.arguments;
  const auto dashes = std::count(paths.begin(), paths.end(), "-");
  if (dashes > 1) return problem("\"-\" is given twice", "stdin can be read once");
  if (invocation.command != run::Command::rewrite || destination == run::Destination::difference)
    return Success{};
  if (destination == run::Destination::in_place) {
    if (paths.empty() || dashes > 0) {
      return problem("--write can't write stdin", "name files or folders: ecrify rewrite -w .");
    }
    return Success{};
  }
  const bool several = paths.size() > 1 || (paths.size() == 1 && input::is_pattern(paths.front()));
  if (several || (paths.size() == 1 && is_folder(paths.front()))) {
    const auto with = [&](run::Command command, std::string_view first) {
      return in_quotes(command_line(invocation, command, first) + path_words(paths));
    };
    return problem(several ? "several files need --write" : paths.front() + " is a folder: it needs --write",
                   with(run::Command::rewrite, "rewrite -w") + " writes files in place, " +
                       with(run::Command::diff, "diff") + " shows the changes first");
  }
  return Success{};
}

// The parts of a stream are looked at one by one: what ties files together, and a diff over a cut, can't be.
Status check_stream(const Invocation& invocation) {
  const Flags& flags = invocation.flags;
  if (!flags.stream) return Success{};
  if (flags.write || flags.dry_run) {
    return problem(std::string("--stream does not go with ") + (flags.write ? "--write" : "--dry-run"),
                   "it goes with a filter: ecrify rewrite --stream < FILE");
  }
  if (flags.arguments.empty() || (flags.arguments.size() == 1 && flags.arguments.front() == "-"))
    return Success{};
  return problem("--stream is for stdin", "ecrify " + std::string(row_of(invocation.command).name) +
                                              " --stream < " + flags.arguments.front());
}

// True if the command needs the registry that prefix rules write into, or, in reverse, recognise.
bool needs_registry(const Invocation& invocation, rules::Direction direction) {
  const run::Command command = invocation.command;
  if (direction == rules::Direction::reverse_any) return false;
  if (command == run::Command::check || command == run::Command::list || invocation.flags.check)
    return direction == rules::Direction::reverse;
  return run::gives_manifests(command) || command == run::Command::diff ||
         command == run::Command::generate_renovate || command == run::Command::generate_registries_conf ||
         command == run::Command::generate_admission_policy || run::pulls_images(command);
}

Status check_rules(const std::vector<rules::Rule>& rules, const Invocation& invocation,
                   rules::Direction direction) {
  for (const rules::Rule& rule : rules) {
    if (rule.kind != rules::RuleKind::prefix) continue;
    if (direction != rules::Direction::forward && rule.to.empty() && !invocation.flags.force) {
      return problem("in reverse the rule " + rules::describe(rule) +
                         " would take every repository of the registry to " + rule.from,
                     "--force does it all the same");
    }
  }
  return Success{};
}

bool reads_stdin_alone(const std::vector<std::string>& paths) {
  return std::all_of(paths.begin(), paths.end(), [](const std::string& path) { return path == "-"; });
}

std::optional<Failure> missing_registry(const std::vector<rules::Rule>& rules, const Invocation& invocation,
                                        rules::Direction direction, const TargetRegistry& registry) {
  if (!registry.host.empty() || !needs_registry(invocation, direction)) return std::nullopt;
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [](const rules::Rule& r) { return r.kind == rules::RuleKind::prefix; });
  if (rule == rules.end()) return std::nullopt;
  const std::vector<std::string>& paths = invocation.flags.arguments;
  const std::string first =
      std::string(row_of(invocation.command).name) + (invocation.flags.write ? " -w" : "");
  const std::string example = command_line(invocation, invocation.command, first, registry.missing_flags) +
                              (reads_stdin_alone(paths) ? "" : path_words(paths));
  return problem(registry.missing.message + ", and the rule " + rules::describe(*rule) + " needs it",
                 registry.missing.remedy + "; for example " + in_quotes(example));
}

// The command that does what `check` asks for.
std::string rewrite_command(const Invocation& invocation, const std::string& missing_flags) {
  const std::vector<std::string>& paths = invocation.flags.arguments;
  const bool in_pipe = reads_stdin_alone(paths);
  return command_line(invocation, run::Command::rewrite, in_pipe ? "rewrite" : "rewrite -w", missing_flags) +
         (in_pipe ? "" : path_words(paths));
}

Status add_globs(const char* flag, const std::vector<std::string>& patterns, Globs& globs) {
  std::vector<Glob> parsed;
  for (const std::string& pattern : patterns) {
    Result<Glob> glob = Glob::parse(pattern);
    if (!glob.ok()) return problem(flag + (": " + glob.failure().message), glob.failure().remedy);
    parsed.push_back(std::move(glob).value());
  }
  globs = Globs(std::move(parsed));
  return Success{};
}

Status apply_walk(const Flags& flags, input::WalkOptions& walk) {
  if (flags.hidden) walk.hidden = input::WalkOptions::HiddenFiles::take;
  if (flags.no_ignore) walk.ignore_files = input::WalkOptions::IgnoreFiles::disregard;
  if (flags.follow) walk.links = input::WalkOptions::Links::follow;
  if (Status status = add_globs("--include", flags.include, walk.include); !status.ok()) return status;
  return add_globs("--exclude", flags.exclude, walk.exclude);
}

// True if a flag or an ECRIFY_* variable names the registry, which beats the file.
bool names_registry(const Flags& flags, const Environment& environment) {
  return flags.account || flags.region || flags.registry || environment.get("ECRIFY_ACCOUNT") ||
         environment.get("ECRIFY_REGION");
}

Status choose_reports(const Invocation& invocation, const Environment& environment, run::Options& options) {
  const Flags& flags = invocation.flags;
  const std::vector<std::string_view> of_check = names_of(report::formats());
  const std::vector<std::string_view> of_list = names_of(report::list_formats());
  if (invocation.command == run::Command::explain) {
    std::vector<std::string_view> others = of_check;
    others.insert(others.end(), of_list.begin(), of_list.end());
    Result<std::vector<run::ReportTarget>> targets =
        report_targets(flags.reports, environment.get("ECRIFY_FORMAT"), {"text", "json"}, others, "text");
    if (!targets.ok()) return targets.failure();
    options.reports = std::move(targets).value();
    return Success{};
  }
  const bool is_list = invocation.command == run::Command::list;
  if (!is_list && invocation.command != run::Command::check &&
      invocation.command != run::Command::config_verify)
    return Success{};
  if (flags.images_only && std::any_of(flags.reports.begin(), flags.reports.end(),
                                       [](const TypedFlag& flag) { return flag.name == "format"; })) {
    return problem("--images-only is a format of its own", "leave out --format");
  }
  if (flags.zero && !flags.images_only) return problem("--null goes with --images-only", "add --images-only");
  if (flags.summary && (flags.images_only || flags.all || flags.unique)) {
    return problem("--summary does not go with --images-only, --all and --unique", "leave these out");
  }
  const std::vector<std::string_view> of_summary = {"table", "json"};
  std::vector<std::string_view> others = is_list ? of_check : of_list;
  if (flags.summary) others.insert(others.end(), of_list.begin(), of_list.end());
  Result<std::vector<run::ReportTarget>> targets =
      report_targets(flags.reports, environment.get("ECRIFY_FORMAT"),
                     flags.summary ? of_summary
                     : is_list     ? of_list
                                   : of_check,
                     others, is_list ? "table" : "full");
  if (!targets.ok()) return targets.failure();
  options.reports = std::move(targets).value();
  options.all = flags.all;
  options.unique = flags.unique;
  options.summary = flags.summary;
  options.images_only = flags.images_only;
  if (flags.zero) options.line_end = '\0';
  if (flags.base_url) {
    const bool is_url = flags.base_url->starts_with("https://") || flags.base_url->starts_with("http://");
    if (!is_url || flags.base_url->find("{file}") == std::string::npos) {
      return problem("--base-url " + in_quotes(*flags.base_url) + " is no URL with {file} in it",
                     "for example --base-url 'https://git.example.com/org/repo/blob/main/{file}#L{line}'");
    }
    options.base_url = *flags.base_url;
  }
  options.step_summary = environment.get("GITHUB_STEP_SUMMARY").value_or("");
  return Success{};
}

std::size_t default_jobs() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most_jobs);
}

// Reads the values of flags that are typed as text.
Status read_values(const Flags& flags, run::Options& options, rules::Direction& direction) {
  options.jobs = default_jobs();
  Status status = Success{};
  const auto take = [&status](auto result, auto& value) {
    if (!status.ok()) return;
    if (result.ok()) {
      value = *result;
    } else {
      status = result.failure();
    }
  };
  const auto take_text = [&take](const std::optional<std::string>& text, auto parse, auto& value) {
    if (text) take(parse(*text), value);
  };
  take_text(flags.unified, parse_context, options.context);
  take_text(flags.jobs, parse_jobs, options.jobs);
  take_text(flags.max_same_findings, parse_most_same, options.most_same);
  take(parse_direction(flags), direction);
  take(parse_write_baseline(flags), options.write_baseline);
  take_text(flags.log_level, parse_level, options.log_level);
  return status;
}

run::Destination destination_of(const Flags& flags) {
  if (flags.dry_run) return run::Destination::difference;
  return flags.write ? run::Destination::in_place : run::Destination::stream;
}

run::Verbosity verbosity_of(const Flags& flags) {
  if (flags.quiet) return run::Verbosity::quiet;
  return flags.verbose ? run::Verbosity::verbose : run::Verbosity::normal;
}

// Applies flags and environment to all other options but the mapping.
Status apply_flags(const Invocation& invocation, const Environment& environment, run::Options& options) {
  const Flags& flags = invocation.flags;
  options.settings.pull_secrets.dropped = flags.drop_pull_secrets;
  if (flags.embedded) options.settings.actions.set(locate::LocationClass::embedded, locate::Action::rewrite);
  if (flags.artifacts) options.settings.actions.set(locate::LocationClass::artifact, locate::Action::rewrite);
  if (Status status = add_globs("--values", flags.values, options.values); !status.ok()) return status;
  if (Status status = apply_walk(flags, options.walk); !status.ok()) return status;
  options.only_checks = flags.check;
  const bool is_strict = flags.strict && (invocation.command != run::Command::fn || flags.check);
  options.lowest_error = is_strict ? Severity::warning : Severity::error;
  options.exit_zero = flags.exit_zero;
  options.allow_empty = flags.allow_empty;
  options.destination = destination_of(flags);
  options.baseline = flags.baseline;
  options.log_file = flags.log_file.value_or(environment.get("ECRIFY_LOG_FILE").value_or(""));
  options.stream = flags.stream;
  options.hyperlinks = flags.hyperlinks;
  options.dumb_terminal = environment.get("TERM") == "dumb";
  options.settings.clock = flags.stats ? Clock::on : Clock::off;
  options.verbosity = verbosity_of(flags);
  options.home = environment.get("HOME").value_or("");
  options.folder = environment.folder;
  options.stdin_name = flags.stdin_filename.value_or(run::default_stdin_name);
  return choose_reports(invocation, environment, options);
}

}  // namespace

Status check_arguments(const Invocation& invocation) {
  const std::vector<std::string>& arguments = invocation.flags.arguments;
  if (invocation.command == run::Command::explain && (arguments.size() != 1 || arguments.front().empty())) {
    return problem("explain takes one reference, FILE:LINE or finding",
                   "for example \"ecrify explain ghcr.io/org/app:v1\"");
  }
  if (invocation.command == run::Command::completion && arguments.size() != 1) {
    return problem("completion takes the name of one shell", "it is bash, zsh or fish");
  }
  if (invocation.command == run::Command::fn && !arguments.empty()) {
    return problem("fn takes no argument: it reads a ResourceList from stdin",
                   "for manifests: ecrify rewrite " + arguments.front());
  }
  if (invocation.command == run::Command::config_verify && !arguments.empty()) {
    return problem("config verify takes files behind --against", "--against " + arguments.front());
  }
  const CommandRow& row = row_of(invocation.command);
  const bool takes_none = row.usage.empty() || row.usage == "[flags]";
  if (takes_none && !arguments.empty()) {
    return problem(std::string(row.name) + " takes no argument", "leave out " + in_quotes(arguments.front()));
  }
  return Success{};
}

Result<std::vector<rules::Rule>> combine_rules(const Flags& flags, const config::Config& config) {
  std::vector<rules::Rule> typed;
  for (const std::string& text : flags.rules) {
    Result<rules::Rule> rule = rules::parse_rule_flag(text);
    if (!rule.ok()) return rule.failure();
    typed.push_back(std::move(rule).value());
  }
  for (const std::string& text : flags.keeps) {
    Result<rules::Rule> rule = rules::parse_keep_flag(text);
    if (!rule.ok()) return rule.failure();
    typed.push_back(std::move(rule).value());
  }
  return rules::merge(config.rules, std::move(typed));
}

Result<run::Options> resolve_options(const Invocation& invocation, const Environment& environment,
                                     const ConfigFile& file) {
  const Flags& flags = invocation.flags;
  const run::Command command = invocation.command;
  if (flags.quiet && flags.verbose) {
    return problem("--quiet and --verbose contradict each other", "leave one of them out");
  }
  if (command != run::Command::explain) {
    if (Status status = check_paths(invocation, destination_of(flags)); !status.ok()) return status.failure();
  }
  if (Status status = check_stream(invocation); !status.ok()) return status.failure();
  run::Options options;
  rules::Direction direction = rules::Direction::forward;
  if (Status status = read_values(flags, options, direction); !status.ok()) return status.failure();

  const Result<const config::TargetSetting*> chosen = chosen_target(flags, file);
  if (!chosen.ok()) return chosen.failure();
  Result<TargetRegistry> registry = *chosen == nullptr
                                        ? resolve_registry(flags, environment, file.config(), file.name())
                                        : registry_of(**chosen, file.name());
  if (!registry.ok()) return registry.failure();
  const Result<std::vector<rules::Rule>> rules = combine_rules(flags, file.config());
  if (!rules.ok()) return rules.failure();
  if (Status status = check_rules(*rules, invocation, direction); !status.ok()) return status.failure();
  const std::optional<Failure> missing = missing_registry(*rules, invocation, direction, *registry);
  const bool by_path = *chosen == nullptr && !names_registry(flags, environment);
  if (missing && !(by_path && has_path_target(file.config()))) return *missing;
  Result<rules::RuleSet> built = rules::RuleSet::build(*rules, registry->host);
  if (!built.ok()) return built.failure();

  const auto scope =
      run::shows_all_registries(command) ? rules::RegistryScope::any : rules::RegistryScope::mapped;
  options.paths = flags.arguments;
  options.mapping = rules::Mapping(std::move(built).value(), direction, scope);
  options.command = command;
  options.command_name = row_of(command).name;
  options.no_registry = missing;
  if (by_path) {
    if (Status status = add_targets(file, *rules, options); !status.ok()) return status.failure();
  }
  if (Status status = apply_scope(file.config(), file.name(), options); !status.ok()) return status.failure();
  if (Status status = apply_flags(invocation, environment, options); !status.ok()) return status.failure();
  std::error_code error;
  const std::string& begin = file.folder().empty() ? environment.folder : file.folder();
  options.pattern_folder = std::filesystem::weakly_canonical(begin, error).string();
  options.config_name = file.name();
  const bool needs_host = options.targets.empty() &&
                          std::any_of(rules->begin(), rules->end(),
                                      [](const auto& rule) { return rule.kind == rules::RuleKind::prefix; });
  options.rewrite_command = rewrite_command(invocation, needs_host ? registry->missing_flags : "");
  return options;
}

}  // namespace ecrify::options
