// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/environment.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/run/options.hpp"

// The second of two steps: what the flags, the environment and the configuration file mean together.
namespace ecrify::options {

// Checks the number of arguments, as far as it does not depend on flags.
Status check_arguments(const Invocation& invocation);

// Makes the options of a run, or fails: on invalid values; on flags, paths or rules that don't go together;
// on a rule into an unknown registry, which `check`, `list` and `explain` accept. Failures name the command
// to type instead.
Result<run::Options> resolve_options(const Invocation& invocation, const Environment& environment,
                                     const ConfigFile& file);

// The file's rules, then those of the flags; a flag's rule takes the place of a file's with the same `from`.
// While none of them maps anything, ghcr.io goes to the prefix ghcr.
Result<std::vector<rules::Rule>> combine_rules(const Flags& flags, const config::Config& config);

// A line for each source host of a rule, and each region of a target, that is one slip of the finger away
// from a known one: with it a gate is green that should not be.
[[nodiscard]] std::vector<std::string> slip_lines(const run::Options& options);

}  // namespace ecrify::options
