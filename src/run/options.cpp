// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/options.hpp"

#include <algorithm>

#include "ecrify/run/scoped_path.hpp"

namespace ecrify::run {

bool pulls_images(Command command) {
  return command == Command::generate_prewarm || command == Command::generate_mirror;
}

bool shows_all_registries(Command command) {
  return command == Command::list || command == Command::explain || command == Command::config_verify ||
         pulls_images(command);
}

const rules::Mapping* mapping_for(const Options& options, const std::string& path,
                                  const std::string& resolved) {
  if (!options.targets.empty()) {
    const ScopedPath scoped(options, path, resolved);
    const auto target = std::find_if(options.targets.begin(), options.targets.end(),
                                     [&](const PathTarget& one) { return scoped.lies_in(one.path); });
    if (target != options.targets.end()) return &target->mapping;
  }
  return options.no_registry ? nullptr : &options.mapping;
}

bool is_values_for(const Options& options, const std::string& path, const std::string& resolved) {
  if (options.values.any_matches(path)) return true;
  if (options.scoped_values.empty()) return false;
  const ScopedPath scoped(options, path, resolved);
  return std::any_of(options.scoped_values.begin(), options.scoped_values.end(),
                     [&](const Glob& one) { return scoped.fits(one); });
}

Settings settings_for(const Options& options, const std::string& path, const std::string& resolved) {
  Settings settings = options.settings;
  settings.mapping = mapping_for(options, path, resolved);
  settings.kept = shows_all_registries(options.command) ? RulingScope::all : RulingScope::left_by_wish;
  const bool is_logged = !options.log_file.empty() && options.log_level >= LogLevel::info;
  // A baseline accepts each reference by its name.
  const bool of_each = settings.kept == RulingScope::all || options.baseline;
  settings.same_said = of_each ? RemarkCount::of_each : RemarkCount::once;
  if (is_logged) settings.kept = RulingScope::all;
  if (options.command == Command::check || options.only_checks)
    settings.suppression_search = SuppressionSearch::everywhere;
  // `rewrite` and `diff` say nothing of what they simply rewrite.
  settings.wording.rewrites = options.command != Command::rewrite && options.command != Command::diff;
  settings.wording.notes = options.verbosity == Verbosity::verbose;
  return settings;
}

}  // namespace ecrify::run
