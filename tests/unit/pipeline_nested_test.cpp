// SPDX-License-Identifier: Apache-2.0
// Documents in strings: edited in place, with the outer scalar's indentation, quotes and escapes.
#include "../support/rewriting.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

std::string filled(std::string text, std::string_view with) {
  for (std::size_t at = 0; (at = text.find("GHCR", at)) != std::string::npos; at += with.size())
    text.replace(at, 4, with);
  return text;
}
std::string before(const std::string& text) { return filled(text, "ghcr.io"); }
std::string after(const std::string& text) { return filled(text, std::string(registry) + "/ghcr"); }

const std::string configmap = "apiVersion: v1\nkind: ConfigMap\ndata:\n";

// GHCR is rewritten wherever it stands, and not one byte else.
void check_rewritten(const std::string& text) {
  const rules::RuleSet rules = default_rules();
  INFO(text);
  CHECK(rewritten(before(text), rules) == after(text));
  CHECK(rewritten(after(text), rules) == after(text));
}
void check_left(const std::string& text) {
  const rules::RuleSet rules = default_rules();
  INFO(text);
  CHECK(rewritten(text, rules) == text);
}

}  // namespace

TEST_CASE("nested: YAML in each style of scalar") {
  check_rewritten(
      configmap +
      "  pod.yaml: |\n    kind: Pod\n    spec:\n      containers:\n      - image: GHCR/o/a:v1  # why\n"
      "      - image: 'GHCR/o/b:v1'\n");
  check_rewritten(
      configmap +
      "  pod.yaml: |-\n        kind: Pod\n        spec: {containers: [{image: GHCR/o/a:v1}]}\n  x: y\n");
  check_rewritten(configmap + "  pod.yaml: |2+\n      kind: Pod\n      image: GHCR/o/a:v1\n\n\n  x: y\n");
  check_rewritten(configmap + "  pod.yaml: \"kind: Pod\\nspec:\\n  image: GHCR/o/a:v1\\n\"\n");
  check_rewritten(configmap + "  pod.yaml: \"kind: Pod\\n\\\n    image: GHCR/o/a:v1\\n\"\n");
  check_rewritten(configmap + "  pod.yaml: 'kind: Pod\n\n    image: GHCR/o/a:v1\n\n    it: it''s'\n");
  check_rewritten(configmap + "  pod.yaml: >\n    kind: Pod\n\n    image: GHCR/o/a:v1\n\n    x: y\n");
  check_rewritten(configmap + "  pod.yaml: |\r\n    kind: Pod\r\n    image: GHCR/o/a:v1\r\n");
  check_rewritten(
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"pod.yaml\":\"kind: Pod\\nimage: "
      "GHCR/o/a:v1\\n\"}}\n");
}

TEST_CASE("nested: JSON in each style of scalar") {
  check_rewritten(
      configmap +
      "  pod.json: '{\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"GHCR/o/a:v1\"}]}}'\n");
  check_rewritten(configmap + "  pod.json: \"{\\\"spec\\\": {\\\"image\\\": \\\"GHCR/o/a:v1\\\"}}\"\n");
  check_rewritten(
      configmap +
      "  pod.json: |\n    {\n      \"spec\": {\n        \"image\": \"GHCR/o/a:v1\"\n      }\n    }\n");
  check_rewritten(configmap + "  pod.json: >-\n    {\"spec\":\n    {\"image\": \"GHCR/o/a:v1\"}}\n");
  check_rewritten(
      configmap +
      "  list.json: '[{\"op\": \"add\", \"path\": \"/spec/image\", \"value\": \"GHCR/o/a:v1\"}]'\n");
}

TEST_CASE("nested: two and three levels deep") {
  check_rewritten(configmap +
                  "  outer: |\n    kind: ConfigMap\n    data:\n      inner: |\n        kind: Pod\n"
                  "        image: GHCR/o/a:v1\n        x: y\n");
  check_rewritten(
      configmap +
      "  outer: |\n    kind: ConfigMap\n    data:\n      inner: \"kind: Pod\\nimage: GHCR/o/a:v1\\n\"\n");
  check_rewritten(
      configmap +
      "  outer: |\n    kind: ConfigMap\n    data:\n      inner: '{\"image\": \"GHCR/o/a:v1\"}'\n");
  check_rewritten(
      configmap +
      "  outer: \"data:\\n  inner: '{\\\"image\\\": \\\"GHCR/o/a:v1\\\"}'\\nkind: ConfigMap\\n\"\n");
  check_rewritten(
      configmap +
      "  one: |\n    kind: ConfigMap\n    data:\n      two: |\n        kind: ConfigMap\n        data:\n"
      "          three: |\n            kind: Pod\n            image: GHCR/o/a:v1\n");
}

TEST_CASE("nested: several documents and several references in one string") {
  check_rewritten(configmap +
                  "  all.yaml: |\n    ---\n    kind: Pod\n    image: GHCR/o/a:v1\n    ---\n    kind: Pod\n"
                  "    image: GHCR/o/b:v1\n");
  check_rewritten(configmap +
                  "  a.yaml: |\n    kind: Pod\n    image: GHCR/o/a:v1\n  b.yaml: |\n    kind: Pod\n"
                  "    image: GHCR/o/b:v1\n  c: GHCR/o/c:v1\n");
}

TEST_CASE("nested: values, patches, Secrets in clear text") {
  check_rewritten(
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n"
      "        image:\n          repository: GHCR/o/a\n          tag: v1\n        global: {imageRegistry: "
      "GHCR}\n");
  check_rewritten(
      "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  valuesContent: |-\n    image:\n"
      "      registry: GHCR\n      repository: o/a\n");
  check_rewritten(
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  patches:\n  - patch: |\n"
      "      - op: replace\n        path: /spec/template/spec/containers/0/image\n        value: "
      "GHCR/o/a:v1\n");
  check_rewritten(
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  patches:\n  - patch: |\n"
      "      spec:\n        template:\n          spec:\n            containers:\n            - name: a\n"
      "              image: GHCR/o/a:v1\n");
  check_rewritten(
      "apiVersion: v1\nkind: Secret\nstringData:\n  pod.yaml: |\n    kind: Pod\n    image: GHCR/o/a:v1\n");
}

TEST_CASE("nested: lines that hold nothing but a template's actions are passed over") {
  check_rewritten(configmap + "  t.tpl: |\n    {{ range .x }}\n    image: GHCR/o/a:v1\n    {{ end }}\n");
}

TEST_CASE("nested: text that is no document is prose") {
  check_left(configmap + "  run.sh: |\n    #!/bin/sh\n    docker pull ghcr.io/o/a:v1\n    exit 0\n");
  check_left(configmap + "  bad.yaml: |\n    a: [\n    image: ghcr.io/o/a:v1\n");
  check_left(configmap + "  a.md: |\n    # Title\n\n    Use `ghcr.io/o/a:v1`.\n");
  check_left("apiVersion: v1\nkind: Secret\ndata:\n  a: |\n    a2luZDogUG9k\n    ghcr.io/o/a\n");
}

TEST_CASE("nested: a refusal inside is a refusal") {
  const std::string text =
      configmap +
      "  pod.yaml: |\n    kind: Pod\n    spec: &s\n      image: &i ghcr.io/o/a:v1\n    note: *i\n";
  CHECK(rewritten(text, default_rules()) == "refused: shared-scalar");
}

TEST_CASE("embedded: prose is rewritten only when that is asked for") {
  const rules::RuleSet rules = default_rules();
  const std::string text =
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - args:\n    - sh\n    - -c\n    - |\n"
      "      docker pull GHCR/o/a:v1 && docker pull GHCR/o/b\n      curl https://ghcr.io/v2/\n";
  const rules::Mapping mapping(rules);
  Settings settings;
  settings.mapping = &mapping;
  settings.actions.set(locate::LocationClass::embedded, locate::Action::rewrite);
  const std::string source = before(text);
  CHECK(splice::apply(source, examine(SourceText("a.yaml", source), settings).edits) == after(text));
  CHECK(rewritten(source, rules) == source);
}

TEST_CASE("aliases: all places rewritable, none, or both kinds") {
  const rules::RuleSet rules = default_rules();
  check_rewritten(
      "apiVersion: v1\nkind: Pod\nx: &c {image: GHCR/o/a:v1}\nspec: {containers: [{<<: *c, name: a}]}\n");
  check_rewritten(
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: &i GHCR/o/a:v1\n  - image: *i\n"
      "  - env: [{name: X, value: *i}]\n");
  check_left("apiVersion: v1\nkind: Pod\nmetadata: {annotations: {a: &i ghcr.io/o/a:v1, b: *i}}\n");
  const std::string mixed =
      "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {a: &i ghcr.io/o/a:v1}}\n"
      "spec: {containers: [{image: *i}]}\n";
  CHECK(rewritten(mixed, rules) == "refused: shared-scalar");
}

TEST_CASE("split images: what is edited") {
  const rules::RuleSet rules = default_rules();
  const auto values = [&](const std::string& text) {
    INFO(text);
    CHECK(rewritten(before(text), rules, Direction::forward, locate::Role::values) == after(text));
  };
  values("image: {registry: GHCR, repository: o/a, tag: v1}\n");
  values("image:\n  tag: v1@sha256:0\n  repository: o/a\n  registry: \"GHCR\"\n");
  values("image: {registry: GHCR/o, repository: a}\n");
  values("image: {repository: GHCR/o/a, tag: v1}\n");
  values("image: {registry: '', repository: GHCR/o/a, tag: v1}\n");
  values("image: {registry: GHCR/o/a, tag: v1}\n");
  values("global: {imageRegistry: GHCR}\n");
  values("a: {imageName: GHCR/o/a:v1}\n");
  values("image: {registry: GHCR/, repository: o/a}\n");

  // A longer rule lies below, or a keep: which one applies only the repository says.
  const rules::RuleSet longer =
      rule_set({rules::default_rule(), rule("ghcr.io/o", rules::RuleKind::prefix, "team"),
                rule("ghcr.io/k", rules::RuleKind::keep, "")});
  const std::string host(registry);
  const auto with = [&](const std::string& text) {
    return rewritten(text, longer, Direction::forward, locate::Role::values);
  };
  CHECK(with("image: {registry: ghcr.io, repository: o/a}\n") ==
        "image: {registry: " + host + ", repository: team/a}\n");
  CHECK(with("image: {registry: ghcr.io, repository: x/a}\n") ==
        "image: {registry: " + host + "/ghcr, repository: x/a}\n");
  CHECK(with("image: {registry: ghcr.io, repository: k/a}\n") ==
        "image: {registry: ghcr.io, repository: k/a}\n");
  CHECK(with("global: {imageRegistry: ghcr.io}\n") == "global: {imageRegistry: ghcr.io}\n");
  CHECK(with("image: {registry: ghcr.io, tag: v1}\n") == "image: {registry: ghcr.io, tag: v1}\n");
}

TEST_CASE("split images: one registry for two repositories") {
  const rules::RuleSet longer =
      rule_set({rules::default_rule(), rule("ghcr.io/o", rules::RuleKind::prefix, "team")});
  const std::string text = "a: {registry: &r ghcr.io, repository: o/a}\nb: {registry: *r, repository: x/b}\n";
  CHECK(rewritten(text, longer, Direction::forward, locate::Role::values).starts_with("refused: "));
}

TEST_CASE("a document of one line in a string is a document") {
  const std::string map = "apiVersion: v1\nkind: ConfigMap\ndata:\n";
  check_rewritten(map + "  a.yaml: |\n    image: GHCR/o/a:v1\n");
  check_rewritten(map + "  a.yaml: 'image: GHCR/o/a:v1'\n");
  check_rewritten(map + "  a.yaml: |\n    - image: GHCR/o/a:v1\n");
  check_rewritten(
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n"
      "        image: {repository: GHCR/o/a, tag: v1}\n");
  check_rewritten(
      "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec:\n  valuesContent: \"image: GHCR/o/a:v1\"\n");
  check_left(map + "  a: 'see also: ghcr.io/o/a and others'\n");
  check_rewritten(
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      parameters:\n"
      "      - {name: image.repository, value: GHCR/o/a}\n");
}
