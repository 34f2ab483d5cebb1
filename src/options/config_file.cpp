// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/config_file.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "ecrify/base/result.hpp"
#include "ecrify/input/read.hpp"

namespace ecrify::options {
namespace {

namespace fs = std::filesystem;

// Whatever has the name counts, also a folder or a dangling link: to pass over it in silence would run with
// other rules than the user thinks.
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// A FIFO, a socket or a device. Of a folder and a dangling link it is said when they are read.
bool is_special(const fs::path& path) {
  std::error_code error;
  return fs::is_other(fs::status(path, error));
}

std::optional<ConfigPlace> find_upwards(const std::string& working_folder) {
  if (working_folder.empty()) return std::nullopt;
  std::optional<ConfigPlace> found;
  std::string way;  // from the working folder to `folder`
  for (fs::path folder = working_folder;; folder = folder.parent_path(), way += "../") {
    if (!found && is_there(folder / config_file_name)) {
      found = ConfigPlace{(folder / config_file_name).string(), way + config_file_name, "", folder.string()};
    }
    if (is_there(folder / ".git")) return found;
    if (!folder.has_relative_path()) break;  // the root of the file system: this is no repository
  }
  return found && found->name == config_file_name ? found : std::nullopt;
}

std::optional<ConfigPlace> find_of_user(const Environment& environment) {
  const std::optional<std::string> xdg = environment.get("XDG_CONFIG_HOME");
  const std::optional<std::string> home = environment.get("HOME");
  fs::path folder;
  if (xdg && fs::path(*xdg).is_absolute()) {  // the XDG base directory specification ignores relative ones
    folder = *xdg;
  } else if (home) {
    folder = fs::path(*home) / ".config";
  } else {
    return std::nullopt;
  }
  const std::string path = (folder / "ecrify" / "config.yaml").string();
  return is_there(path) ? std::optional(ConfigPlace{path, path, "", ""}) : std::nullopt;
}

}  // namespace

std::optional<ConfigPlace> find_config(const Flags& flags, const Environment& environment) {
  if (flags.no_config) return std::nullopt;
  if (flags.config) return ConfigPlace{*flags.config, *flags.config, "--config", ""};
  if (const auto path = environment.get("ECRIFY_CONFIG"))
    return ConfigPlace{*path, *path, "ECRIFY_CONFIG", ""};
  if (auto found = find_upwards(environment.folder)) return found;
  return find_of_user(environment);
}

std::string misnamed_config(const Flags& flags, const Environment& environment) {
  if (flags.no_config || flags.config || environment.get("ECRIFY_CONFIG") || environment.folder.empty())
    return {};
  std::string way;  // from the working folder to `folder`
  for (fs::path folder = environment.folder;; folder = folder.parent_path(), way += "../") {
    if (is_there(folder / config_file_name)) return {};
    for (const char* name : {".ecrify.yml", "ecrify.yaml", "ecrify.yml"}) {
      std::error_code error;
      if (fs::is_regular_file(folder / name, error)) {
        return "warning: " + way + name + " is not read: the configuration is named " + config_file_name +
               " (or --config names it)";
      }
    }
    if (is_there(folder / ".git") || !folder.has_relative_path()) return {};
  }
}

Status ConfigFile::load(const Flags& flags, const Environment& environment) {
  if (flags.config && flags.no_config) {
    return problem("--config and --no-config contradict each other", "leave one of them out");
  }
  const std::optional<ConfigPlace> place = find_config(flags, environment);
  if (!place) return Success{};
  const auto failed = [&](Failure failure) {
    place_ = *place;
    failure.file = place->name;
    failure.remedy = place->given.empty() ? "correct it, or run with --no-config"
                                          : "it is the configuration file that " + place->given + " names";
    return failure;
  };
  // Nobody named it: whoever put a FIFO there must not stop the program. One that is named may be `<(…)` of a
  // shell.
  if (place->given.empty() && is_special(place->path)) return failed(problem("is no regular file", ""));
  Result<std::string> bytes = input::read_file(place->path);
  if (!bytes.ok()) return failed(bytes.failure());
  return take(*place, std::move(bytes).value());
}

Status ConfigFile::take(ConfigPlace place, std::string bytes) {
  place_ = std::move(place);
  bytes_ = std::move(bytes);
  source_.emplace(place_.name, bytes_);
  Result<config::Config> config = config::load_config(*source_);
  if (!config.ok()) return config.failure();
  config_ = std::move(config).value();
  return Success{};
}

void ConfigFile::take(const SourceText& source, config::Config config) {
  place_.name = source.name();
  source_.emplace(source);
  config_ = std::move(config);
}

}  // namespace ecrify::options
