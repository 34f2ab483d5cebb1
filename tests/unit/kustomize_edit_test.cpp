// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "kustomize_testing.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

EntryFate fate(NameFate name) {
  EntryFate one;
  one.fate = name;
  return one;
}

struct Row {
  std::string what, before, after;
};

// {T} is the target.
void check_rows(const std::vector<Row>& rows, NameFate name, const std::string& registry = host) {
  const Decide decide = decide_for(registry);
  for (const Row& row : rows) {
    CAPTURE(row.what, row.before);
    const std::string before = replaced(row.before, "{T}", registry + "/ghcr");
    const Edited one = edited(before, "kustomization.yaml", std::vector<EntryFate>(9, fate(name)), decide);
    CHECK(one.proof == "");
    CHECK(one.text == replaced(row.after, "{T}", registry + "/ghcr"));
    CHECK_FALSE(one.edits.refused);
    // What was written is not touched again.
    const Edited again =
        edited(one.text, "kustomization.yaml", std::vector<EntryFate>(9, fate(name)), decide);
    CHECK(again.text == one.text);
  }
}

}  // namespace

TEST_CASE("a name that stays gets a newName below it, in the style of the file") {
  check_rows(
      {
          {"block", "images:\n- name: ghcr.io/o/a\n  newTag: v1\n",
           "images:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n  newTag: v1\n"},
          {"indented list", "images:\n  - name: ghcr.io/o/a\n    newTag: v1\n",
           "images:\n  - name: ghcr.io/o/a\n    newName: {T}/o/a\n    newTag: v1\n"},
          {"wide dash", "images:\n-   name: ghcr.io/o/a\n",
           "images:\n-   name: ghcr.io/o/a\n    newName: {T}/o/a\n"},
          {"dash in its own line", "images:\n-\n  name: ghcr.io/o/a\n  digest: d\n",
           "images:\n-\n  name: ghcr.io/o/a\n  newName: {T}/o/a\n  digest: d\n"},
          {"name is not the first key", "images:\n- newTag: v1\n  name: ghcr.io/o/a\n- name: b\n",
           "images:\n- newTag: v1\n  name: ghcr.io/o/a\n  newName: {T}/o/a\n- name: b\n"},
          {"comment behind it", "images:\n- name: ghcr.io/o/a  # pinned\n  newTag: v1\n",
           "images:\n- name: ghcr.io/o/a  # pinned\n  newName: {T}/o/a\n  newTag: v1\n"},
          {"CRLF", "images:\r\n- name: ghcr.io/o/a\r\n  newTag: v1\r\n",
           "images:\r\n- name: ghcr.io/o/a\r\n  newName: {T}/o/a\r\n  newTag: v1\r\n"},
          {"no final newline", "images:\n- newTag: v1\n  name: ghcr.io/o/a",
           "images:\n- newTag: v1\n  name: ghcr.io/o/a\n  newName: {T}/o/a"},
          {"CRLF, no final newline", "images:\r\n- newTag: v1\r\n  name: ghcr.io/o/a",
           "images:\r\n- newTag: v1\r\n  name: ghcr.io/o/a\r\n  newName: {T}/o/a"},
          {"quoted value", "images:\n- name: 'ghcr.io/o/a'\n  newTag: v1\n",
           "images:\n- name: 'ghcr.io/o/a'\n  newName: '{T}/o/a'\n  newTag: v1\n"},
          {"quoted key and value", "images:\n- \"name\": \"ghcr.io/o/a\"\n",
           "images:\n- \"name\": \"ghcr.io/o/a\"\n  \"newName\": \"{T}/o/a\"\n"},
          {"value on the next line", "images:\n- name:\n    ghcr.io/o/a\n  newTag: v1\n",
           "images:\n- name:\n    ghcr.io/o/a\n  newName: {T}/o/a\n  newTag: v1\n"},
          {"block scalar", "images:\n- name: >-\n    ghcr.io/o/a\n  newTag: v1\n",
           "images:\n- name: >-\n    ghcr.io/o/a\n  newName: {T}/o/a\n  newTag: v1\n"},
          {"block scalar that keeps the lines below it",
           "images:\n- name: |+\n    ghcr.io/o/a\n\n  newTag: v1\n",
           "images:\n- name: |+\n    ghcr.io/o/a\n\n  newName: {T}/o/a\n  newTag: v1\n"},
          {"flow", "images: [{name: ghcr.io/o/a, newTag: v1}]\n",
           "images: [{name: ghcr.io/o/a, newName: {T}/o/a, newTag: v1}]\n"},
          {"flow in a block list", "images:\n- {newTag: v1, name: ghcr.io/o/a}\n",
           "images:\n- {newTag: v1, name: ghcr.io/o/a, newName: {T}/o/a}\n"},
          {"JSON", "{\"images\": [{\"name\": \"ghcr.io/o/a\", \"newTag\": \"v1\"}]}\n",
           "{\"images\": [{\"name\": \"ghcr.io/o/a\", \"newName\": \"{T}/o/a\", \"newTag\": \"v1\"}]}\n"},
          {"JSON, a key a line",
           "{\n  \"images\": [\n    {\n      \"name\": \"ghcr.io/o/a\",\n      \"newTag\": \"v1\"\n    }\n  "
           "]\n}\n",
           "{\n  \"images\": [\n    {\n      \"name\": \"ghcr.io/o/a\",\n      \"newName\": \"{T}/o/a\",\n   "
           "   \"newTag\": \"v1\"\n    }\n  ]\n}\n"},
          {"two entries", "images:\n- name: ghcr.io/o/a\n- name: ghcr.io/o/b\n",
           "images:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n- name: ghcr.io/o/b\n  newName: {T}/o/b\n"},
          {"a newName that is there is rewritten", "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n",
           "images:\n- name: ghcr.io/o/a\n  newName: {T}/p/a\n"},
          {"… under a name of no source",
           "images:\n- name: controller\n  newName: ghcr.io/p/a\n  newTag: v1\n",
           "images:\n- name: controller\n  newName: {T}/p/a\n  newTag: v1\n"},
          {"… and stays when it is elsewhere", "images:\n- name: ghcr.io/o/a\n  newName: quay.io/o/a\n",
           "images:\n- name: ghcr.io/o/a\n  newName: quay.io/o/a\n"},
          {"… whatever the case of its key", "images:\n- name: ghcr.io/o/a\n  newname: ghcr.io/p/a\n",
           "images:\n- name: ghcr.io/o/a\n  newname: {T}/p/a\n"},
          {"imageTags", "imageTags:\n- name: ghcr.io/o/a\n",
           "imageTags:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n"},
          {"other names", "images:\n- name: quay.io/o/a\n- name: ghcr.io/kept/a\n- name: nginx\n",
           "images:\n- name: quay.io/o/a\n- name: ghcr.io/kept/a\n- name: nginx\n"},
          {"a tag in the name", "images:\n- name: ghcr.io/o/a:v1\n",
           "images:\n- name: ghcr.io/o/a:v1\n  newName: {T}/o/a\n"},
          {"wide characters before it", "images:\n- x: \"\xC3\xA4\"\n  name: ghcr.io/o/a\n",
           "images:\n- x: \"\xC3\xA4\"\n  name: ghcr.io/o/a\n  newName: {T}/o/a\n"},
          {"a marker line", "---\nimages:\n- name: ghcr.io/o/a\n",
           "---\nimages:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n"},
          {"a tag, which the scanner leaves to yaml-cpp",
           "images:\n- name: !!str ghcr.io/o/a\n  newTag: v1\n",
           "images:\n- name: !!str ghcr.io/o/a\n  newName: {T}/o/a\n  newTag: v1\n"},
      },
      NameFate::stay);
}

TEST_CASE("a name that is renamed keeps its style, and its newName is rewritten too") {
  check_rows(
      {
          {"block", "images:\n- name: ghcr.io/o/a  # x\n  newTag: v1\n",
           "images:\n- name: {T}/o/a  # x\n  newTag: v1\n"},
          {"flow", "images: [{name: 'ghcr.io/o/a', newTag: v1}]", "images: [{name: '{T}/o/a', newTag: v1}]"},
          {"both", "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n",
           "images:\n- name: {T}/o/a\n  newName: {T}/p/a\n"},
          {"newName elsewhere", "images:\n- newName: quay.io/o/a\n  name: ghcr.io/o/a\n",
           "images:\n- newName: quay.io/o/a\n  name: {T}/o/a\n"},
          {"an empty newName", "images:\n- name: ghcr.io/o/a\n  newName: ''\n",
           "images:\n- name: {T}/o/a\n  newName: ''\n"},
          {"block scalar", "images:\n- name: |\n    ghcr.io/o/a\n", "images:\n- name: |\n    {T}/o/a\n"},
          {"escapes", "images: [{name: \"ghcr.io\\u002Fo/a\"}]", "images: [{name: \"{T}/o/a\"}]"},
          {"already", "images:\n- name: {T}/o/a\n  newTag: v1\n", "images:\n- name: {T}/o/a\n  newTag: v1\n"},
      },
      NameFate::rename);
}

TEST_CASE("a target with a placeholder is quoted where it must be") {
  check_rows(
      {
          {"block", "images:\n- name: ghcr.io/o/a\n", "images:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n"},
          {"flow", "images: [{name: ghcr.io/o/a}]\n",
           "images: [{name: ghcr.io/o/a, newName: \"{T}/o/a\"}]\n"},
      },
      NameFate::stay, placeholder_host);
}

TEST_CASE("what can't be edited is refused") {
  struct Case {
    std::string what, text, finding;
    NameFate fate;
  };
  const Case cases[] = {
      {"an alias", "x: &n ghcr.io/o/a\nimages:\n- name: *n\n", "shared-scalar", NameFate::rename},
      {"an anchor that is used elsewhere", "images:\n- name: &n ghcr.io/o/a\n  newName: *n\n",
       "shared-scalar", NameFate::rename},
      {"a merge key", "x: &e {name: ghcr.io/o/a}\nimages:\n- <<: *e\n  newTag: v1\n", "shared-scalar",
       NameFate::stay},
      {"an alias for the list", "x: &l\n- name: ghcr.io/o/a\nimages: *l\n", "shared-scalar", NameFate::stay},
      {"a complex key", "images:\n- ? name\n  : ghcr.io/o/a\n", "style-cannot-carry", NameFate::stay},
      {"a complex key on its own line", "images:\n- ?\n    name\n  : ghcr.io/o/a\n", "style-cannot-carry",
       NameFate::stay},
      {"a mapping without braces", "images: [name: ghcr.io/o/a]\n", "style-cannot-carry", NameFate::stay},
      {"an empty newName", "images:\n- name: ghcr.io/o/a\n  newName: ''\n", "style-cannot-carry",
       NameFate::stay},
      {"no newName but its key", "images:\n- name: ghcr.io/o/a\n  newName:\n", "style-cannot-carry",
       NameFate::stay},
      {"too long", "images:\n- name: ghcr.io/o/" + std::string(252, 'a') + "\n", "result-not-legal",
       NameFate::stay},
  };
  const Decide decide = decide_for(host);
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const Edited result = edited(one.text, "kustomization.yaml", {fate(one.fate)}, decide);
    CHECK(result.edits.refused);
    const auto names = names_of(result.edits.findings);
    CHECK(std::find(names.begin(), names.end(), one.finding) != names.end());
  }
}

TEST_CASE("a refused fate says what the plan says") {
  EntryFate refused = fate(NameFate::refuse);
  refused.id = FindingId::kustomize_both_names;
  refused.message = "because";
  refused.help = "do";
  const Edited result =
      edited("images:\n- name: ghcr.io/o/a\n", "kustomization.yaml", {refused}, decide_for(host));
  CHECK(result.edits.refused);
  CHECK(result.edits.intended.empty());
  REQUIRE(result.edits.findings.size() == 1);
  const Finding& finding = result.edits.findings[0];
  CHECK(finding.id == FindingId::kustomize_both_names);
  CHECK(finding.severity == Severity::error);
  CHECK(finding.message == "because");
  CHECK(finding.help == "do");
  CHECK(finding.path == "images[0].name");
  CHECK(finding.span == ecrify::Span{16, 27});
}

TEST_CASE("findings say what is there and what it becomes") {
  const Edited rename = edited(
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: m}\nimages:\n"
      "- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n",
      "kustomization.yaml", {fate(NameFate::rename)}, decide_for(host));
  REQUIRE(rename.edits.findings.size() == 2);
  CHECK(rename.edits.references == 2);
  CHECK(rename.edits.handled.size() == 2);
  CHECK(rename.edits.findings[0].reference == "ghcr.io/o/a");
  CHECK(rename.edits.findings[0].replacement.value_or("") == target + "/o/a");
  CHECK(rename.edits.findings[0].resource.name == "m");
  CHECK(rename.edits.findings[1].path == "images[0].newName");

  // An insertion replaces nothing: a format that offers replacements must not put it in the name's place.
  const Edited stay = edited("images:\n- name: ghcr.io/o/a\n", "kustomization.yaml", {fate(NameFate::stay)},
                             decide_for(host));
  REQUIRE(stay.edits.findings.size() == 1);
  CHECK(stay.edits.findings[0].id == FindingId::unmapped_image);
  CHECK_FALSE(stay.edits.findings[0].replacement.has_value());
  CHECK(stay.edits.findings[0].help == "newName: " + target + "/o/a");

  // Without a registry nothing is edited, and all is told.
  const Edited unknown =
      edited("images:\n- name: ghcr.io/o/a\n- name: x\n  newName: ghcr.io/o/b\n", "kustomization.yaml",
             {fate(NameFate::stay), fate(NameFate::stay)}, decide_for(""));
  CHECK(unknown.edits.intended.empty());
  CHECK(names_of(unknown.edits.findings) == std::vector<std::string>{"unmapped-image", "unmapped-image"});
  CHECK(unknown.edits.references == 2);
}

TEST_CASE("where nobody knows what a name selects it stays, with a warning") {
  struct Case {
    std::string what, before, after, findings;
  };
  const std::string flux =
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images:\n";
  const std::string release =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  postRenderers:\n  - kustomize:\n   "
      "   images:\n";
  const std::string argo =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    kustomize:\n      "
      "images:\n";
  const std::string both = "kustomize-selector unmapped-image ";
  const Case cases[] = {
      {"no plan", "images:\n- name: ghcr.io/o/a\n", "images:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n",
       both},
      {"flux", flux + "  - name: ghcr.io/o/a\n    newTag: v1\n",
       flux + "  - name: ghcr.io/o/a\n    newName: {T}/o/a\n    newTag: v1\n", both},
      {"flux, newName", flux + "  - name: app\n    newName: ghcr.io/o/a\n",
       flux + "  - name: app\n    newName: {T}/o/a\n", "unmapped-image "},
      {"done", flux + "  - name: ghcr.io/o/a\n    newName: {T}/o/a\n",
       flux + "  - name: ghcr.io/o/a\n    newName: {T}/o/a\n", "kustomize-selector "},
      {"post-renderer", release + "      - name: ghcr.io/o/a\n        newTag: v1\n",
       release + "      - name: ghcr.io/o/a\n        newName: {T}/o/a\n        newTag: v1\n", both},
      {"argo", argo + "      - ghcr.io/o/a:v2\n", argo + "      - ghcr.io/o/a={T}/o/a:v2\n", both},
      {"argo, quoted, digest",
       argo + "      - "
              "\"ghcr.io/o/a@sha256:1234567890123456789012345678901234567890123456789012345678901234\"\n",
       argo + "      - "
              "\"ghcr.io/o/a={T}/o/"
              "a@sha256:1234567890123456789012345678901234567890123456789012345678901234\"\n",
       both},
      {"argo, old=new", argo + "      - app=ghcr.io/o/a:v2\n", argo + "      - app={T}/o/a:v2\n",
       "unmapped-image "},
      {"argo, source=new", argo + "      - ghcr.io/o/a=ghcr.io/p/a:v2\n",
       argo + "      - ghcr.io/o/a={T}/p/a:v2\n", both},
      {"argo, the name kept", argo + "      - ghcr.io/o/a=*:v2\n", argo + "      - ghcr.io/o/a={T}/o/a:v2\n",
       both},
      {"argo, only a tag", argo + "      - ghcr.io/o/a=:v2\n", argo + "      - ghcr.io/o/a={T}/o/a:v2\n",
       both},
      {"argo, elsewhere", argo + "      - ghcr.io/o/a=quay.io/o/a:v2\n",
       argo + "      - ghcr.io/o/a=quay.io/o/a:v2\n", "kustomize-selector "},
      {"argo, not a source", argo + "      - app:v2\n      - quay.io/o/a:v2\n",
       argo + "      - app:v2\n      - quay.io/o/a:v2\n", ""},
      {"argo, a template's tag", argo + "      - 'ghcr.io/o/a:{{ .tag }}'\n",
       argo + "      - 'ghcr.io/o/a={T}/o/a:{{ .tag }}'\n", both},
  };
  const Decide decide = decide_for(host);
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const Edited result = edited(with_target(one.before), "kustomization.yaml", {}, decide);
    CHECK(result.proof.empty());
    CHECK(result.text == with_target(one.after));
    std::string findings;
    for (const std::string& name : names_of(result.edits.findings)) findings += name + " ";
    CHECK(findings == one.findings);
    CHECK(edited(result.text, "kustomization.yaml", {}, decide).text == result.text);
  }
}
