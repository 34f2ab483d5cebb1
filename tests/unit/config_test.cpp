// SPDX-License-Identifier: Apache-2.0
#include "ecrify/config/config.hpp"

#include <sstream>
#include <string>
#include <vector>

#include "ecrify/yaml/tree.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::config;
using namespace ecrify::rules;

namespace {

const std::string header = "apiVersion: ecrify/v1\nkind: RewriteConfig\n";

Result<Config> load(const std::string& text) { return load_config(SourceText(".ecrify.yaml", text)); }

struct Bad {
  std::string text;     // behind the header; the culprit is at the mark ^, which is taken out
  std::string message;  // words of it
  std::string remedy;
};

void check_bad(const std::string& begin, const Bad& row) {
  std::string text = begin + row.text;
  const std::size_t mark = text.find('^');
  REQUIRE(mark != std::string::npos);
  text.erase(mark, 1);
  INFO("text:\n" << text);
  const Result<Config> config = load(text);
  REQUIRE_FALSE(config.ok());
  INFO("message: " << config.failure().message);
  CHECK(config.failure().file == ".ecrify.yaml");
  CHECK(config.failure().offset == mark);
  check_contains(config.failure().message, {row.message});
  check_contains(config.failure().remedy, {row.remedy});
}

}  // namespace

TEST_CASE("a whole configuration") {
  const std::string text = "# yaml-language-server: $schema=x\n" + header +
                           "metadata: {name: rewrite, annotations: {config.kubernetes.io/local-config: "
                           "\"true\"}, deep: [[{a: [1]}]]}\n"
                           "registry: {account: \"012345678901\", region: ca-central-1}\n"
                           "rules:\n"
                           "  - {from: ghcr.io, prefix: ghcr/}\n"
                           "  - from: ghcr.io/org/internal\n"
                           "    keep: true\n"
                           "    reason: still private to CI\n"
                           "  - {from: docker.io, prefix: ROOT}\n"
                           "  - {target: harbor.example.com/quay/team/, from: 'quay.io/team'}\n";
  const Result<Config> config = load(text);
  REQUIRE(config.ok());
  CHECK(config->account == "012345678901");
  CHECK(config->region == "ca-central-1");
  CHECK_FALSE(config->host);
  REQUIRE(config->rules.size() == 4);

  const Rule& first = config->rules[0];
  CHECK(first.from == "ghcr.io");
  CHECK(first.kind == RuleKind::prefix);
  CHECK(first.to == "ghcr");
  CHECK(first.origin.file == ".ecrify.yaml");
  CHECK(first.origin.line == 7);
  CHECK(first.origin.column == 5);
  CHECK(first.origin.offset == text.find("{from: ghcr.io"));

  const Rule& second = config->rules[1];
  CHECK(second.kind == RuleKind::keep);
  CHECK(second.to.empty());
  CHECK(second.reason == "still private to CI");
  CHECK(second.origin.line == 8);
  CHECK(second.origin.column == 5);

  CHECK(config->rules[2].to.empty());
  CHECK(config->rules[2].kind == RuleKind::prefix);
  CHECK(config->rules[3].kind == RuleKind::target);
  CHECK(config->rules[3].from == "quay.io/team");
  CHECK(config->rules[3].to == "harbor.example.com/quay/team");
  CHECK(RuleSet::build(config->rules, registry).ok());
}

TEST_CASE("small configurations") {
  const std::vector<std::string> texts = {
      header,
      "\xEF\xBB\xBF" + header,
      "---\n" + header,
      "# c\n---\n" + header + "...\n",
      header + "...\n# the end\n",
      "apiVersion: ecrify/v1\r\nkind: RewriteConfig\r\nrules: []\r\n",
      "{\"apiVersion\": \"ecrify/v1\", \"kind\": \"RewriteConfig\", \"rules\": []}",
      header + "metadata:\n",
      header + "registry: {host: \"${AWS_ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com\"}\n",
      header + "registry: {account: !!str 012345678901}\n",
      header + "registry: {region: us-gov-west-1}\n",
      header + "registry: {}\n",
      header + "x: &a [*a]\n",  // refused for its key, see below; here to keep the list honest
  };
  for (const std::string& text : texts) {
    INFO(text);
    CHECK(load(text).ok() == (text.find("x: &a") == std::string::npos));
  }
  CHECK(load(texts[8])->host == "${AWS_ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com");
  CHECK(load(texts[9])->account == "012345678901");
}

TEST_CASE("anchors and aliases") {
  const Result<Config> config = load(
      header + "rules:\n- &one {from: &host ghcr.io, prefix: &p ghcr}\n- {from: docker.io, prefix: *p}\n");
  REQUIRE(config.ok());
  CHECK(config->rules[1].to == "ghcr");
  CHECK_FALSE(load(header + "x: &a *a\n").ok());
  check_bad(header, {"rules: [&a {from: ghcr.io, prefix: ghcr, ^a: *a}]\n", "unknown key \"a\"", ""});
}

TEST_CASE("errors of the schema, each at its place") {
  const std::vector<Bad> rows = {
      {"^rule: []\n", "unknown key \"rule\" in the configuration", "did you mean \"rules\"?"},
      {"^registy: {}\n", "unknown key \"registy\"", "did you mean \"registry\"?"},
      {"^exclude: []\n", "unknown key \"exclude\"",
       "apiVersion, kind, metadata, registry, rules, fields, classes"},
      {"^<<: {rules: []}\n", "unknown key \"<<\"", "known here"},
      {"? ^[a]\n: b\n", "must be a word", ""},
      {"rules: []\n^rules: []\n", "the key \"rules\" stands twice", "remove"},
      {"registry: ^ghcr\n", "registry must be a mapping", "account, region, host"},
      {"^registry:\n", "registry must be a mapping", ""},
      {"registry: ^[]\n", "registry must be a mapping", ""},
      {"registry: {account: ^123456789012}\n", "must be quoted", "account: \"123456789012\""},
      {"registry: {account: ^012345678901}\n", "must be quoted", "account: \"012345678901\""},
      {"registry: {account: ^12345678901}\n", "12 digits in quotes", "123456789012"},
      {"registry: {account: ^\"12345678901\"}\n", "12 digits", ""},
      {"registry: {account: ^\"${ACCOUNT}\"}\n", "12 digits", "host"},
      {"registry: {account: ^[]}\n", "12 digits", ""},
      {"registry:\n  ^account:\n", "12 digits", ""},
      {"registry: {account: ^!!int \"123456789012\"}\n", "must be text", "tag"},
      {"registry: {region: ^nowhere}\n", "no AWS region", "ca-central-1"},
      {"registry: {region: ^12}\n", "region must be text, this is a number", "\"12\""},
      {"registry: {host: ^https://x.example.com}\n", "has a URL scheme", "write x.example.com"},
      {"registry: {host: ^x.example.com/path}\n", "has a path", "prefix"},
      {"registry: {host: ^x}\n", "registry host", ""},
      {"registry: ^{host: x.example.com, region: us-east-1}\n", "a host and also an account or region", ""},
      {"registry: {^hots: x.example.com}\n", "unknown key \"hots\" in registry", "did you mean \"host\"?"},
      {"rules: ^{from: ghcr.io, prefix: ghcr}\n", "rules must be a list", "- {from: ghcr.io, prefix: ghcr}"},
      {"^rules:\n", "rules must be a list", ""},
      {"rules: [^ghcr.io]\n", "a rule must be a mapping", "from, prefix, target, keep, reason"},
      {"rules: [^{prefix: ghcr}]\n", "a rule has no from", "from: ghcr.io"},
      {"rules: [^{from: ghcr.io}]\n", "does not say what becomes of ghcr.io", "exactly one of"},
      {"rules: [^{from: ghcr.io, reason: none}]\n", "does not say", ""},
      {"rules: [^{}]\n", "a rule has no from", ""},
      {"rules:\n  - from: ghcr.io\n    prefix: ghcr\n  -\n^", "a rule must be a mapping", "its keys are"},
      {"rules: [{from: ghcr.io, prefix: ghcr, target: ^h.io/x}]\n", "has prefix and also target",
       "exactly one"},
      {"rules: [{from: ghcr.io, keep: true, prefix: ^ghcr}]\n", "has keep and also prefix", "exactly one"},
      {"rules: [{from: ghcr.io, keep: ^false}]\n", "keep can only be true", "leave the rule out"},
      {"rules: [{from: ghcr.io, keep: ^\"true\"}]\n", "keep can only be true", ""},
      {"rules: [{from: ghcr.io, keep: ^yes}]\n", "keep can only be true", "write keep: true"},
      {"rules: [{from: ^[ghcr.io], prefix: ghcr}]\n", "from must be text, this is a list", ""},
      {"rules: [{from: ^{}, prefix: ghcr}]\n", "from must be text, this is a mapping", ""},
      {"rules:\n- prefix: ghcr\n  ^from:\n", "from must be text, this is empty", ""},
      {"rules: [{from: ^true, prefix: ghcr}]\n", "from must be text, this is true or false", "\"true\""},
      {"rules: [{from: ghcr.io, prefix: ^0x1f}]\n", "prefix must be text, this is a number", "\"0x1f\""},
      {"rules: [{from: ghcr.io, prefix: ^1e3}]\n", "this is a number", ""},
      {"rules: [{from: ghcr.io, prefix: ^1.}]\n", "this is a number", ""},
      {"rules: [{from: ghcr.io, prefix: ^-.5}]\n", "this is a number", ""},
      {"rules: [{from: ghcr.io, prefix: ^x}]\n", "has 1 characters", ""},
      {"rules: [{from: ghcr.io, prefix: ^''}]\n", "is empty", "ROOT"},
      {"rules: [{from: ghcr.io, target: ^harbor/x}]\n", "registry host", ""},
      {"rules: [{from: ghcr.io, target: ^//h.io/x}]\n", "begins with a slash", ""},
      {"rules:\n  - from: ^https://ghcr.io\n    prefix: ghcr\n", "has a URL scheme", "write ghcr.io"},
      {"rules:\n  - from: ^ghcr.io/org:v1\n    keep: true\n", "holds a tag", ""},
      {"rules: [{from: ghcr.io, keep: true, reason: ^[]}]\n", "reason must be text", ""},
      {"rules: [{^form: ghcr.io, prefix: ghcr}]\n", "unknown key \"form\" in a rule",
       "did you mean \"from\"?"},
      {"rules: [{from: ghcr.io, ^perfix: ghcr}]\n", "unknown key", "did you mean \"prefix\"?"},
      {"rules: [{from: ghcr.io, keep: true, ^digestFirstPull: x}]\n", "unknown key", "from, prefix"},
      {"rules: [{from: ghcr.io, ^from: quay.io, keep: true}]\n", "stands twice in a rule", ""},
  };
  for (const Bad& row : rows) check_bad(header, row);
}

TEST_CASE("errors of the header") {
  const std::vector<Bad> rows = {
      {"^", "no apiVersion", "ecrify/v1"},
      {"^# nothing\n", "no apiVersion", "RewriteConfig"},
      {"^- a\n", "no apiVersion", ""},
      {"^text\n", "no apiVersion", ""},
      {"^kind: RewriteConfig\n", "no apiVersion", "apiVersion: ecrify/v1"},
      {"^apiVersion: ecrify/v1\n", "no kind", "kind: RewriteConfig"},
      {"apiVersion: ^ecrify/v2\nkind: RewriteConfig\n", "apiVersion must be ecrify/v1", ""},
      {"^apiVersion:\nkind: RewriteConfig\n", "apiVersion must be ecrify/v1", ""},
      {"apiVersion: ^[ecrify/v1]\nkind: RewriteConfig\n", "apiVersion must be ecrify/v1", ""},
      {"apiVersion: ecrify/v1\nkind: ^Rewriteconfig\n", "kind must be RewriteConfig", ""},
      {"apiVersion: ecrify/v1\nkind: RewriteConfig\n^kind: RewriteConfig\n", "stands twice", ""},
  };
  for (const Bad& row : rows) check_bad("", row);
}

TEST_CASE("errors of YAML") {
  const std::vector<Bad> rows = {
      {"^---\n" + header, "a second document", "leave it out"},
      {"^---\n", "a second document", ""},
      {"...\n^a: b\n", "does not belong to the document", ""},
      {"^}\nrules: []\n", "", ""},
      {"^, x\n", "", ""},
      {"a: ^\x01\n", "control character", ""},
      {"a: b^\rc: d\n", "carriage return", ""},
      {"a: ^\xE2\x80\xA8\n", "line separator", ""},
      {"a: ^\xC2\x85\n", "line separator", ""},
      {"^\xEF\xBB\xBFrules: []\n", "byte order mark", ""},
  };
  for (const Bad& row : rows) check_bad(header, row);
  for (const std::string& text :
       {header + "registry: {", header + "rules: [{from: ghcr.io}", header + "metadata: \"b\n",
        header + "metadata: \"b", header + "metadata: 'b\n", header + "\tb: c\n", header + "a: b: c\n",
        header + "a: *nobody\n", header + "a: @x\n", std::string("{"), std::string("\""),
        std::string("%YAML 3.0\n"), std::string("!")}) {
    INFO(text);
    const Result<Config> config = load(text);
    REQUIRE_FALSE(config.ok());
    CHECK(config.failure().offset <= text.size());
    CHECK_FALSE(config.failure().message.empty());
  }
  const std::string with_mark = "\xEF\xBB\xBF" + header + "a: b\n";
  CHECK(load(with_mark).failure().offset == with_mark.find("a: b"));
  check_contains(load("\xFF\xFE"
                      "a")
                     .failure()
                     .message,
                 {"UTF-8"});
  const std::string no_utf8 = header + "rules: [{from: ghcr.io/o, keep: true, reason: still p\x90rivate}]\n";
  CHECK(load(no_utf8).failure().offset == no_utf8.find('\x90'));
  check_contains(load(std::string("a\0b", 3)).failure().message, {"control"});
}

TEST_CASE("hostile configurations end, and in little time") {
  std::ostringstream laughs;
  laughs << header << "a0: &a0 [x]\n";
  for (int i = 1; i < 60; ++i) {
    laughs << "a" << i << ": &a" << i << " [x";
    for (int j = 0; j < 10; ++j) laughs << ", *a" << i - 1;
    laughs << "]\n";
  }
  const std::string flat = header + "metadata:\n";
  const std::vector<std::string> texts = {
      ",",
      " ,",
      ",,,,",
      "?",
      ":",
      "-",
      "&",
      "*",
      "&a *a",
      "&a [*a]",
      "{",
      "[",
      "]",
      "}",
      "!",
      "|",
      ">",
      "%",
      "{,}",
      "[,",
      "? ,",
      "- ,",
      laughs.str(),
      repeated(100'000, "["),
      repeated(100'000, "{"),
      repeated(100'000, "[]"),
      repeated(100'000, "- "),
      repeated(100'000, "? "),
      repeated(100'000, ", "),
      repeated(100'000, "&a "),
      repeated(100'000, "!a "),
      repeated(100'000, "\""),
      repeated(100'000, "'"),
      repeated(100'000, "a: "),
      repeated(100'000, "---\n"),
      repeated(100'000, "...\n"),
      repeated(100'000, "%A\n"),
      repeated(100'000, "\n"),
      repeated(100'000, " "),
      repeated(100'000, "*a "),
      header + repeated(yaml::max_tree_size, "a"),
  };
  for (const std::string& text : texts) {
    INFO(text.substr(0, 20));
    const Result<Config> config = load(text);
    REQUIRE_FALSE(config.ok());
    CHECK_FALSE(config.failure().message.empty());
  }
  CHECK(load(flat + " a:\n" + repeated(100'000, " - {a: [1, \"2\"]}\n")).ok());
}

TEST_CASE("ten thousand rules are read and built in a moment") {
  std::string text = header + "rules:\n";
  for (int i = 0; i < 10'000; ++i) {
    const std::string n = std::to_string(i);
    text += "  - {from: ghcr.io/org-" + n + ", prefix: team-" + n + "}\n";
  }
  const Result<Config> config = load(text);
  REQUIRE(config.ok());
  CHECK(config->rules.size() == 10'000);
  CHECK(config->rules.back().origin.line == 10'003);
  const Result<RuleSet> set = RuleSet::build(config->rules, registry);
  REQUIRE(set.ok());
  CHECK(set->decide("ghcr.io/org-777/x:1", ShortNames::ignore).text == registry + "/team-777/x:1");
}
