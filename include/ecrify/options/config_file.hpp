// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/options/environment.hpp"
#include "ecrify/options/invocation.hpp"

namespace ecrify::options {

inline constexpr const char* config_file_name = ".ecrify.yaml";

struct ConfigPlace {
  std::string path;    // what to open
  std::string name;    // as messages show it: relative to the working folder where it was found on the way up
  std::string given;   // "--config" or "ECRIFY_CONFIG"; empty when it was found
  std::string folder;  // that paths in it begin at, absolute; empty: the working folder
};

// The one configuration file, never several merged: that of --config, that of ECRIFY_CONFIG, the nearest
// `.ecrify.yaml` from the working folder up to the root of the repository (the folder with `.git`; outside of
// a repository only the working folder), then `$XDG_CONFIG_HOME/ecrify/config.yaml` (`~/.config` without that
// variable). Nothing with `--no-config`, and without any of these.
[[nodiscard]] std::optional<ConfigPlace> find_config(const Flags& flags, const Environment& environment);

// Says that a file with nearly the configuration's name (`.ecrify.yml`, `ecrify.yaml`) is not read; empty
// where none is used instead of one.
[[nodiscard]] std::string misnamed_config(const Flags& flags, const Environment& environment);

// The configuration file with its text, which is kept so that messages can show a line of it.
class ConfigFile {
 public:
  // Reads and checks the file; without one the configuration is empty. Fails on --config together with
  // --no-config, on a file that can't be read, and on what rules::load_config refuses (then `source` has the
  // text).
  Status load(const Flags& flags, const Environment& environment);
  // Checks bytes that the caller has read.
  Status take(ConfigPlace place, std::string bytes);
  // Takes a configuration that the caller has read from a text, which must outlive this.
  void take(const SourceText& source, config::Config config);

  [[nodiscard]] const config::Config& config() const { return config_; }
  [[nodiscard]] const std::string& name() const { return place_.name; }  // empty without a file
  [[nodiscard]] const std::string& folder() const { return place_.folder; }
  [[nodiscard]] const SourceText* source() const { return source_ ? &*source_ : nullptr; }

 private:
  ConfigPlace place_;
  std::string bytes_;
  std::optional<SourceText> source_;  // points into bytes_
  config::Config config_;
};

}  // namespace ecrify::options
