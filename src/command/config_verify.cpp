// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/aws/verify.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/base/version.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/registry.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/write/printable.hpp"
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

using SeverityCounts = std::array<std::size_t, 3>;  // notes, warnings, errors

void judge(Finding& finding, const run::Options& options, SeverityCounts& counts) {
  if (finding.severity == Severity::warning && options.lowest_error == Severity::warning)
    finding.severity = Severity::error;
  ++counts[static_cast<std::size_t>(finding.severity)];
}

// The name of the repository in the registry, "ghcr/org/app"; empty where the image is in no cache.
std::string repository_of(const Ruling& ruling) {
  const RulingWords& words = *ruling.words;
  if (ruling.outcome == Outcome::rewrite) {
    // Without a registry the rule says it all.
    if (words.target.empty() && ruling.rule != nullptr && ruling.rule->kind == rules::RuleKind::prefix) {
      const reference::NormalizeResult read =
          reference::normalize(reference::mask_placeholders(words.reference));
      const std::size_t slash = ruling.rule->from.find('/');
      const std::string covered = slash == std::string::npos ? "" : ruling.rule->from.substr(slash + 1);
      std::string path = read.value.path.substr(std::min(covered.size(), read.value.path.size()));
      if (path.starts_with('/')) path.erase(0, 1);
      return ruling.rule->to.empty() ? path : ruling.rule->to + "/" + path;
    }
    return reference::normalize(reference::mask_placeholders(words.target)).value.path;
  }
  if (ruling.verdict != rules::Verdict::already) return "";
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(words.reference));
  return rules::looks_like_ecr_host(read.value.registry) ? read.value.path : "";
}

Finding finding_of(const Ruling& ruling, FindingId id, std::string message, std::string help) {
  Finding finding = finding_at(ruling);
  finding.id = id;
  finding.severity = findings::row_of(id).severity;
  finding.message = std::move(message);
  finding.help = std::move(help);
  finding.reference += ruling.words->version;
  return finding;
}

// The registry of ECR that the image is pulled from, as far as its name tells.
Owner owner_of(const Ruling& ruling, const Owner& own) {
  const RulingWords& words = *ruling.words;
  const std::string& name = ruling.outcome == Outcome::rewrite ? words.target : words.reference;
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(name));
  return aws::owner_of_host(read.value.registry).value_or(own);
}

// Images of a source that are pinned by digest and whose repositories a lifecycle policy of the cache
// expires, and those whose names in the cache would be illegal. `own` is the registry for names that are not
// in one yet.
std::vector<Finding> expiring_images(const run::Source& source, const aws::CacheRules& cache,
                                     const aws::Owner& own) {
  std::vector<Finding> found;
  for (const Ruling& ruling : source.examined.rulings) {
    if (ruling.words == nullptr || ruling.suppressed || ruling.foreign ||
        ruling.subject != Subject::reference)
      continue;
    if (ruling.finding == FindingId::result_not_legal) {
      found.push_back(
          finding_of(ruling, FindingId::result_not_legal, ruling.words->message, ruling.words->help));
      continue;
    }
    const bool by_digest = (ruling.words->reference + ruling.words->version).find('@') != std::string::npos;
    const std::string repository = by_digest ? repository_of(ruling) : "";
    if (repository.empty()) continue;
    for (const aws::Expiry& expiry : aws::expiries_of(cache, owner_of(ruling, own), repository)) {
      found.push_back(finding_of(ruling, FindingId::digest_expires,
                                 "pinned by digest, and the lifecycle policy of " + expiry.place.address +
                                     " (" + expiry.place.file + ") expires " + expiry.reason,
                                 "an expired image comes back by its tag only: keep " + repository +
                                     " out of the policy, or pin by tags that never move"));
    }
  }
  sort_by_position(found);
  return found;
}

// Manifests, as `check` reads them, with what lifecycle policies would do to their images. Returns how many
// could not be read.
std::size_t add_manifests(const ConfigSession& session, const run::Options& options, const Inputs& inputs,
                          const Owner& own, SeverityCounts& counts, report::Collector& collector) {
  const std::vector<std::string>& paths = session.invocation.flags.manifests;
  if (paths.empty()) return 0;
  const auto nothing = options.allow_empty ? run::EmptyInput::allowed : run::EmptyInput::failure;
  const run::RunTotals walked =
      run::for_each_source(options, paths, session.io, session.messages, nothing, [&](run::Source& source) {
        std::vector<Finding> findings = expiring_images(source, inputs.cache, own);
        for (Finding& finding : findings) judge(finding, options, counts);
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
  const auto [notes, warnings, errors] = counts;
  std::string line = errors == 0 ? "ok: " : count_of(errors, "error") + ": ";
  line += count_of(options.mapping.rules().rules().size(), "rule") + " held against " +
          count_of(inputs.cache.rules.size(), "cache rule") + " of " + count_of(inputs.files, "file");
  if (warnings > 0) line += ", " + count_of(warnings, "warning");
  if (notes > 0) {
    line += ", " + count_of(notes, "note");
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
  SeverityCounts counts{};
  for (InputFinding& one : findings) judge(one.finding, *options, counts);

  const RepositoryPaths paths(options->folder);
  report::Collector collector(
      [&](const std::string& name) { return name == run::default_stdin_name ? name : paths.of(name); },
      [&](const Finding& finding) { return run::is_shown(finding, options->verbosity); });
  collect(findings, file.source(), collector);
  for (const Failure& failure : inputs.failures) collector.add(failure);
  const std::size_t unread = inputs.failures.size() +
                             add_manifests(session, *options, inputs, registries.front(), counts, collector);
  const auto [notes, warnings, errors] = counts;
  report::Report& report = collector.report();
  report.version = version();
  report.totals.files = inputs.files;
  report.totals.other_errors = errors;
  report.totals.warnings = warnings;
  report.totals.unreadable = unread;
  report.summary = unread == 0 ? summary_of(counts, *options, inputs) : "";
  const Session whole{*options, session.io, session.out, session.messages};
  const bool written = write_reports(whole, [&](std::string_view format, write::Color color) {
    return report::render(*report::find_format(format), report, color);
  });
  for (const std::string& note : inputs.cache.notes) session.messages.note(write::printable(note));
  for (const std::string& line : aws::not_held(inputs.cache, registries))
    session.messages.note(write::printable(line));
  if (!report.summary.empty()) session.messages.note(report.summary);
  if (!written || unread > 0) return run::exit_failure;
  return errors > 0 && !options->exit_zero ? run::exit_findings : run::exit_clean;
}

}  // namespace ecrify::command
