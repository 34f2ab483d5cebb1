// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/config/text.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/options/registry.hpp"
#include "ecrify/run/options.hpp"

// Settings of the configuration about files, fields and classes. Failures have the offset of the culprit in
// the configuration file.
namespace ecrify::options {

// The target of --target; nullptr without that flag. Fails on a name that the file does not know, and on
// --target together with --account, --region or --registry.
Result<const config::TargetSetting*> chosen_target(const Flags& flags, const ConfigFile& file);

Result<TargetRegistry> registry_of(const config::TargetSetting& target, const std::string& config_name);

[[nodiscard]] bool has_path_target(const config::Config& config);

// Options::targets: each target with a path, with these rules.
Status add_targets(const ConfigFile& file, const std::vector<rules::Rule>& rules, run::Options& options);

// fields, classes, ignore, values, digestFirstPull, pullSecrets.
Status apply_scope(const config::Config& config, const std::string& config_name, run::Options& options);
// All errors of these settings, in the order of the keys above.
[[nodiscard]] std::vector<Failure> scope_errors(const config::Config& config, const std::string& config_name);

// The uses that a configuration may set for each class.
[[nodiscard]] std::vector<config::ClassUses> class_uses();

}  // namespace ecrify::options
