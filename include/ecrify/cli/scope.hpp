// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/cli/config_file.hpp"
#include "ecrify/cli/flags.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/cli/registry.hpp"
#include "ecrify/rules/config_schema.hpp"

// What the configuration says about what is looked at and what is done there. Failures have the offset of the
// culprit in the configuration file.
namespace ecrify::cli {

// The target of --target; nullptr without that flag. Fails on a name that the file does not know, and on
// --target together with --account, --region or --registry.
Result<const rules::TargetSetting*> chosen_target(const Flags& flags, const ConfigFile& file);

Result<TargetRegistry> registry_of(const rules::TargetSetting& target, const std::string& config_name);

[[nodiscard]] bool has_path_target(const rules::Config& config);

// Options::targets: each target with a path, with these rules.
Status add_targets(const ConfigFile& file, const std::vector<rules::Rule>& rules, Options& options);

// fields, classes, ignore, values, digestFirstPull, pullSecrets.
Status apply_scope(const rules::Config& config, const std::string& config_name, Options& options);
// All that is wrong with them, in the order of the keys above.
[[nodiscard]] std::vector<Failure> scope_errors(const rules::Config& config, const std::string& config_name);

// What a configuration may say is done about each class.
[[nodiscard]] std::vector<rules::ClassUses> class_uses();

}  // namespace ecrify::cli
