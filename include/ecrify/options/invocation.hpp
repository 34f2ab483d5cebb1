// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ecrify/run/options.hpp"

// The first of two steps: what was typed. Nothing here looks at the environment, at files, or at what a value
// means; that is resolve.hpp.
namespace ecrify::options {

// A flag with its value, for flags whose order matters.
struct TypedFlag {
  std::string name;  // without the dashes
  std::string value;
};

struct Flags {
  std::vector<std::string> arguments;  // what is no flag, in order

  std::optional<std::string> account;
  std::optional<std::string> region;
  std::optional<std::string> registry;

  std::vector<std::string> rules;
  std::vector<std::string> keeps;
  std::optional<std::string> config;
  bool no_config = false;
  std::vector<std::string> against;    // inputs of config verify …
  std::vector<std::string> manifests;  // … and manifests

  bool write = false;
  bool dry_run = false;
  bool check = false;
  std::optional<std::string> unified;
  std::vector<std::string> values;
  bool embedded = false;
  bool artifacts = false;
  bool strict = false;
  bool exit_zero = false;
  bool allow_empty = false;
  std::optional<std::string> baseline;
  std::optional<std::string> write_baseline;  // "" for a bare --write-baseline
  std::optional<std::string> target;
  std::vector<std::string> drop_pull_secrets;
  std::optional<std::string> reverse;  // "" for a bare --reverse
  bool force = false;

  std::vector<std::string> include;
  std::vector<std::string> exclude;
  bool hidden = false;
  bool no_ignore = false;
  bool follow = false;
  std::optional<std::string> jobs;
  std::optional<std::string> max_same_findings;

  std::optional<std::string> mode;  // of generate admission-policy, as what follows
  std::optional<std::string> api;
  std::optional<std::string> failure_policy;
  std::vector<std::string> exclude_namespaces;
  bool without_paths = false;

  std::vector<TypedFlag> reports;  // --format and --output
  bool all = false;
  bool summary = false;
  bool unique = false;
  bool images_only = false;
  std::optional<std::string> base_url;
  bool zero = false;

  std::optional<std::string> stdin_filename;
  std::optional<std::string> color;
  bool quiet = false;
  bool verbose = false;
  bool stats = false;
  std::optional<std::string> log_file;
  std::optional<std::string> log_level;
  bool stream = false;
  bool hyperlinks = false;
  bool monitoring = false;        // of generate terraform
  std::optional<std::string> as;  // of generate prewarm and mirror
  bool help = false;
};

struct Invocation {
  run::Command command = run::Command::none;  // none: `ecrify --help`
  Flags flags;
};

}  // namespace ecrify::options
