// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/scope.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"

namespace ecrify::options {
namespace {

using locate::Action;
using locate::ClassRow;
using locate::LocationClass;

Failure at(const std::string& config_name, std::size_t offset, std::string message, std::string remedy) {
  return {std::move(message), std::move(remedy), config_name, offset};
}

Result<Glob> parse_glob(const config::PlacedText& pattern, const std::string& config_name) {
  Result<Glob> glob = Glob::parse(pattern.value);
  if (!glob.ok()) return at(config_name, pattern.offset, glob.failure().message, glob.failure().remedy);
  return glob;
}

Failure unknown_class(const config::PlacedText& name, const std::string& config_name) {
  const std::vector<std::string_view> names = names_of(locate::class_table());
  return at(config_name, name.offset, "unknown class " + in_quotes(name.value),
            did_you_mean(name.value, names, "known are " + listed(names)));
}

// The reason why a class is never rewritten, whatever the configuration.
std::string_view why_never_rewritten(LocationClass cls) {
  switch (cls) {
    case LocationClass::policy:
      return "what a policy matches has to be decided by whoever owns the policy";
    case LocationClass::ignored:
      return "nothing is pulled from there; a field that does name an image goes into fields";
    case LocationClass::unresolved:
      return "which image it is isn't known before the placeholder is filled in";
    default:
      return "";
  }
}

// Why the use of a class would be wrong; empty when it is not.
std::string_view why_not(LocationClass cls, config::ClassUse use) {
  if (use == config::ClassUse::rewrite) return why_never_rewritten(cls);
  const bool is_silent = cls == LocationClass::nested || cls == LocationClass::ignored;
  return use == config::ClassUse::warn && is_silent ? "it is ignore, or leave it out" : "";
}

Status apply_class(const config::ClassSetting& setting, const std::string& config_name,
                   ClassActions& actions) {
  const ClassRow* const row = find_named(locate::class_table(), setting.name.value);
  if (row == nullptr) return unknown_class(setting.name, config_name);
  if (const std::string_view why = why_not(row->cls, setting.use); !why.empty()) {
    const std::string what = setting.use == config::ClassUse::rewrite ? "rewritten" : "warned about";
    return at(config_name, setting.name.offset, "the class " + setting.name.value + " can't be " + what,
              std::string(why));
  }
  switch (setting.use) {
    case config::ClassUse::rewrite:
      actions.set(row->cls, row->cls == LocationClass::nested ? Action::enter : Action::rewrite);
      break;
    case config::ClassUse::warn:
      actions.set(row->cls, Action::warn);
      break;
    case config::ClassUse::ignore:
      actions.set(row->cls, Action::leave);
      break;
  }
  return Success{};
}

}  // namespace

Result<const config::TargetSetting*> chosen_target(const Flags& flags, const ConfigFile& file) {
  if (!flags.target) return static_cast<const config::TargetSetting*>(nullptr);
  if (flags.account || flags.region || flags.registry) {
    return problem("--target and --account, --region or --registry contradict each other",
                   "leave --target out, or the others");
  }
  std::vector<std::string_view> names;
  for (const config::TargetSetting& target : file.config().targets) {
    if (target.name == *flags.target) return &target;
    if (!target.name.empty()) names.push_back(target.name);
  }
  if (names.empty()) {
    return problem("--target " + *flags.target + ": the configuration names no targets",
                   "add targets: [{name: " + *flags.target + ", registry: {...}}] to .ecrify.yaml");
  }
  const std::string_view near = nearest(*flags.target, names);
  return problem("unknown target " + in_quotes(*flags.target),
                 near.empty() ? "the configuration knows " + listed(names)
                              : "did you mean --target " + std::string(near) + "?");
}

Result<TargetRegistry> registry_of(const config::TargetSetting& target, const std::string& config_name) {
  Result<TargetRegistry> registry = resolve_registry({}, {}, target.registry, config_name);
  if (!registry.ok()) registry.failure().offset = target.offset;
  return registry;
}

bool has_path_target(const config::Config& config) {
  return std::any_of(config.targets.begin(), config.targets.end(),
                     [](const auto& target) { return target.path.has_value(); });
}

Status add_targets(const ConfigFile& file, const std::vector<rules::Rule>& rules, run::Options& options) {
  for (const config::TargetSetting& target : file.config().targets) {
    if (!target.path) continue;
    Result<Glob> path = parse_glob(*target.path, file.name());
    if (!path.ok()) return path.failure();
    const Result<TargetRegistry> registry = registry_of(target, file.name());
    if (!registry.ok()) return registry.failure();
    Result<rules::RuleSet> built = rules::RuleSet::build(rules, registry->host);
    if (!built.ok()) return built.failure();
    options.targets.push_back({std::move(path).value(), options.mapping.with(std::move(built).value())});
  }
  return Success{};
}

namespace {

std::vector<Failure> read_scope(const config::Config& config, const std::string& config_name,
                                run::Options& options) {
  std::vector<Failure> errors;
  for (const config::FieldSetting& field : config.fields) {
    Result<locate::PathPattern> path = locate::PathPattern::parse(field.path.value);
    if (!path.ok()) {
      errors.push_back(at(config_name, field.path.offset,
                          "no field path " + in_quotes(field.path.value) + ": " + path.failure().message,
                          path.failure().remedy));
      continue;
    }
    options.settings.fields.push_back({field.kind, field.api_version, std::move(path).value()});
  }
  for (const config::ClassSetting& setting : config.classes) {
    if (Status status = apply_class(setting, config_name, options.settings.actions); !status.ok())
      errors.push_back(status.failure());
  }
  for (const config::IgnoreSetting& ignore : config.ignore) {
    if (!ignore.path) {
      options.settings.ignored.push_back({ignore.kind, ignore.name, ignore.name_space, ignore.reason});
      continue;
    }
    Result<Glob> path = parse_glob(*ignore.path, config_name);
    if (!path.ok()) {
      errors.push_back(path.failure());
      continue;
    }
    options.ignored_index.add(path->literals());
    options.ignored.push_back({std::move(path).value(), ignore.reason});
  }
  for (const config::PlacedText& pattern : config.values) {
    Result<Glob> glob = parse_glob(pattern, config_name);
    if (glob.ok())
      options.scoped_values.push_back(std::move(glob).value());
    else
      errors.push_back(glob.failure());
  }
  options.settings.digest_first_pull = config.digest_first_pull;
  options.settings.pull_secrets.known = config.pull_secrets;
  return errors;
}

}  // namespace

Status apply_scope(const config::Config& config, const std::string& config_name, run::Options& options) {
  const std::vector<Failure> errors = read_scope(config, config_name, options);
  if (!errors.empty()) return errors.front();
  return Success{};
}

std::vector<Failure> scope_errors(const config::Config& config, const std::string& config_name) {
  run::Options options;
  return read_scope(config, config_name, options);
}

std::vector<config::ClassUses> class_uses() {
  using config::ClassUse;
  std::vector<config::ClassUses> all;
  for (const ClassRow& row : locate::class_table()) {
    config::ClassUses one{row.name, {}};
    for (const config::ClassUse use :
         {config::ClassUse::rewrite, config::ClassUse::warn, config::ClassUse::ignore}) {
      if (why_not(row.cls, use).empty()) one.uses.push_back(config::class_use_name(use));
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace ecrify::options
