// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/aws/verify.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/base/version.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/registry.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/write/printable.hpp"
#include "expiring.hpp"
#include "inputs.hpp"
#include "reports.hpp"

namespace ecrify::command {
namespace {

using aws::InputFinding;
using aws::Owner;

aws::Setting setting_of(const std::optional<std::string>& text) {
  return text ? aws::Setting{aws::Setting::State::known, *text} : aws::Setting{};
}

Owner owner_of(const config::RegistrySetting& registry) {
  return registry.host ? aws::owner_of_host(*registry.host).value_or(Owner{})
                       : Owner{setting_of(registry.account), setting_of(registry.region)};
}

// The registries that the configuration writes to, the general one first.
std::vector<Owner> registries_of(const run::Options& options, const options::Flags& flags,
                                 const config::Config& config) {
  Owner own = aws::owner_of_host(options.mapping.rules().registry_host()).value_or(Owner{});
  if (options.mapping.rules().registry_host().empty()) {
    own = {setting_of(flags.account ? flags.account : config.account),
           setting_of(flags.region ? flags.region : config.region)};
  }
  std::vector<Owner> registries = {own};
  for (const config::TargetSetting& target : config.targets) registries.push_back(owner_of(target.registry));
  return registries;
}

struct SeverityCounts {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;

  void operator+=(const SeverityCounts& more) {
    errors += more.errors;
    warnings += more.warnings;
    notes += more.notes;
  }
};

SeverityCounts judge(std::vector<InputFinding>& findings, const run::Options& options) {
  SeverityCounts counts;
  for (InputFinding& one : findings) {
    Severity& severity = one.finding.severity;
    if (severity == Severity::warning && options.lowest_error == Severity::warning)
      severity = Severity::error;
    (severity == Severity::error     ? counts.errors
     : severity == Severity::warning ? counts.warnings
                                     : counts.notes)++;
  }
  return counts;
}

// Manifests, as `check` reads them, with what lifecycle policies would do to their images. Returns how many
// could not be read.
std::size_t add_manifests(const ConfigSession& session, const run::Options& options, const Inputs& inputs,
                          const Owner& own, SeverityCounts& counts, report::Collector& collector) {
  const std::vector<std::string>& paths = session.invocation.flags.manifests;
  if (paths.empty()) return 0;
  const run::RunTotals walked = run::for_each_source(
      options, paths, session.io, session.messages, run::EmptyInput::allowed, [&](run::Source& source) {
        std::vector<InputFinding> found;
        for (Finding& finding : expiring_images(source, inputs.cache, own))
          found.push_back({source.text.name(), false, std::move(finding)});
        counts += judge(found, options);
        std::vector<Finding> findings;
        for (InputFinding& one : found) findings.push_back(std::move(one.finding));
        collector.add(source.text, findings);
      });
  return walked.failed;
}

// The configuration first, then the inputs in the order in which they are named.
void collect(std::vector<InputFinding>& findings, const SourceText* config, report::Collector& collector) {
  std::vector<Finding> of_config;
  std::vector<std::string> files;
  for (InputFinding& one : findings) {
    if (one.in_config && config != nullptr) {
      of_config.push_back(one.finding);
    } else if (std::find(files.begin(), files.end(), one.file) == files.end()) {
      files.push_back(one.file);
    }
  }
  sort_by_position(of_config);
  if (config != nullptr) collector.add(*config, of_config);
  for (const std::string& file : files) {
    for (const InputFinding& one : findings) {
      if (one.file == file && !(one.in_config && config != nullptr)) collector.add(file, one.finding);
    }
  }
}

std::string summary_of(const SeverityCounts& counts, const run::Options& options, const Inputs& inputs) {
  std::string line = counts.errors == 0 ? "ok: " : count_of(counts.errors, "error") + ": ";
  line += count_of(options.mapping.rules().rules().size(), "rule") + " held against " +
          count_of(inputs.cache.rules.size(), "cache rule") + " of " + count_of(inputs.files, "file");
  if (counts.warnings > 0) line += ", " + count_of(counts.warnings, "warning");
  if (counts.notes > 0) {
    line += ", " + count_of(counts.notes, "note");
    if (options.verbosity != run::Verbosity::verbose) line += " (shown with -v)";
  }
  return line;
}

}  // namespace

run::ExitStatus run_config_verify(const ConfigSession& session) {
  const options::Flags& flags = session.invocation.flags;
  if (flags.against.empty()) {
    return session.fail(problem("config verify needs what to hold the configuration against",
                                "--against FILE, with what \"aws ecr describe-pull-through-cache-rules\" or "
                                "\"terraform show -json\" prints"));
  }
  options::ConfigFile file;
  if (Status status = file.load(flags, session.environment); !status.ok())
    return session.fail(status.failure(), file.source());
  const Result<run::Options> options =
      options::resolve_options(session.invocation, session.environment, file);
  if (!options.ok()) return session.fail(options.failure(), file.source());
  if (Status status = options::check_has_cache(options->mapping.rules().registry_host()); !status.ok())
    return session.fail(status.failure());
  session.messages.set_verbosity(options->verbosity);

  const Inputs inputs = read_inputs(flags.against, session);
  if (inputs.failures.empty() && inputs.cache.rules.empty()) {
    return session.fail(problem("there is no pull-through cache rule in what was read",
                                "give the stack, or the answer of ECR, that has them, too"));
  }
  const std::vector<Owner> registries = registries_of(*options, flags, file.config());
  std::vector<InputFinding> findings =
      aws::verify(inputs.cache, options->mapping.rules().rules(), registries);
  SeverityCounts counts = judge(findings, *options);

  const RepositoryPaths paths(options->folder);
  report::Collector collector(
      [&](const std::string& name) { return name == run::default_stdin_name ? name : paths.of(name); },
      [&](const Finding& finding) { return run::is_shown(finding, options->verbosity); });
  collect(findings, file.source(), collector);
  for (const Failure& failure : inputs.failures) collector.add(failure);
  const std::size_t unread = inputs.failures.size() +
                             add_manifests(session, *options, inputs, registries.front(), counts, collector);
  report::Report& report = collector.report();
  report.version = version();
  report.totals.files = inputs.files;
  report.totals.other_errors = counts.errors;
  report.totals.warnings = counts.warnings;
  report.totals.unreadable = unread;
  report.summary = unread == 0 ? summary_of(counts, *options, inputs) : "";
  const Session whole{*options, session.io, session.out, session.messages};
  const bool written = write_reports(whole, [&](std::string_view format, write::Color color) {
    return report::render(*report::find_format(format), report, color);
  });
  for (const std::string& note : inputs.cache.notes)
    session.messages.note(write::printable(note, write::Tabs::escape));
  if (!report.summary.empty()) session.messages.note(report.summary);
  if (!written || unread > 0) return run::exit_failure;
  return counts.errors > 0 && !options->exit_zero ? run::exit_findings : run::exit_clean;
}

}  // namespace ecrify::command
