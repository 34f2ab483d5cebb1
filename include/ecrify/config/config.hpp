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

namespace ecrify::yaml {

struct Tree;
}

namespace ecrify::config {

// A text of the configuration with its offset, for checks that come after reading.
struct PlacedText {
  std::string value;
  std::size_t offset = no_offset;
};

// A registry, named by account and region or by its host.
struct RegistrySetting {
  std::optional<std::string> account;
  std::optional<std::string> region;
  std::optional<std::string> host;
};

// A field that names an image. An empty kind or apiVersion matches any; `*` in them matches any bytes.
struct FieldSetting {
  std::string kind;
  std::string api_version;  // group/version
  PlacedText path;
};

enum class ClassUse { rewrite, warn, ignore };
[[nodiscard]] std::string_view class_use_name(ClassUse use);
struct ClassSetting {
  PlacedText name;
  ClassUse use = ClassUse::ignore;
};

// Files to ignore by path, or objects by kind, name and namespace. `*` in these matches any bytes; an empty
// member matches any.
struct IgnoreSetting {
  std::optional<PlacedText> path;
  std::string kind;
  std::string name;
  std::string name_space;
  std::string reason;
  std::size_t offset = no_offset;
};

// Another registry for a part of the tree, or by name.
struct TargetSetting {
  std::string name;  // empty when it has none
  std::optional<PlacedText> path;
  RegistrySetting registry;
  std::size_t offset = no_offset;
};

enum class DigestFirstPull { off, warning, error };

// A configuration file, read and checked field by field:
//
//     apiVersion: ecrify/v1
//     kind: RewriteConfig
//     metadata: {name: …}                                   # ignored, for use as a KRM functionConfig
//     registry: {account: "123456789012", region: ca-central-1}      # or {host: …}
//     rules: [{from: …, prefix: …}, {from: …, target: …}, {from: …, keep: true, reason: …}]
//     fields: [{kind: Widget, apiVersion: "example.com/*", path: "spec.parts[].ref"}]
//     classes: {embedded: rewrite, artifact: ignore}
//     ignore: [{path: "vendor/**"}, {kind: ConfigMap, name: "legacy-*", namespace: …, reason: …}]
//     values: ["apps/**/values*.yaml"]
//     targets: [{name: prod, path: "clusters/prod/**", registry: {…}}]
//     digestFirstPull: warning                              # or off, error
//     pullSecrets: [ghcr-login]
//
// Whether the rules fit together is RuleSet::build's question, since flags add to them. What field paths,
// globs and classes mean is not known here: they are text with a position.
struct Config : RegistrySetting {
  std::vector<rules::Rule> rules;
  std::vector<FieldSetting> fields;
  std::vector<ClassSetting> classes;
  std::vector<IgnoreSetting> ignore;
  std::vector<PlacedText> values;
  std::vector<TargetSetting> targets;
  DigestFirstPull digest_first_pull = DigestFirstPull::warning;
  std::vector<std::string> pull_secrets;
};

// Fails with Failure::offset at the culprit in `source` (wrong type, unknown key with the nearest known one
// as the remedy, a rule without exactly one of prefix, target, keep: true, an account that is not 12 quoted
// digits, …).
Result<Config> load_config(const SourceText& source);
// All errors of a configuration text, in the order of load_config(), which returns the first. `config` gets
// what could be read of it.
[[nodiscard]] std::vector<Failure> config_errors(const SourceText& source, Config& config);
// The same for a tree that the caller has parsed or built, whose offsets are those of `source`.
Result<Config> load_config(const SourceText& source, const yaml::Tree& tree);

}  // namespace ecrify::config
