// SPDX-License-Identifier: Apache-2.0
// Thirty pitfalls that tools of this field have fallen into, each with the result that is due. The first
// fourteen are about references and stand in tests/unit/rules_pitfalls_test.cpp; here they meet a manifest.
// Those of the command line have golden cases: 25 refuse-unparsable, 27 stream-empty-documents, stdin-empty,
// 28 write-folder, walk-templates-and-nothing, 29 write-folder (the runner compares modes, inodes and times),
// 30 check-outranks, usage-errors, stdin-empty.
#include <algorithm>

#include "../support/rewriting.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

std::string filled(std::string text, std::string_view word, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += with.size()) {
    text.replace(at, word.size(), with);
  }
  return text;
}
// GHCR stands for what is rewritten.
std::string before(const std::string& text) { return filled(text, "GHCR", "ghcr.io"); }
std::string after(const std::string& text) { return filled(text, "GHCR", std::string(registry) + "/ghcr"); }

void check_rewritten(const std::string& text, locate::Role role = locate::Role::object) {
  INFO(text);
  CHECK(rewritten(before(text), default_rules(), Direction::forward, role) == after(text));
}
void check_left(const std::string& text, locate::Role role = locate::Role::object) {
  INFO(text);
  CHECK(rewritten(text, default_rules(), Direction::forward, role) == text);
}
bool warns(const std::string& text, FindingId id) {
  const Examination out = examined(text, default_rules());
  return std::any_of(out.findings.begin(), out.findings.end(),
                     [id](const Finding& finding) { return finding.id == id; });
}

const std::string pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n";
std::string container(const std::string& image) { return pod + "  - image: " + image + "\n"; }
std::string of_kind(const std::string& api_version, const std::string& kind, const std::string& rest) {
  return "apiVersion: " + api_version + "\nkind: " + kind + "\n" + rest;
}

}  // namespace

TEST_CASE("pitfalls 1 to 12 in a manifest: boundaries, ports, digests, tags, what is no reference") {
  for (const std::string image :
       {"ghcr.io.evil.com/x:1", "my.ghcr.io/x", "ghcrXio/org/app", "ghcr.io-mirror/x",
        "ghcr.io:443/org/app:v1", "ghcr.io/Org/app", "'ghcr.io/org/app:'", "ghcr.io//app", "http://ghcr.io/x",
        "ghcr.io/org/app@sha256:abc", "ghcr.io", "localhost/x", "'[::1]:5000/x'", "ko://ghcr.io/x", "nginx",
        "org/app:1", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ghcr/org/app:v1",
        "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/ghcr.io/app:v1",
        "210987654321.dkr-ecr.eu-west-1.on.aws/ghcr.io/a"}) {
    check_left(container(image));
  }
  for (const std::string image :
       {"GHCR/org/app", "GHCR/org/app:v1", "GHCR/org/my--app:1", "GHCR/org/app:{GENERATED}",
        "GHCR/org/app:${TAG}", "'GHCR/org/app:$(TAG)'", "'GHCR/org/app:{{ .Values.tag }}'"}) {
    check_rewritten(container(image));
  }
  const std::string digest = "@sha256:" + std::string(64, 'a');
  check_rewritten(container("GHCR/org/app:v1" + digest));
  check_rewritten(container("GHCR/org/app" + digest));
  CHECK(warns(container("ghcr.io/org/app:v1" + digest), FindingId::digest_first_pull));
  CHECK_FALSE(warns(container("ghcr.io/org/app:v1"), FindingId::digest_first_pull));
  CHECK(rewritten(container("GHCR.IO/org/app"), default_rules()) == after(container("GHCR/org/app")));
  check_left(
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: oci://ghcr.io/org/chart}\n");
}

TEST_CASE("pitfall 15: all three lists and image volumes at every depth of a template") {
  const std::string spec =
      "{containers: [{image: GHCR/o/a:1}], initContainers: [{image: GHCR/o/b:1}], "
      "ephemeralContainers: [{image: GHCR/o/c:1}], volumes: [{image: {reference: GHCR/o/v:1}}]}";
  check_rewritten(of_kind("v1", "Pod", "spec: " + spec + "\n"));
  check_rewritten(of_kind("v1", "PodTemplate", "template: {spec: " + spec + "}\n"));
  for (const std::string kind : {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"}) {
    check_rewritten(of_kind("apps/v1", kind, "spec: {template: {spec: " + spec + "}}\n"));
  }
  check_rewritten(of_kind("v1", "ReplicationController", "spec: {template: {spec: " + spec + "}}\n"));
  check_rewritten(of_kind("batch/v1", "Job", "spec: {template: {spec: " + spec + "}}\n"));
  check_rewritten(
      of_kind("batch/v1", "CronJob", "spec: {jobTemplate: {spec: {template: {spec: " + spec + "}}}}\n"));
}

TEST_CASE("pitfall 16: an image that is no reference") {
  check_left(
      of_kind("apiextensions.k8s.io/v1", "CustomResourceDefinition",
              "spec: {versions: [{schema: {openAPIV3Schema: {properties: {image: {type: string, default: "
              "ghcr.io/o/a:1}, ghcr.io: {type: string}}}}}]}\n"));
  check_left(of_kind("example.com/v1", "Widget", "spec: {image: true, ghcr.io: [1]}\n"));
  check_left(of_kind("example.com/v1", "Widget", "spec: {image: [ghcr.io/o/a:1]}\n"));
  check_left(of_kind("v1", "Pod",
                     "metadata: {labels: {image: ghcr.io/o/a}, annotations: {image: ghcr.io/o/a:1}}\n"));
  check_left(of_kind(
      "apps/v1", "Deployment",
      "spec: {selector: {matchLabels: {a: ghcr.io}}, template: {metadata: {labels: {image: ghcr.io/o/a}, "
      "annotations: {image: ghcr.io/o/a:1}}}}\n"));
  check_left(of_kind("v1", "Pod", "spec: {volumes: [{rbd: {image: ghcr.io/o/a}}]}\n"));
}

TEST_CASE("pitfall 17: custom resources") {
  check_rewritten(of_kind("example.com/v1", "Widget", "spec: {image: {repository: GHCR/o/a, tag: 1}}\n"));
  check_rewritten(of_kind("monitoring.coreos.com/v1", "Prometheus",
                          "spec: {image: GHCR/o/a:1, thanos: {image: GHCR/o/b:1}}\n"));
  check_rewritten(of_kind("monitoring.coreos.com/v1", "Alertmanager", "spec: {image: GHCR/o/a:1}\n"));
  check_rewritten(of_kind("actions.summerwind.dev/v1alpha1", "RunnerDeployment",
                          "spec: {template: {spec: {image: GHCR/o/a:1}}}\n"));
  check_rewritten(of_kind("sparkoperator.k8s.io/v1beta2", "SparkApplication",
                          "spec: {image: GHCR/o/a:1, driver: {sidecars: [{image: GHCR/o/b:1}]}}\n"));
  check_rewritten(of_kind("argoproj.io/v1alpha1", "Workflow",
                          "spec: {templates: [{script: {image: GHCR/o/a:1}}, {container: {image: GHCR/o/b}}, "
                          "{sidecars: [{image: GHCR/o/c}]}]}\n"));
  check_rewritten(of_kind("serving.knative.dev/v1", "Service",
                          "spec: {template: {spec: {containers: [{image: GHCR/o/a}]}}}\n"));
  check_rewritten(of_kind("postgresql.cnpg.io/v1", "Cluster", "spec: {imageName: GHCR/o/a:1}\n"));
  check_rewritten(of_kind("postgresql.cnpg.io/v1", "ClusterImageCatalog",
                          "spec: {images: [{major: 16, image: GHCR/o/a:1}]}\n"));
  check_rewritten(of_kind("kubefledged.io/v1alpha2", "ImageCache",
                          "spec: {cacheSpec: [{images: [GHCR/o/a:1, 'GHCR/o/b']}]}\n"));
  check_rewritten(of_kind("tekton.dev/v1", "Task",
                          "spec: {steps: [{image: GHCR/o/a}], sidecars: [{image: GHCR/o/b}]}\n"));
}

TEST_CASE("pitfall 18: arguments") {
  check_rewritten(pod + "  - args: ['--acme-http01-solver-image=GHCR/o/s:v1']\n");
  check_rewritten(pod + "  - args: [\"--image\",\"GHCR/o/s:v1\"]\n");
  check_left(pod + "  - args: [sh, -c, 'docker pull ghcr.io/o/s:v1 && run']\n");
  check_left(pod + "  - args: ['--registry=ghcr.io']\n");
  check_left(pod + "  - env: [{name: GHCR_URL, value: 'https://ghcr.io'}]\n");
}

TEST_CASE("pitfall 19: split images; charts join, so the registry alone takes the prefix") {
  check_rewritten("image: {registry: GHCR, repository: org/app, tag: v1}\n", locate::Role::values);
  check_rewritten("image: {repository: GHCR/org/app, tag: v1}\n", locate::Role::values);
  check_rewritten("image:\n  tag: v1\n  repository: org/app\n  registry: GHCR\n", locate::Role::values);
  check_left("image: {repository: org/app, tag: v1}\nother: ghcr.io\n", locate::Role::values);
}

TEST_CASE("pitfall 20: documents in strings") {
  check_rewritten(of_kind("v1", "ConfigMap",
                          "data:\n  pod.yaml: |\n    # why\n    kind: Pod\n    spec:\n      containers:\n"
                          "      - image: GHCR/o/a:v1\n"));
  check_left(of_kind("v1", "Secret", "data:\n  a: Z2hjci5pby9vL2E=\n  ghcr.io: Z2hjci5pby9vL2E=\n"));
  check_rewritten(
      of_kind("v1", "Pod",
              "metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n"
              "      {\"spec\":{\"containers\":[{\"image\":\"ghcr.io/o/a:v1\"}]}}\n"
              "spec: {containers: [{image: GHCR/o/a:v1}]}\n"));
  check_left(of_kind("v1", "Pod", "metadata: {annotations: {checksum/config: 'ghcr.io/o/a:v1'}}\n"));
}

TEST_CASE("pitfall 21: what the user wants left alone; exclusion beats a rule, and is counted apart") {
  struct Row {
    std::string text;
    std::size_t suppressed;
  };
  const auto object = [](const std::string& metadata) {
    return of_kind("v1", "Pod",
                   "metadata: " + metadata + "\nspec: {containers: [{image: ghcr.io/o/a:v1}]}\n");
  };
  const Row rows[] = {
      {object("{annotations: {ecrify/ignore: still private}}"), 1},
      {object("{labels: {ecrify/ignore: \"true\"}}"), 1},
      {pod + "  - image: ghcr.io/o/a:v1  # ecrify:ignore still private\n", 1},
      {pod + "  # ecrify:ignore still private\n  - image: ghcr.io/o/a:v1\n", 1},
      {"# ecrify:ignore-document\n" + container("ghcr.io/o/a:v1"), 1},
      {"# ecrify:ignore-file\n" + container("ghcr.io/o/a:v1") + "---\n" + container("ghcr.io/o/b:v1"), 2},
  };
  for (const Row& row : rows) {
    check_left(row.text);
    const Examination out = examined(row.text, default_rules());
    CHECK(out.findings.empty());
    CHECK(out.counts.references == 0);
    CHECK(out.counts.suppressed == row.suppressed);
  }
  check_rewritten(of_kind(
      "v1", "Pod",
      "metadata: {annotations: {ecrify/ignore: \"false\"}}\nspec: {containers: [{image: GHCR/o/a}]}\n"));
}

TEST_CASE("pitfall 22: nothing but the reference changes") {
  check_rewritten(
      "\xEF\xBB\xBF%YAML 1.2\n---\n# Source: chart/templates/a.yaml\napiVersion: v1\r\nkind: Pod   \n\n"
      "spec: { containers: [ {image:   \"GHCR/o/a:v1\"  , name: x} ] }   # end\n...\n---\n# only words");
}

TEST_CASE("pitfall 23: forms of a scalar") {
  for (const std::string image :
       {"GHCR/o/a:v1", "'GHCR/o/a:v1'", "\"GHCR/o/a:v1\"", ">-\n      GHCR/o/a:v1", "|\n      GHCR/o/a:v1",
        "!!str GHCR/o/a:v1", "&a GHCR/o/a:v1", "\n      GHCR/o/a:v1"}) {
    check_rewritten(container(image));
  }
  check_rewritten(pod + "  - ? image\n    : GHCR/o/a:v1\n");
  check_rewritten(pod + "  - \"image\": GHCR/o/a:v1\n");
  check_rewritten(pod + "  - {name: a,\n     image:\n       GHCR/o/a:v1\n    }\n");
  CHECK(rewritten(container("\"ghcr.io\\u002Forg/app:v1\""), default_rules()) ==
        after(container("\"GHCR/org/app:v1\"")));
}

TEST_CASE("pitfall 24: anchors") {
  check_rewritten(pod + "  - image: &img GHCR/o/a:1\n  - image: *img\n");
  CHECK(rewritten(pod + "  - image: &img ghcr.io/o/a:1\n    name: *img\n", default_rules()) ==
        "refused: shared-scalar");
  check_rewritten("x: &c {image: GHCR/o/a:1}\n" + pod + "  - <<: *c\n    name: a\n");
}

TEST_CASE("pitfall 25: one bad document, and nothing of the stream") {
  CHECK(rewritten(container("ghcr.io/o/a:1") + "---\na: [ghcr.io/o/a\n", default_rules()) ==
        "refused: not-yaml");
  CHECK(rewritten("a: 'ghcr.io/o/a\n", default_rules()) == "refused: not-yaml");
  CHECK(rewritten("a:\n\t- ghcr.io/o/a\n", default_rules()) == "refused: not-yaml");
}

TEST_CASE("pitfall 25: of doubled keys kubectl takes the last, so all are rewritten") {
  check_rewritten(pod + "  - image: GHCR/o/a:1\n    image: GHCR/o/b:1\n");
}

TEST_CASE("pitfall 26: lists and JSON keep their form") {
  check_rewritten(
      "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n  "
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":"
      "{\"containers\":[{\"image\":\"GHCR/o/a:1\"}]}}]}\n");
  const std::string object =
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"GHCR/o/a:1\"}]}}";
  check_rewritten(object + "\n" + object + "\n");
  check_rewritten(object + object);
}

TEST_CASE("pitfall 27: nothing, and nothing but comments") {
  for (const std::string text :
       {"", "\n", "---\n", "--- # ghcr.io/o/a\n", "# ghcr.io/o/a:1", "null\n---\n...\n", "~\n"}) {
    check_left(text);
  }
}

TEST_CASE("pitfall 28: workflows are copied through") {
  check_left(
      "on: push\njobs:\n  a:\n    container: ghcr.io/o/a:1\n    steps:\n    - uses: "
      "docker://ghcr.io/o/a:1\n");
  check_left("services: {a: {image: ghcr.io/o/a:1}}\n");
}
