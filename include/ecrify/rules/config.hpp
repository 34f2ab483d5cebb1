// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::rules {

inline constexpr std::size_t max_config_size =
    std::size_t{4} * 1024 * 1024;  // ten thousand rules need a seventh

// A configuration file, read and checked field by field:
//
//     apiVersion: ecrify/v1
//     kind: RewriteConfig
//     metadata: {name: …}                                   # ignored, for use as a KRM functionConfig
//     registry: {account: "123456789012", region: ca-central-1}      # or {host: …}
//     rules: [{from: …, prefix: …}, {from: …, target: …}, {from: …, keep: true, reason: …}]
//
// Whether the rules fit together is RuleSet::build's question, since flags add to them.
struct Config {
  std::optional<std::string> account;
  std::optional<std::string> region;
  std::optional<std::string> host;
  std::vector<Rule> rules;
};

// Fails with Failure::offset at the culprit in `source` (wrong type, unknown key with the nearest known one
// as the remedy, a rule without exactly one of prefix, target, keep: true, an account that is not 12 quoted
// digits, …).
Result<Config> load_config(const SourceText& source);

// One `--rule FROM=PREFIX` or `--rule FROM=//HOST/PATH`, one `--keep FROM`.
Result<Rule> parse_rule_flag(std::string_view text);
Result<Rule> parse_keep_flag(std::string_view text);

}  // namespace ecrify::rules
