// SPDX-License-Identifier: Apache-2.0
// The keys about what is looked at, and what is done there.
#include <string>
#include <vector>

#include "ecrify/config/config.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::config;
using namespace ecrify::rules;

namespace {

const std::string header = "apiVersion: ecrify/v1\nkind: RewriteConfig\n";

Result<Config> load(const std::string& text) { return load_config(SourceText(".ecrify.yaml", text)); }

}  // namespace

TEST_CASE("all keys about the scope are read") {
  const Result<Config> config = load(header + R"(fields:
  - {kind: Widget, apiVersion: "example.com/*", path: "spec.parts[].ref"}
  - path: spec.image
classes: {embedded: rewrite, artifact: ignore, other: warn}
ignore:
  - path: vendor/**
    reason: not ours
  - {kind: ConfigMap, name: "legacy-*", namespace: old}
values: ["apps/**/values*.yaml"]
targets:
  - {name: prod, path: "clusters/prod/**", registry: {account: "210987654321", region: eu-west-1}}
  - {name: lab, registry: {host: harbor.example.com}}
digestFirstPull: error
pullSecrets: [ghcr, ghcr-login]
)");
  if (!config.ok()) FAIL(config.failure().message);
  REQUIRE(config->fields.size() == 2);
  CHECK(config->fields[0].kind == "Widget");
  CHECK(config->fields[0].api_version == "example.com/*");
  CHECK(config->fields[0].path.value == "spec.parts[].ref");
  CHECK(config->fields[1].kind.empty());
  REQUIRE(config->classes.size() == 3);
  CHECK(config->classes[0].name.value == "embedded");
  CHECK(config->classes[0].use == ClassUse::rewrite);
  CHECK(config->classes[1].use == ClassUse::ignore);
  CHECK(config->classes[2].use == ClassUse::warn);
  REQUIRE(config->ignore.size() == 2);
  CHECK(config->ignore[0].path->value == "vendor/**");
  CHECK(config->ignore[0].reason == "not ours");
  CHECK_FALSE(config->ignore[1].path);
  CHECK(config->ignore[1].name == "legacy-*");
  CHECK(config->ignore[1].name_space == "old");
  REQUIRE(config->values.size() == 1);
  REQUIRE(config->targets.size() == 2);
  CHECK(config->targets[0].name == "prod");
  CHECK(config->targets[0].registry.region == "eu-west-1");
  CHECK(config->targets[1].registry.host == "harbor.example.com");
  CHECK_FALSE(config->targets[1].path);
  CHECK(config->digest_first_pull == DigestFirstPull::error);
  CHECK(config->pull_secrets == std::vector<std::string>{"ghcr", "ghcr-login"});
  CHECK_FALSE(config->host);
}

TEST_CASE("what is left out has its default") {
  const Result<Config> config = load(header);
  REQUIRE(config.ok());
  CHECK(config->digest_first_pull == DigestFirstPull::warning);
  CHECK(config->fields.empty());
  CHECK(config->targets.empty());
}

TEST_CASE("errors of these keys stand where the culprit is") {
  struct Row {
    std::string text;  // the culprit is at the mark ^, which is taken out
    std::string message;
    std::string remedy;
  };
  const Row rows[] = {
      {"fields: ^x\n", "fields must be a list", "- {kind: Widget"},
      {"fields: [^{kind: A}]\n", "a field has no path", "add path:"},
      {"fields: [{^paht: a}]\n", "unknown key \"paht\" in a field", "did you mean \"path\"?"},
      {"fields: [{path: ^7}]\n", "path must be text, this is a number", "quotes"},
      {"fields: [{path: a, apiVersion: ^example.com}]\n", "has no version", "\"example.com/*\""},
      {"fields: [{path: ^\"\"}]\n", "path is empty", "value"},
      {"classes: ^[a]\n", "classes must be a mapping", "{embedded: rewrite}"},
      {"classes: {embedded: ^always}\n", "\"embedded\" is not known", "rewrite, warn or ignore"},
      {"classes: {^embedded: }\n", "\"embedded\" is not known", "rewrite, warn or ignore"},
      {"classes: {embedded: warn, ^embedded: warn}\n", "stands twice", "remove"},
      {"ignore: [^{reason: x}]\n", "does not say what to ignore", "add path:"},
      {"ignore: [^{path: a, kind: b}]\n", "has a path and also names objects", "a path stands alone"},
      {"ignore: [{^names: a}]\n", "unknown key \"names\"", "did you mean \"name\"?"},
      {"values: ^a\n", "values must be a list", "values*.yaml"},
      {"values: [^{}]\n", "values must be text", "one value"},
      {"targets: [^{registry: {host: a.b}}]\n", "neither a name nor a path", "--target"},
      {"targets: [^{name: a}]\n", "a target has no registry", "add registry:"},
      {"targets: [^{name: a, registry: {region: eu-west-1}}]\n",
       "the registry of a target has a region and no account", "add registry:"},
      {"targets: [^{name: a, registry: {account: '123456789012'}}]\n",
       "the registry of a target has an account and no region", "add registry:"},
      {"targets: [{name: a, registry: {account: ^123456789012, region: eu-west-1}}]\n", "must be quoted", ""},
      {"targets: [{name: a, registry: {host: a.b}}, ^{name: a, registry: {host: a.b}}]\n",
       "two targets have the name", ""},
      {"digestFirstPull: ^never\n", "digestFirstPull is not known: \"never\"", "off, warning or error"},
      {"pullSecrets: [^1]\n", "pullSecrets must be text", "quotes"},
      {"^pullSecret: []\n", "unknown key \"pullSecret\"", "did you mean \"pullSecrets\"?"},
  };
  for (const Row& row : rows) {
    std::string text = header + row.text;
    const std::size_t mark = text.find('^');
    REQUIRE(mark != std::string::npos);
    text.erase(mark, 1);
    INFO(text);
    const Result<Config> config = load(text);
    REQUIRE_FALSE(config.ok());
    CHECK(config.failure().offset == mark);
    check_contains(config.failure().message, {row.message});
    check_contains(config.failure().remedy, {row.remedy});
  }
}
