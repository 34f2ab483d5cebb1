// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "ecrify/krm/function_config.hpp"

using namespace ecrify;
using namespace ecrify::krm;

namespace {

std::string with(const std::string& config) {
  return "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig:" + config;
}

std::string data(const std::string& lines) {
  return with("\n  apiVersion: v1\n  kind: ConfigMap\n  data:\n" + lines);
}

Result<FunctionConfig> read(const std::string& bytes) {
  const SourceText text("list", bytes);
  const auto list = ResourceList::read(text);
  REQUIRE(list.ok());
  return function_config(*list);
}

}  // namespace

TEST_CASE("nothing, and a ConfigMap without data, says nothing") {
  for (const std::string& bytes :
       {with("\n"), with(" ~\n"), with(" {}\n"), with(" {apiVersion: v1, kind: ConfigMap}\n"),
        with(" {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {}}\n"),
        data("    mode: rewrite\n")}) {
    INFO(bytes);
    const auto config = read(bytes);
    REQUIRE(config.ok());
    CHECK_FALSE(config->config);
    CHECK_FALSE(config->check);
    CHECK_FALSE(config->strict);
  }
}

TEST_CASE("the configuration document is read where it stands") {
  const std::string bytes = with(
      "\n  apiVersion: ecrify/v1\n  kind: RewriteConfig\n  metadata: {name: x, labels: {a: b}}\n"
      "  registry: &r {account: \"000000000001\", region: ca-central-1}\n  rules:\n  - {from: ghcr.io, "
      "prefix: ghcr}\n"
      "  targets: [{name: prod, registry: *r}]\n");
  const auto config = read(bytes);
  REQUIRE(config.ok());
  REQUIRE(config->config);
  CHECK(config->config->account == "000000000001");
  REQUIRE(config->config->rules.size() == 1);
  CHECK(config->config->rules[0].origin.line == 9);
  CHECK(bytes.substr(config->config->rules[0].origin.offset).starts_with("{from"));
  REQUIRE(config->config->targets.size() == 1);
  CHECK(config->config->targets[0].registry.region == "ca-central-1");
}

TEST_CASE("a ConfigMap says the same in words") {
  for (
      const std::string& bytes :
      {data("    region: ca-central-1\n    account: '123456789012'\n    strict: 'true'\n    mode: check\n"
            "    rules: |\n      - from: ghcr.io   # ours\n        prefix: ghcr\n      - {from: quay.io, "
            "target: r.example.com/q}\n"
            "    keep: |\n      ghcr.io/a\n\n        quay.io/b  \n"),
       with(
           R"( {"kind":"ConfigMap","apiVersion":"v1","data":{"region":"ca-central-1","account":"123456789012","strict":"true","mode":"check",)"
           R"("rules":"[{\"from\":\"ghcr.io\",\"prefix\":\"ghcr\"},{from: quay.io, target: r.example.com/q}]","keep":"ghcr.io/a\nquay.io/b"}})")}) {
    INFO(bytes);
    const auto config = read(bytes);
    if (!config.ok()) INFO(config.failure().message);
    REQUIRE(config.ok());
    CHECK(config->check);
    CHECK(config->strict);
    REQUIRE(config->config);
    CHECK(config->config->account == "123456789012");
    CHECK(config->config->region == "ca-central-1");
    const auto& rules = config->config->rules;
    REQUIRE(rules.size() == 4);
    CHECK(rules[0].from == "ghcr.io");
    CHECK(rules[0].to == "ghcr");
    CHECK(rules[1].to == "r.example.com/q");
    CHECK(rules[2].from == "ghcr.io/a");
    CHECK(rules[2].kind == rules::RuleKind::keep);
    CHECK(rules[3].from == "quay.io/b");
    CHECK(bytes.substr(rules[3].origin.offset).starts_with("quay.io/b"));
  }
}

TEST_CASE("what it can't say fails with its place") {
  struct Row {
    std::string bytes;
    std::string message;  // a part of it
    std::string at;       // what stands at the place
  };
  const Row rows[] = {
      {with(" text\n"), "no object", "text"},
      {with(" {data: {}}\n"), "has no kind", "{data"},
      {with(" {kind: Policy}\n"), "the kind \"Policy\"", "Policy"},
      {with(" {kind: ConfigMap}\n"), "apiVersion", "{kind"},
      {with(" {apiVersion: v1, kind: ConfigMap, immutable: true}\n"), "unknown key \"immutable\"",
       "immutable"},
      {with(" {apiVersion: v1, kind: ConfigMap, data: [a]}\n"), "no mapping", "[a]"},
      {with(" {apiVersion: ecrify/v2, kind: RewriteConfig}\n"), "apiVersion must be ecrify/v1", "ecrify/v2"},
      {with(" {apiVersion: ecrify/v1, kind: RewriteConfig, rule: []}\n"), "unknown key \"rule\"", "rule:"},
      {with(" {apiVersion: ecrify/v1, kind: RewriteConfig, registry: {account: 123456789012}}\n"),
       "must be quoted", "123456789012"},
      {data("    prefix: ghcr\n"), "unknown key \"prefix\"", "prefix"},
      {data("    mode: check\n    \"mode\": check\n"), "stands twice", "\"mode\""},
      {data("    mode: dry\n"), "\"dry\" is no mode", "dry"},
      {data("    strict: yes\n"), "\"yes\" is no strict", "yes"},
      {data("    account: '12'\n"), "12 digits", "'12'"},
      {data("    registry: https://r.example.com\n"), "", "https"},
      {data("    rules: {from: ghcr.io}\n"), "rules is no text", "{from"},
      {data("    rules: |\n      from: ghcr.io\n"), "rules is no list", "|"},
      {data("    rules: |\n      - {from: ghcr.io, prefx: a}\n"), "unknown key \"prefx\"", "prefx"},
      {data("    rules: >\n      - {from: ghcr.io,\n      prefix: A B}\n"), "", "A B"},
      {data("    rules: \"- {from: ghcr.io, \\x70refx: a}\"\n"), "unknown key \"prefx\"", "\\x70refx"},
      {data("    keep: |\n      ghcr.io\n       Ghcr io\n"), "legal registry host", "Ghcr io"},
  };
  for (const Row& row : rows) {
    INFO(row.bytes);
    const auto config = read(row.bytes);
    REQUIRE_FALSE(config.ok());
    INFO(config.failure().message);
    CHECK(config.failure().message.find(row.message) != std::string::npos);
    CHECK_FALSE(config.failure().remedy.empty());
    REQUIRE(config.failure().offset <= row.bytes.size());
    CHECK(row.bytes.substr(config.failure().offset, row.at.size()) == row.at);
  }
}
