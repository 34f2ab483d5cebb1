// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/cli/config_file.hpp"
#include "ecrify/cli/environment.hpp"
#include "ecrify/cli/flags.hpp"
#include "ecrify/pipeline.hpp"
#include "ecrify/rules/rules.hpp"

// The second of two steps: what the flags, the environment and the configuration file mean together.
namespace ecrify::cli {

enum class Verbosity { quiet, normal, verbose };
enum class Outcome { stream, in_place, difference };  // what rewrite does with its result

struct Options {
  std::vector<std::string> paths;  // empty: stdin; of `explain` the reference
  rules::RuleSet rules;
  Direction direction = Direction::forward;
  Outcome outcome = Outcome::stream;
  std::size_t context = 3;
  Verbosity verbosity = Verbosity::normal;
  std::string stdin_name;
  std::string config_name;  // empty without a file
};

// How many arguments a command takes, where that does not depend on its flags.
Status check_arguments(const Invocation& invocation);

// Fails on values that are none, on flags and paths that don't go together (with what to type instead), on
// rules that don't fit together, and where a rule writes into a registry that nobody named: `check` alone can
// do without.
Result<Options> resolve_options(const Invocation& invocation, const Environment& environment,
                                const ConfigFile& file);

// The file's rules, then those of the flags; a flag's rule takes the place of a file's with the same `from`.
// While none of them maps anything, ghcr.io goes to the prefix ghcr.
Result<std::vector<rules::Rule>> combine_rules(const Flags& flags, const rules::Config& config);

}  // namespace ecrify::cli
