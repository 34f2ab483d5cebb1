// SPDX-License-Identifier: Apache-2.0
// One source through the whole flow: what is rewritten, byte for byte, and what is refused.
#include "../support/rewriting.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

// Tables say GHCR for "ghcr.io" and ECR for where it goes, so that a row can be read.
std::string expand(std::string text, std::string_view ghcr) {
  const auto replace_all = [&text](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
      text.replace(at, from.size(), to);
    }
  };
  replace_all("GHCR", ghcr);
  return text;
}

std::string source(const std::string& text) { return expand(text, "ghcr.io"); }
std::string target(const std::string& text) { return expand(text, std::string(registry) + "/ghcr"); }

const std::string pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n";

}  // namespace

TEST_CASE("each form of a scalar is rewritten in place") {
  const rules::RuleSet rules = default_rules();
  const std::string forms[] = {
      "  - image: GHCR/o/a:v1\n",
      "  - image: GHCR/o/a:v1",
      "  - image:   GHCR/o/a:v1   # why\n",
      "  - image: 'GHCR/o/a:v1'\n",
      "  - image: \"GHCR/o/a:v1\" # why\n",
      "  - image: |\n      GHCR/o/a:v1\n    name: x\n",
      "  - image: >-\n      GHCR/o/a:v1\n\n    name: x\n",
      "  - image:\n      GHCR/o/a:v1\n",
      "  - \"image\": GHCR/o/a:v1\n",
      "  - 'image' : GHCR/o/a:v1\n",
      "  - ? image\n    : GHCR/o/a:v1\n",
      "  - image: !!str GHCR/o/a:v1\n",
      "  - image: !!str \"GHCR/o/a:v1\"\n    name: x\n",
      "  - image: &img GHCR/o/a:v1\n  - image: *img\n",
      "  - &c\n    image: GHCR/o/a:v1\n  - <<: *c\n    name: x\n",
      "  - {name: a, image: GHCR/o/a:v1}\n",
      "  - {name: a, image: 'GHCR/o/a:v1', ports: [{containerPort: 1}]}\n",
      "  - {\n    image: \"GHCR/o/a:v1\", # why\n    name: a\n    }\n",
      "  - image: GHCR/o/a\r\n    name: x\r\n",
      "  - image: GHCR/o/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
      "  - image: GHCR/o/a:v1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
      "  - image: GHCR/o/a:${TAG}\n",
      "  - image: GHCR/o/a:v1\n    image: GHCR/o/b:v1\n",
  };
  for (const std::string& form : forms) {
    INFO(form);
    CHECK(rewritten(source(pod + form), rules) == target(pod + form));
  }
}

TEST_CASE("a reference written with escapes gets the plain new text in the same quotes") {
  const rules::RuleSet rules = default_rules();
  for (const std::string form :
       {"\"ghcr.io\\u002Fo/a:v1\"", "\"\\x67hcr.io/o/a:v1\"", "\"ghcr.io/o\\\n      /a:v1\"",
        "\"ghcr.io\\/o/a:v1\"", "\"\\U00000067hcr.io/o/a:v1\""}) {
    INFO(form);
    CHECK(rewritten(pod + "  - \"ima\\u0067e\": " + form + "\n", rules) ==
          target(pod + "  - \"ima\\u0067e\": \"GHCR/o/a:v1\"\n"));
  }
}

TEST_CASE("each image field of this table is rewritten, wherever its pod spec is") {
  const rules::RuleSet rules = default_rules();
  const std::string documents[] = {
      "apiVersion: v1\nkind: Pod\nspec: {initContainers: [{image: GHCR/o/a:1}]}\n",
      "apiVersion: v1\nkind: Pod\nspec: {ephemeralContainers: [{image: GHCR/o/a:1}]}\n",
      "apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: v\n    image:\n      reference: GHCR/o/a:1\n",
      "kind: CronJob\napiVersion: batch/v1\nspec:\n  jobTemplate:\n    spec:\n      template:\n        "
      "spec:\n"
      "          containers:\n          - image: GHCR/o/a:1\n          volumes:\n          - image: "
      "{reference: GHCR/o/v:1}\n",
      "apiVersion: example.com/v1\nkind: Widget\nspec:\n  deep:\n  - pod:\n      containers:\n      - image: "
      "GHCR/o/a:1\n",
      "apiVersion: example.com/v1\nkind: Widget\nspec:\n  image: GHCR/o/a:1\n",
      "apiVersion: example.com/v1\nkind: Widget\nspec:\n  image: GHCR/o/a\n",
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - "
      "image: GHCR/o/a:1\n",
      "spec:\n  containers:\n  - image: GHCR/o/a:1\nkind: Pod\napiVersion: v1\n",
      "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [{\"image\": "
      "\"GHCR/o/a:1\"}]}}",
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"GHCR/o/a:1\"}]}}\n"
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"GHCR/o/b:1\"}]}}\n",
  };
  for (const std::string& document : documents) {
    INFO(document);
    CHECK(rewritten(source(document), rules) == target(document));
  }
}

TEST_CASE("everything else stays as it is") {
  const rules::RuleSet rules = default_rules();
  const std::string documents[] = {
      "",
      "\n",
      "# ghcr.io/o/a:1\n",
      "---\n---\n# nothing\n---\n",
      "image: ghcr.io/o/a:1\n",
      "services:\n  a:\n    image: ghcr.io/o/a:1\n",
      "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    image: ghcr.io/o/a:1\nspec: {}\n",
      "apiVersion: v1\nkind: Pod\nstatus:\n  containerStatuses:\n  - image: ghcr.io/o/a:1\n",
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: nginx\n  - image: quay.io/o/a:1\n",
      pod + "  - image: my.ghcr.io/o/a:1\n  - image: ghcr.io.evil.com/o/a:1\n  - image: ghcrXio/o/a:1\n",
      pod + "  - image: ghcr.io:443/o/a:1\n",
      pod + "  - image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ghcr/o/a:1\n",
      pod + "  - image: x\n    args: [https://ghcr.io/v2/, ghcr.io]\n",
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  image: ghcr.io/o/a:1\n",
      "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec:\n  containers:\n  - image: ghcr.io/o/a:1\n",
      "apiVersion: example.com/v1\nkind: W\nspec:\n  image: \"*ghcr.io/o/*\"\n",
      "apiVersion: example.com/v1\nkind: W\nspec:\n  volumes:\n  - rbd: {image: ghcr.io/o/a}\n",
      "apiVersion: example.com/v1\nkind: W\nspec:\n  build: {output: {image: ghcr.io/o/a:1}}\n",
      "apiVersion: example.com/v1\nkind: W\nspec:\n  image: oci://ghcr.io/o/a:1\n",
  };
  for (const std::string& document : documents) {
    INFO(document);
    CHECK(rewritten(document, rules) == document);
  }
}

TEST_CASE("what is used in more places than can be followed is refused, wherever it is written") {
  // One in a field that nobody knows: the aliases may well lead to images.
  std::string uses;
  for (int i = 0; i < 2000; ++i) uses += "  - image: *x\n";
  const rules::RuleSet rules = default_rules();
  CHECK(rewritten("apiVersion: v1\nkind: Pod\nx: &x ghcr.io/o/a:1\nspec:\n  containers:\n" + uses, rules) ==
        "refused: shared-scalar");
  CHECK(rewritten("apiVersion: v1\nkind: Pod\nx: &x quay.io/o/a:1\nspec:\n  containers:\n" + uses, rules)
            .size() > 2000);
}

namespace {

// ASCII with so many zeros beside each byte, of them so many before it.
std::string wide(std::string_view text, std::size_t zeros, std::size_t before) {
  std::string out;
  for (const char c : text) out += std::string(before, '\0') + c + std::string(zeros - before, '\0');
  return out;
}

}  // namespace

TEST_CASE("text in UTF-16 and UTF-32 that names no registry is copied, in parts too") {
  const rules::RuleSet rules = default_rules();
  const rules::Mapping mapping(rules);
  Settings settings;
  settings.mapping = &mapping;
  const Examiner examiner(settings);
  const auto stream_is_refused = [&](const std::string& first, const std::string& second) {
    StreamExamination stream(examiner, locate::Role::object);
    const bool refused = stream.examine(SourceText("a", first)).refused;
    return stream.examine(SourceText("a", second)).refused || refused;
  };
  for (const std::string& text :
       {"\xFF\xFE" + wide("a: quay.io/o/a", 1, 0), "\xFE\xFF" + wide("a: quay.io/o/a", 1, 1),
        std::string("\0\0\xFE\xFF", 4) + wide("a: b", 3, 3), std::string("\xFF\xFE") + "a",
        std::string("\xFF\xFE")}) {
    CHECK(rewritten(text, rules) == text);
    CHECK_FALSE(stream_is_refused(text, text));
    CHECK(stream_is_refused(text, wide("ghcr.io/o/a", 1, 0)));
  }
}

TEST_CASE("what can't be done rightly is refused") {
  const rules::RuleSet rules = default_rules();
  const rules::RuleSet placeholder = default_rules("${AWS_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com");
  const struct {
    std::string text;
    const rules::RuleSet& rules;
    std::string_view finding;
  } rows[] = {
      {pod + "  - image: ghcr.io/o/" + std::string(250, 'a') + "\n", rules, "result-not-legal"},
      {pod + "  - {image: ghcr.io/o/a:1}\n", placeholder, "style-cannot-carry"},
      {"apiVersion: v1\nkind: Pod\nspec:\n  hostname: &x ghcr.io/o/a:1\n  containers:\n  - image: *x\n",
       rules, "shared-scalar"},
      {pod + "  - image: ghcr.io/o/a:1\n bad\n", rules, "not-yaml"},
      {pod + "  - image: \"ghcr.io/o/a:1\n", rules, "not-yaml"},
      {pod + "  - image: ghcr.io/o/a:1\r    name: x\n", rules, "not-yaml"},
      {pod + "  - image: ghcr.io/o/a:1\n{{- if .Values.x }}\n  - name: y\n{{- end }}\n", rules,
       "template-text"},
      {pod + "  - image: ghcr.io/o/a:1\n    name: {{ .Values.x }}\n", rules, "template-text"},
      {pod + "  - image: ghcr.io/o/a:1\nsops:\n  mac: ENC[AES256_GCM,data:x]\n", rules, "signed-document"},
      {"\xFF\xFE" + wide("a: ghcr.io/o/a", 1, 0), rules, "not-yaml"},
      {"\xFE\xFF" + wide("a: GHCR.io/o/a", 1, 1), rules, "not-yaml"},
      {std::string("\xFF\xFE\0\0", 4) + wide("a: ghcr.io/o/a", 3, 0), rules, "not-yaml"},
      {std::string("\0\0\xFE\xFF", 4) + wide("a: ghcr.io/o/a", 3, 3), rules, "not-yaml"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(rewritten(row.text, row.rules) == "refused: " + std::string(row.finding));
  }
}

TEST_CASE("a template that YAML can read is rewritten, with a warning") {
  const std::string text = pod + "  - image: GHCR/o/a:1\n    name: {{ .namespace }}\n";
  const Examination out = examined(source(text), default_rules());
  CHECK(splice::apply(source(text), out.edits) == target(text));
  REQUIRE(out.findings.size() == 2);
  CHECK(out.findings.back().id == FindingId::template_placeholder);
  CHECK(out.findings.back().severity == Severity::warning);
}

TEST_CASE("documents that can't hold a reference are copied unread, whatever they are") {
  const rules::RuleSet rules = default_rules();
  const std::string bad = "a: [unclosed\n---\n" + std::string("\x01\0", 2) + "\n---\n";
  CHECK(rewritten(bad + source(pod + "  - image: GHCR/o/a:1\n"), rules) ==
        bad + target(pod + "  - image: GHCR/o/a:1\n"));
}

TEST_CASE("findings say where, what and what instead") {
  const rules::RuleSet rules = default_rules();
  const std::string text =
      "---\nx: 1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: n, namespace: s}\nspec:\n  containers:\n  "
      "- image: 'ghcr.io/o/a:1'\n";
  const Examination out = examined(text, rules);
  REQUIRE(out.findings.size() == 1);
  const Finding& finding = out.findings.front();
  CHECK(finding.id == FindingId::unmapped_image);
  CHECK(finding.severity == Severity::error);
  CHECK(finding.document == 1);
  CHECK(text.substr(finding.span.begin, finding.span.size()) == "ghcr.io/o/a:1");
  CHECK(finding.path == "spec.containers[0].image");
  CHECK(finding.resource.kind == "Pod");
  CHECK(finding.resource.name == "n");
  CHECK(finding.resource.name_space == "s");
  CHECK(finding.reference == "ghcr.io/o/a:1");
  CHECK(finding.replacement == std::string(registry) + "/ghcr/o/a:1");
  CHECK(out.counts.documents == 2);
  CHECK(out.counts.candidates == 1);
  CHECK(out.counts.references == 1);
}

TEST_CASE("without a registry the references are found, but not what they should be") {
  const Examination out = examined(pod + "  - image: ghcr.io/o/a:1\n", default_rules(""));
  REQUIRE(out.findings.size() == 1);
  CHECK(!out.findings.front().replacement.has_value());
  CHECK(out.edits.empty());
}

TEST_CASE("Docker Hub's short names count in containers, and nowhere else") {
  const rules::RuleSet rules = rule_set({rule("docker.io", rules::RuleKind::prefix, "docker-hub")});
  const std::string ecr = std::string(registry) + "/docker-hub/";
  CHECK(rewritten(pod + "  - image: nginx\n", rules) == pod + "  - image: " + ecr + "library/nginx\n");
  CHECK(rewritten(pod + "  - image: bitnami/redis:7\n", rules) ==
        pod + "  - image: " + ecr + "bitnami/redis:7\n");
  CHECK(rewritten(pod + "  - image: docker.io/nginx:1\n", rules) ==
        pod + "  - image: " + ecr + "library/nginx:1\n");
  CHECK(rewritten(pod + "  - \"im\\u0061ge\": nginx\n", rules) ==
        pod + "  - \"im\\u0061ge\": " + ecr + "library/nginx\n");
  const std::string volume = "apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - image: {reference: ";
  CHECK(rewritten(volume + "nginx}\n", rules) == volume + ecr + "library/nginx}\n");
  const std::string alias =
      "apiVersion: v1\nkind: Pod\nspec:\n  initContainers:\n  - image: &i nginx\n  containers:\n  - image: "
      "*i\n";
  CHECK(rewritten(alias, rules).find(ecr) != std::string::npos);
  for (const std::string text : {"apiVersion: example.com/v1\nkind: W\nspec:\n  image: ubuntu-22.04\n",
                                 "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command: [sleep]\n"}) {
    CHECK(rewritten(text, rules) == text);
  }
}

TEST_CASE("the way back") {
  const rules::RuleSet rules = default_rules();
  const std::string text = pod + "  - image: GHCR/o/a:v1 # GHCR/o\n";
  const std::string there = rewritten(source(text), rules);
  CHECK(rewritten(there, rules, Direction::reverse) == source(text));
  const std::string other = pod + "  - image: 210987654321.dkr.ecr.us-east-1.amazonaws.com/ghcr/o/a:v1\n";
  CHECK(rewritten(other, rules, Direction::reverse) == other);
  CHECK(rewritten(other, rules, Direction::reverse_any) == source(pod + "  - image: GHCR/o/a:v1\n"));
}

TEST_CASE("blanks of a placeholder that are written as escapes are no reason to doubt an edit") {
  const rules::RuleSet rules = default_rules();
  CHECK(rewritten(pod + "  - image: \"\\x67hcr.io/o/a-{{\\x20v }}\"\n", rules) ==
        target(pod + "  - image: \"GHCR/o/a-{{ v }}\"\n"));
}
