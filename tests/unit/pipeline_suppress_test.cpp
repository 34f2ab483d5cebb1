// SPDX-License-Identifier: Apache-2.0
// Suppressions in manifests: what they are about, and what is told of those that are about nothing.
#include <algorithm>
#include <string>
#include <vector>

#include "../support/rewriting.hpp"
#include "catch.hpp"
#include "ecrify/findings/catalogue.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

// What has to be rewritten stands as NEW in the table, what is left alone as ghcr.io.
std::string filled(std::string text, std::string_view with) {
  for (std::size_t at = 0; (at = text.find("NEW", at)) != std::string::npos; at += with.size())
    text.replace(at, 3, with);
  return text;
}

struct Row {
  const char* name;
  std::string text;
  std::size_t suppressed = 0;
  std::size_t unused = 0;
  locate::Role role = locate::Role::object;
};

std::size_t count(const Examination& out, FindingId id) {
  return static_cast<std::size_t>(std::count_if(out.findings.begin(), out.findings.end(),
                                                [id](const Finding& finding) { return finding.id == id; }));
}

Examination examined_everywhere(const std::string& text, const rules::RuleSet& rules,
                                locate::Role role = locate::Role::object) {
  const rules::Mapping mapping(rules);
  Settings settings;
  settings.mapping = &mapping;
  settings.suppression_search = SuppressionSearch::everywhere;
  settings.kept = RulingScope::all;
  Examination out = examine(SourceText("test.yaml", text), settings, role);
  report_unused(out);
  return out;
}

void check_rows(const std::vector<Row>& rows) {
  const rules::RuleSet rules = default_rules();
  for (const Row& row : rows) {
    const std::string before = filled(row.text, "ghcr.io");
    INFO(row.name << "\n" << before);
    for (const Examination& out : {examined_everywhere(before, rules, row.role),
                                   examined(before, rules, Direction::forward, row.role)}) {
      for (const Finding& finding : out.findings)
        INFO(findings::name_of(finding.id) << ": " << finding.message);
      REQUIRE_FALSE(out.refused);
      CHECK(splice::apply(before, out.edits) == filled(row.text, std::string(registry) + "/ghcr"));
      CHECK(out.counts.suppressed == row.suppressed);
      CHECK(count(out, FindingId::malformed_suppression) == 0);
    }
    CHECK(count(examined_everywhere(before, rules, row.role), FindingId::unused_suppression) == row.unused);
  }
}

const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n";
const std::string digest = "@sha256:" + std::string(64, 'a');

}  // namespace

TEST_CASE("comments on a line and above it") {
  check_rows({
      {"on the line", pod + "  - image: ghcr.io/o/a:1  # ecrify:ignore why\n  - image: NEW/o/b:1\n", 1},
      {"CRLF", pod + "  - image: ghcr.io/o/a:1  # ecrify:ignore why\r\n  - image: NEW/o/b:1\r\n", 1},
      {"the last line, without an end",
       pod + "  - image: NEW/o/b:1\n  - image: ghcr.io/o/a:1 # ecrify:ignore", 1},
      {"alone above", pod + "  # ecrify:ignore why\n  - image: ghcr.io/o/a:1\n  - image: NEW/o/b:1\n", 1},
      {"alone above other comments",
       pod + "  # ecrify:ignore why\n  # renovate: x\n  - image: ghcr.io/o/a:1\n", 1},
      {"a blank line between", pod + "  # ecrify:ignore why\n\n  - image: NEW/o/a:1\n", 0, 1},
      {"two alone above, one too many",
       pod + "  # ecrify:ignore a\n  # ecrify:ignore b\n  - image: ghcr.io/o/a:1\n", 1, 1},
      {"alone above and on the line",
       pod + "  # ecrify:ignore a\n  - image: ghcr.io/o/a:1 # ecrify:ignore b\n", 1, 1},
      {"above the key, the value below", pod + "  - # ecrify:ignore\n    image:\n      ghcr.io/o/a:1\n", 1},
      {"on the key's line, the value below",
       pod + "  - image:  # ecrify:ignore\n      ghcr.io/o/a:1\n  - image: NEW/o/b\n", 1},
      {"on the value's line below its key", pod + "  - image:\n      ghcr.io/o/a:1  # ecrify:ignore\n", 1},
      {"behind a block scalar's indicator",
       pod + "  - image: >-  # ecrify:ignore\n      ghcr.io/o/a:1\n  - image: NEW/o/b\n", 1},
      {"above a block scalar", pod + "  # ecrify:ignore\n  - image: |-\n      ghcr.io/o/a:1\n", 1},
      {"behind a quoted scalar", pod + "  - image: \"ghcr.io/o/a:1\" # ecrify:ignore\n", 1},
      {"with escapes", pod + "  - image: \"ghcr\\x2eio/o/a:1\" # ecrify:ignore\n", 1},
      {"a flow collection's line",
       pod + "  - {image: ghcr.io/o/a:1, name: a} # ecrify:ignore\n  - {image: NEW/o/b}\n", 1},
      {"two references on the line",
       "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ghcr.io/o/a}, {image: ghcr.io/o/b}]} # "
       "ecrify:ignore\n",
       2},
      {"a line in a flow collection", pod + "  - {image: ghcr.io/o/a:1, # ecrify:ignore\n     name: a}\n", 1},
      {"above the collection, not the value",
       pod.substr(0, pod.rfind("  containers")) + "  # ecrify:ignore\n  containers:\n  - image: NEW/o/a\n", 0,
       1},
      {"another tool's comment first", pod + "  - image: ghcr.io/o/a:1  # renovate: x # ecrify:ignore why\n",
       1},
      {"with a tag, read by the slow reader",
       pod + "  - image: !!str ghcr.io/o/a:1  # ecrify:ignore\n  - image: !!str NEW/o/b\n", 1},
      {"a List's item",
       "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n"
       "    - image: ghcr.io/o/a:1 # ecrify:ignore\n    - image: NEW/o/b:1\n",
       1},
      {"where the rule says keep or nothing",
       pod + "  - image: quay.io/o/a:1 # ecrify:ignore\n  - image: NEW/o/b:1\n", 0, 1},
      {"in a document that names no registry", "apiVersion: v1\nkind: Pod\nspec: {} # ecrify:ignore\n", 0, 1},
  });
}

TEST_CASE("a comment inside of a scalar is text") {
  check_rows({
      {"a block scalar",
       "apiVersion: v1\nkind: ConfigMap\ndata:\n  pod.yaml: |\n    kind: Pod\n    spec:\n      containers:\n"
       "      - image: NEW/o/a:1  # ecrify:ignore\n"},
      {"its key's line instead",
       "apiVersion: v1\nkind: ConfigMap\ndata:\n  pod.yaml: |  # ecrify:ignore why\n    kind: Pod\n    "
       "spec:\n"
       "      containers:\n      - image: ghcr.io/o/a:1\n      - image: ghcr.io/o/b:1\n",
       2},
      {"a quoted scalar", pod + "  - {image: \"NEW/o/a:1\", x: \"a # ecrify:ignore\"}\n"},
      {"a plain scalar", pod + "  - {image: NEW/o/a:1, x: a#ecrify:ignore}\n"},
      {"a quoted scalar over lines",
       pod + "  - image: NEW/o/a:1\n    x: \"a\n      # ecrify:ignore\n      b\"\n"},
  });
}

TEST_CASE("findings by their names") {
  const std::string reference = "ghcr.io/o/a:1" + digest;
  check_rows({
      {"the rewrite", pod + "  - image: ghcr.io/o/a:1 # ecrify:ignore[unmapped-image] why\n", 1},
      {"only a word about it",
       pod + "  - image: NEW/o/a:1" + digest + " # ecrify:ignore[digest-first-pull]\n", 1},
      {"another finding", pod + "  - image: NEW/o/a:1 # ecrify:ignore[digest-first-pull]\n", 0, 1},
      {"one of two is not needed",
       pod + "  - image: ghcr.io/o/a:1 # ecrify:ignore[unmapped-image, automation]\n", 1, 1},
      {"a warning",
       pod + "  - image: NEW/o/a:1\n    args: [sh, -c, run ghcr.io/o/b:1] # "
             "ecrify:ignore[embedded-reference]\n",
       1},
      {"a warning, of all",
       pod + "  - image: NEW/o/a:1\n    # ecrify:ignore\n    args: [sh, -c, run ghcr.io/o/b:1]\n", 1},
      {"an invalid reference", pod + "  - image: ghcr.io/O/b:1 # ecrify:ignore\n", 1},
      {"a name in two suppressions",
       pod + "  # ecrify:ignore[automation]\n  - image: ghcr.io/o/a # ecrify:ignore[unmapped-image]\n", 1, 1},
  });
  const rules::RuleSet rules = default_rules();
  const std::string told = pod + "  - image: " + reference + " # ecrify:ignore[digest-first-pull] pulled\n";
  CHECK(examined(told, rules).counts.by_digest == 0);
}

TEST_CASE("annotations and labels on objects") {
  const auto object = [](const std::string& metadata, const std::string& image) {
    return "apiVersion: v1\nkind: Pod\nmetadata: " + metadata + "\nspec: {containers: [{image: " + image +
           "/o/a}]}\n";
  };
  check_rows({
      {"annotation", object("{annotations: {ecrify/ignore: still private}}", "ghcr.io"), 1},
      {"quoted key", object("{annotations: {\"ecrify/ignore\": 'true'}}", "ghcr.io"), 1},
      {"empty", object("{annotations: {ecrify/ignore: \"\"}}", "ghcr.io"), 1},
      {"null", object("{annotations: {ecrify/ignore: }}", "ghcr.io"), 1},
      {"false", object("{annotations: {ecrify/ignore: \"false\"}}", "NEW"), 0},
      {"label", object("{labels: {ecrify/ignore: \"true\"}}", "ghcr.io"), 1},
      {"elsewhere", object("{ecrify/ignore: x}", "NEW")},
      {"as a value", object("{annotations: {a: ecrify/ignore}}", "NEW")},
      {"the other document",
       object("{annotations: {ecrify/ignore: x}}", "ghcr.io") + "---\n" + object("{}", "NEW"), 1},
      {"JSON",
       "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"annotations\":{\"ecrify\\/"
       "ignore\":\"x\"}},\"spec\":"
       "{\"containers\":[{\"image\":\"ghcr.io/o/"
       "a\"}]}}\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":"
       "[{\"image\":\"NEW/o/a\"}]}}\n",
       1},
      {"one item of a List",
       "apiVersion: v1\nkind: List\nitems:\n- " +
           std::string("{apiVersion: v1, kind: Pod, metadata: "
                       "{annotations: {ecrify/ignore: x}}, spec: {containers: [{image: ghcr.io/o/a}]}}\n- "
                       "{apiVersion: v1, "
                       "kind: Pod, spec: {containers: [{image: NEW/o/a}]}}\n"),
       1},
      {"a pod template",
       "apiVersion: batch/v1\nkind: Job\nmetadata: {annotations: {a: b}}\nspec: {image: NEW/o/x, template: "
       "{metadata: "
       "{annotations: {ecrify/ignore: x}}, spec: {containers: [{image: ghcr.io/o/a}, {image: "
       "ghcr.io/o/b}]}}}\n",
       2},
      {"shared by an alias",
       "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {annotations: &a "
       "{ecrify/ignore: x}}, spec: {containers: [{image: ghcr.io/o/a}]}}\n- {apiVersion: v1, kind: Pod, "
       "metadata: {annotations: *a}, spec: {containers: [{image: ghcr.io/o/b}]}}\n",
       2},
      {"a document in a string",
       "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.yaml: |\n    kind: Pod\n    metadata:\n      "
       "annotations:\n"
       "        ecrify/ignore: x\n    spec:\n      containers:\n      - image: ghcr.io/o/a\n"
       "  b.yaml: |\n    kind: Pod\n    spec:\n      containers:\n      - image: NEW/o/a\n",
       1},
      {"the object around a document in a string",
       "apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {ecrify/ignore: x}}\ndata:\n  a.yaml: |\n   "
       " kind: Pod\n    spec:\n"
       "      containers:\n      - image: ghcr.io/o/a\n",
       1},
      {"a CRD's schema of that name",
       object("{}", "NEW") + "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
                             "spec: {properties: {ecrify/ignore: {type: string}}}\n"},
      {"nothing to suppress", "apiVersion: v1\nkind: Service\nmetadata: {annotations: {ecrify/ignore: x}}\n",
       0, 0},
      {"nothing but its reason",
       "apiVersion: v1\nkind: Service\nmetadata: {annotations: {ecrify/ignore: ghcr.io/o is ours}}\n", 0, 0},
      {"nothing that is rewritten",
       object("{annotations: {ecrify/ignore: x}}", "quay.io") + "x: {url: https://ghcr.io/o}\n", 0, 1},
      {"on a Deployment and its template",
       "apiVersion: apps/v1\nkind: Deployment\nmetadata: {annotations: {ecrify/ignore: x}}\nspec: {template: "
       "{metadata: {annotations: {ecrify/ignore: x}}, spec: {containers: [{image: ghcr.io/o/a}]}}}\n",
       1},
  });
}

TEST_CASE("documents and files") {
  const std::string left = pod + "  - image: ghcr.io/o/a:1\n  - image: ghcr.io/o/b:1\n";
  const std::string right = pod + "  - image: NEW/o/a:1\n";
  check_rows({
      {"a document, at its top", "# ecrify:ignore-document why\n" + left + "---\n" + right, 2},
      {"before its marker", "# ecrify:ignore-document why\n---\n" + left + "---\n" + right, 2},
      {"on its marker's line", right + "--- # ecrify:ignore-document why\n" + left, 2},
      {"at its end", right + "---\n" + left + "# ecrify:ignore-document\n---\n" + right, 2},
      {"twice", "# ecrify:ignore-document\n" + left + "# ecrify:ignore-document\n", 2, 1},
      {"without a reference", "# ecrify:ignore-document\na: b\n---\n" + right, 0, 1},
      {"before the marker, and without a reference", "# ecrify:ignore-document\n---\na: b\n---\n" + right, 0,
       1},
      {"a line's that is meant for all", "# ecrify:ignore why\n" + right, 0, 1},
      {"a file", "# ecrify:ignore-file why\n" + left + "---\n" + left, 4},
      {"a file, before the marker, with a byte order mark",
       "\xEF\xBB\xBF# ecrify:ignore-file why\n---\n" + left, 2},
      {"a file, by a name", "# ecrify:ignore-file[unmapped-image] why\n" + left, 2},
      {"a file, by another name", "# ecrify:ignore-file[automation] why\n" + right, 0, 1},
      {"a file without a reference", "# ecrify:ignore-file\na: b\n", 0, 1},
      {"a file that is no YAML",
       "# ecrify:ignore-file a template\n{{- if .Values.x }}\nimage: ghcr.io/o/a\n{{ end }}\n", 1},
      {"a line's within a document's: the nearest is used",
       "# ecrify:ignore-document\n" + pod + "  - image: ghcr.io/o/a:1 # ecrify:ignore\n", 1, 1},
  });
}

TEST_CASE("what is one image, or one text, is suppressed as a whole") {
  check_rows({
      {"at an anchor", pod + "  - image: &a ghcr.io/o/a:1 # ecrify:ignore\n  - image: *a\n", 1},
  });
}

TEST_CASE("values, patches and documents of other kinds") {
  check_rows({
      {"split, at the registry",
       "image:\n  registry: ghcr.io # ecrify:ignore\n  repository: o/a\n  tag: v1\n", 1, 0,
       locate::Role::values},
      {"split, at the repository",
       "image:\n  registry: ghcr.io\n  # ecrify:ignore\n  repository: o/a\n  tag: v1\n", 1, 0,
       locate::Role::values},
      {"split, elsewhere", "image:\n  registry: NEW\n  repository: o/a\n  tag: v1 # ecrify:ignore\n", 0, 1,
       locate::Role::values},
      {"no object", "services: {a: {image: ghcr.io/o/a}} # ecrify:ignore\n", 1},
  });
  const rules::RuleSet rules = default_rules();
  CHECK(examined("services: {a: {image: ghcr.io/o/a}} # ecrify:ignore\n", rules)
            .counts.not_kubernetes_references == 0);
}

TEST_CASE("what is malformed keeps its file from being written, where something would be rewritten") {
  const rules::RuleSet rules = default_rules();
  struct Row {
    std::string text;
    bool refused;
    std::string message;
  };
  const std::string plain = pod + "  - image: ghcr.io/o/b:1\n";
  const Row rows[] = {
      {pod + "  - image: ghcr.io/o/a:1 # ecrify:ingore\n", true, "no suppression"},
      {pod + "  - image: ghcr.io/o/a:1 # ecrify:ignore[unmaped-image]\n", true, "unknown finding"},
      {plain + "# ecrify:ignore-file\n", true, "stands behind its first content"},
      {plain + "---\n# ecrify:ignore-file\na: b\n---\n" + plain, false, ""},  // not read by rewrite
      {"# ecrify:ignore-fil\n---\n" + plain, true, "no suppression"},
      {"# ecrify:ignore-fil\n" + plain, true, "no suppression"},
      {"apiVersion: v1\nkind: Pod\nmetadata: {annotations: {ecrify/ignored: x}}\nspec: {containers: [{image: "
       "ghcr.io/o/a}]}\n",
       true, "no suppression"},
      {"apiVersion: v1\nkind: Pod\nmetadata: {annotations: {ecrify/ignore: [x]}}\nspec: {containers: "
       "[{image: ghcr.io/o/a}]}\n",
       true, "is no text"},
      {"a: b # ecrify:ingore\n", false, "no suppression"},  // only told, by check
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Examination out = examined(row.text, rules);
    CHECK(out.refused == row.refused);
    const Examination checked = examined_everywhere(row.text, rules);
    const auto found =
        std::find_if(checked.findings.begin(), checked.findings.end(),
                     [](const Finding& finding) { return finding.id == FindingId::malformed_suppression; });
    REQUIRE(found != checked.findings.end());
    CHECK(found->message.find(row.message) != std::string::npos);
    CHECK_FALSE(found->help.empty());
    CHECK(found->severity == (row.refused ? Severity::error : Severity::warning));
    CHECK_FALSE(found->span.empty());
  }
}

TEST_CASE("a scalar that is suppressed on one of its ways alone can't be both") {
  const rules::RuleSet rules = default_rules();
  CHECK(rewritten(pod + "  - image: &a ghcr.io/o/a:1\n  - image: *a # ecrify:ignore\n", rules) ==
        "refused: shared-scalar");
  CHECK(rewritten("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {annotations: "
                  "{ecrify/ignore: x}}, spec: "
                  "{containers: [{image: &i ghcr.io/o/a}]}}\n- {apiVersion: v1, kind: Pod, spec: "
                  "{containers: [{image: *i}]}}\n",
                  rules) == "refused: shared-scalar");
  CHECK(rewritten("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: "
                  "{annotations: {ecrify/ignore: x}}, "
                  "data: {a.yaml: &i \"{kind: Pod, spec: {containers: [{image: ghcr.io/o/a}]}}\"}}\n- "
                  "{apiVersion: v1, kind: ConfigMap, "
                  "data: {a.yaml: *i}}\n",
                  rules) == "refused: shared-scalar");
}

TEST_CASE("a refusal that is suppressed leaves its reference alone") {
  const rules::RuleSet rules = default_rules();
  const std::string text = pod + "  - image: ghcr.io/" + std::string(252, 'a') +
                           " # ecrify:ignore too long\n  - image: ghcr.io/o/b\n";
  const Examination out = examined(text, rules);
  CHECK_FALSE(out.refused);
  CHECK(out.edits.size() == 1);
}

TEST_CASE("rulings say why they are suppressed") {
  const rules::RuleSet rules = default_rules();
  const Examination out = examined(
      pod + "  - image: ghcr.io/o/a:1 # ecrify:ignore private to CI\n  - image: ghcr.io/o/b\n", rules);
  REQUIRE(out.rulings.size() == 2);
  CHECK(out.rulings[0].suppressed);
  CHECK(out.rulings[0].words->left_because == "private to CI");
  CHECK(out.rulings[0].outcome == Outcome::leave);
  CHECK_FALSE(out.rulings[1].suppressed);
}

TEST_CASE("many suppressions take no quadratic time") {
  // Each of these would take minutes if every suppression were compared with every reference.
  const rules::RuleSet rules = default_rules();
  constexpr int many = 20'000;
  std::string stacked = pod;
  for (int i = 0; i < many; ++i) stacked += "  # ecrify:ignore[automation]\n";
  std::string beside = pod;
  std::string flow = "apiVersion: v1\nkind: Pod\nspec: {containers: [";
  std::string annotations = "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {";
  for (int i = 0; i < many; ++i) {
    beside += "  - image: ghcr.io/o/a # ecrify:ignore\n";
    flow += "{image: ghcr.io/o/a}, ";
    annotations += "ecrify/ignore: x, ";
  }
  std::string comments = "apiVersion: v1\nkind: Pod\nspec: {} #";
  for (int i = 0; i < many; ++i) comments += " # ecrify ecrify:";
  CHECK(examined(stacked + "  - image: ghcr.io/o/a\n", rules).edits.size() == 1);
  CHECK(examined(beside, rules).counts.suppressed == many);
  CHECK(examined(flow + "]} # ecrify:ignore\n", rules).counts.suppressed == many);
  CHECK(examined(annotations + "}}\nspec: {containers: [{image: ghcr.io/o/a}]}\n", rules).counts.suppressed ==
        1);
  CHECK(examined(comments + "\nx: ghcr.io/o/a\n", rules).counts.suppressed == 0);
}
