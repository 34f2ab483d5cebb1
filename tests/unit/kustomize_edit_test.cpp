// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/kustomize/edit.hpp"
#include "ecrify/manifest/prove.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/splice/edit.hpp"
#include "kustomize_run.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

// The rulings of a list that is asked for as one.
using Rule = std::vector<EntryRuling> (*)(const std::vector<ImageEntry>&);

std::vector<EntryRuling> pairs(const std::vector<ImageEntry>& images) {
  const rules::Mapping rules = rules_to(account);
  NameMapping mapping(rules);
  return rule_unknown(images, {}, mapping, false);
}
std::vector<EntryRuling> back(const std::vector<ImageEntry>& images) {
  const rules::Mapping rules = rules_to(account, true);
  NameMapping mapping(rules);
  return rule_unknown(images, {}, mapping, true);
}
std::vector<EntryRuling> renamed(const std::vector<ImageEntry>& images) {
  const rules::Mapping rules = rules_to(account);
  NameMapping mapping(rules);
  std::vector<EntryRuling> rulings;
  for (const ImageEntry& image : images) {
    EntryRuling ruling;
    if (mapping.changes(image.name)) ruling.name = mapping.of(image.name);
    if (mapping.changes(image.new_name)) ruling.new_name = mapping.of(image.new_name);
    rulings.push_back(ruling);
  }
  return rulings;
}

// The text after the edits, or why there is none.
std::string edited(const std::string& text, Rule rule, const std::string& path = "kustomization.yaml") {
  manifest::Tape tape;
  const auto read = manifest::read_document(text, tape);
  if (!read.ok()) return "unreadable: " + read.failure().message;
  const locate::Document document(text, tape);
  const Form form = form_of(document, 0, path);
  const std::vector<EntryItem> entries = entries_of(document, 0, form);
  std::vector<Edit> edits;
  manifest::Changes changes;
  const auto append = [](auto& into, const auto& from) { into.insert(into.end(), from.begin(), from.end()); };
  for (const EntryEdit& edit :
       edit_entries(document, entries, form, rule(images_of(document, entries, form)))) {
    if (edit.refusal) return "refused: " + edit.refusal->message;
    append(edits, edit.edits);
    append(changes.intended, edit.changes.intended);
    append(changes.added, edit.changes.added);
    append(changes.removed, edit.changes.removed);
    append(changes.copied, edit.changes.copied);
  }
  const auto by_node = [](const auto& a, const auto& b) { return a.node < b.node; };
  std::sort(changes.intended.begin(), changes.intended.end(), by_node);
  const auto sorted = splice::sorted(edits, text.size());
  if (!sorted.ok()) return "unsorted: " + sorted.failure().message;
  const std::string after = splice::apply(text, *sorted);
  const Status proof = manifest::prove(text, tape, read->reader, after, changes);
  return proof.ok() ? after : "unproven: " + proof.failure().message + "\n" + after;
}

struct Row {
  const char* what;
  std::string before;
  std::string after;
};

const std::string flux =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images:\n";
const std::string release =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  postRenderers:\n  - kustomize:\n     "
    " images:\n";
const std::string argo =
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    kustomize:\n      images:\n";

}  // namespace

TEST_CASE("a pair is written in the style of its entry, and is one entry from then on") {
  const Row row = GENERATE(
      Row{"block", "images:\n- name: ghcr.io/o/a\n  newTag: v1\nx: y\n",
          "images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  newTag: v1\n- name: T/ghcr/o/a\n  newTag: "
          "v1\nx: y\n"},
      Row{"a name alone", "images:\n- name: ghcr.io/o/a\n- name: b\n",
          "images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n- name: T/ghcr/o/a\n- name: b\n"},
      Row{"its last key", "images:\n  - newTag: v1\n    name: ghcr.io/o/a\n",
          "images:\n  - newTag: v1\n    name: ghcr.io/o/a\n    newName: T/ghcr/o/a\n  - newTag: v1\n    "
          "name: T/ghcr/o/a\n"},
      Row{"comments on its lines, setters too",
          "images:\n# above\n- name: ghcr.io/o/a # a\n  # between\n  newTag: v1 # {\"$imagepolicy\": "
          "\"flux-system:a:tag\"}\n# below\n- name: b\n",
          "images:\n# above\n- name: ghcr.io/o/a # a\n  newName: T/ghcr/o/a\n  # between\n  newTag: v1 # "
          "{\"$imagepolicy\": \"flux-system:a:tag\"}\n"
          "- name: T/ghcr/o/a # a\n  # between\n  newTag: v1 # {\"$imagepolicy\": \"flux-system:a:tag\"}\n# "
          "below\n- name: b\n"},
      Row{"a dash in a line of its own", "images:\n-\n  name: ghcr.io/o/a\n  digest: d\n",
          "images:\n-\n  name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  digest: d\n-\n  name: T/ghcr/o/a\n  "
          "digest: d\n"},
      Row{"no final newline", "images:\n- newTag: v1\n  name: ghcr.io/o/a",
          "images:\n- newTag: v1\n  name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n- newTag: v1\n  name: "
          "T/ghcr/o/a"},
      Row{"CRLF", "images:\r\n- name: 'ghcr.io/o/a'\r\n  newTag: v1\r\n",
          "images:\r\n- name: 'ghcr.io/o/a'\r\n  newName: 'T/ghcr/o/a'\r\n  newTag: v1\r\n- name: "
          "'T/ghcr/o/a'\r\n  newTag: v1\r\n"},
      Row{"flow", "images: [{name: ghcr.io/o/a, newTag: v1}, {name: b}]\n",
          "images: [{name: ghcr.io/o/a, newName: T/ghcr/o/a, newTag: v1}, {name: T/ghcr/o/a, newTag: v1}, "
          "{name: b}]\n"},
      Row{"flow in a block list", "images:\n- {newTag: v1, name: ghcr.io/o/a}\n",
          "images:\n- {newTag: v1, name: ghcr.io/o/a, newName: T/ghcr/o/a}\n- {newTag: v1, name: "
          "T/ghcr/o/a}\n"},
      Row{"JSON, a key a line",
          "{\n  \"images\": [\n    {\n      \"name\": \"ghcr.io/o/a\",\n      \"newTag\": \"v1\"\n    }\n  "
          "]\n}\n",
          "{\n  \"images\": [\n    {\n      \"name\": \"ghcr.io/o/a\",\n      \"newName\": \"T/ghcr/o/a\",\n "
          "     \"newTag\": \"v1\"\n    },\n"
          "    {\n      \"name\": \"T/ghcr/o/a\",\n      \"newTag\": \"v1\"\n    }\n  ]\n}\n"},
      Row{"block scalars", "images:\n- name: >-\n    ghcr.io/o/a\n\n- name: b\n",
          "images:\n- name: >-\n    ghcr.io/o/a\n\n  newName: T/ghcr/o/a\n- name: >-\n    T/ghcr/o/a\n\n- "
          "name: b\n"},
      Row{"a newName of its own", "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n",
          "images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/p/a\n- name: T/ghcr/o/a\n  newName: T/ghcr/p/a\n"},
      Row{"a newName elsewhere", "images:\n- name: ghcr.io/o/a\n  newname: gcr.io/p/a\n",
          "images:\n- name: ghcr.io/o/a\n  newname: gcr.io/p/a\n- name: T/ghcr/o/a\n  newname: gcr.io/p/a\n"},
      Row{"anchors stay with the first",
          "images:\n- &e\n  name: ghcr.io/o/a\n  newTag: &t v1\n- name: b\n  newTag: *t\n",
          "images:\n- &e\n  name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  newTag: &t v1\n- \n  name: "
          "T/ghcr/o/a\n  newTag: v1\n- name: b\n  newTag: *t\n"},
      Row{"an alias in it", "x: &t v1\nimages:\n- name: ghcr.io/o/a\n  newTag: *t\n",
          "x: &t v1\nimages:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  newTag: *t\n- name: T/ghcr/o/a\n "
          " newTag: *t\n"},
      Row{"Flux", flux + "  - name: ghcr.io/o/a\n    newTag: v1\n",
          flux + "  - name: ghcr.io/o/a\n    newName: T/ghcr/o/a\n    newTag: v1\n  - name: T/ghcr/o/a\n    "
                 "newTag: v1\n"},
      Row{"HelmRelease", release + "      - name: ghcr.io/o/a\n        newTag: v1\n",
          release + "      - name: ghcr.io/o/a\n        newName: T/ghcr/o/a\n        newTag: v1\n      - "
                    "name: T/ghcr/o/a\n        newTag: v1\n"},
      Row{"Argo CD", argo + "      - ghcr.io/o/a:v2\n",
          argo + "      - ghcr.io/o/a=T/ghcr/o/a:v2\n      - T/ghcr/o/a:v2\n"},
      Row{"Argo CD, old=new", argo + "      - app=ghcr.io/o/a:v2\n", argo + "      - app=T/ghcr/o/a:v2\n"},
      Row{"Argo CD, source=new", argo + "      - 'ghcr.io/o/a=ghcr.io/p/a:v2'\n",
          argo + "      - 'ghcr.io/o/a=T/ghcr/p/a:v2'\n      - 'T/ghcr/o/a=T/ghcr/p/a:v2'\n"},
      Row{"Argo CD, only a tag", argo + "      - ghcr.io/o/a=*:v2\n",
          argo + "      - ghcr.io/o/a=T/ghcr/o/a:v2\n      - T/ghcr/o/a:v2\n"},
      Row{"Argo CD, flow",
          "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {kustomize: {images: "
          "['ghcr.io/o/a:v2']}}}\n",
          "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {kustomize: {images: "
          "['ghcr.io/o/a=T/ghcr/o/a:v2', 'T/ghcr/o/a:v2']}}}\n"},
      Row{"other names", "images:\n- name: gcr.io/o/a\n- name: ghcr.io/kept/a\n- name: nginx\n",
          "images:\n- name: gcr.io/o/a\n- name: ghcr.io/kept/a\n- name: nginx\n"});
  INFO(row.what);
  const std::string after = edited(row.before, pairs);
  CHECK(after == with_target(row.after));
  CHECK(edited(after, pairs) == after);
}

TEST_CASE("back again, a pair is one entry") {
  const Row row =
      GENERATE(Row{"block", "images:\n- name: ghcr.io/o/a\n  newTag: v1 # x\nx: y\n", ""},
               Row{"flow", "images: [{name: ghcr.io/o/a, newTag: v1}, {name: b}]\n", ""},
               Row{"a newName of its own", "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n", ""},
               Row{"JSON", "{\"images\": [{\"name\": \"ghcr.io/o/a\"}]}\n", ""},
               Row{"Argo CD", argo + "      - ghcr.io/o/a:v2\n", ""});
  INFO(row.what);
  const std::string forward = edited(row.before, pairs);
  CHECK(forward != row.before);
  CHECK(edited(forward, back) == row.before);
}

TEST_CASE("a name that is renamed keeps its style") {
  const Row row = GENERATE(
      Row{"block", "images:\n- name: ghcr.io/o/a  # x\n  newTag: v1\n",
          "images:\n- name: T/ghcr/o/a  # x\n  newTag: v1\n"},
      Row{"flow", "images: [{name: 'ghcr.io/o/a', newTag: v1}]",
          "images: [{name: 'T/ghcr/o/a', newTag: v1}]"},
      Row{"both", "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n",
          "images:\n- name: T/ghcr/o/a\n  newName: T/ghcr/p/a\n"},
      Row{"an empty newName", "images:\n- name: ghcr.io/o/a\n  newName: ''\n",
          "images:\n- name: T/ghcr/o/a\n  newName: ''\n"},
      Row{"block scalar", "images:\n- name: |\n    ghcr.io/o/a\n", "images:\n- name: |\n    T/ghcr/o/a\n"},
      Row{"escapes", "images: [{name: \"ghcr.io\\u002Fo/a\"}]", "images: [{name: \"T/ghcr/o/a\"}]"},
      Row{"ImageTagTransformer",
          "apiVersion: builtin\nkind: ImageTagTransformer\nimageTag: {name: ghcr.io/o/a, newTag: x}\n",
          "apiVersion: builtin\nkind: ImageTagTransformer\nimageTag: {name: T/ghcr/o/a, newTag: x}\n"});
  INFO(row.what);
  CHECK(edited(row.before, renamed) == with_target(row.after));
}

TEST_CASE("what can't be edited is refused") {
  const std::string shared = "refused: an entry that is written with an anchor, an alias or a merge key";
  const Row row = GENERATE_COPY(
      Row{"a merge key", "x: &e {name: ghcr.io/o/a}\nimages:\n- <<: *e\n  newTag: v1\n", shared},
      Row{"an alias for the list", "x: &l\n- name: ghcr.io/o/a\nimages: *l\n", shared},
      Row{"an anchor that is used elsewhere", "images:\n- name: &n ghcr.io/o/a\n  x: *n\n", shared},
      Row{"a complex key", "images:\n- ? name\n  : ghcr.io/o/a\n",
          "refused: newName can't be added to an entry that is written like this"},
      Row{"a mapping without braces", "images: [name: ghcr.io/o/a]\n",
          "refused: newName can't be added to an entry that is written like this"},
      Row{"an empty newName", "images:\n- name: ghcr.io/o/a\n  newName: ''\n",
          "refused: its newName is empty"});
  INFO(row.what);
  CHECK(edited(row.before, pairs) == row.after);
}

TEST_CASE("where no registry is known, nothing is edited") {
  const rules::Mapping rules = rules_to("");
  NameMapping mapping(rules);
  const std::string text = "images:\n- name: ghcr.io/o/a\n- name: x\n  newName: ghcr.io/o/b\n";
  manifest::Tape tape;
  REQUIRE(manifest::read_document(text, tape).ok());
  const locate::Document document(text, tape);
  const std::vector<EntryItem> entries = entries_of(document, 0, Form::kustomization);
  const auto edits =
      edit_entries(document, entries, Form::kustomization,
                   rule_unknown(images_of(document, entries, Form::kustomization), {}, mapping, false));
  REQUIRE(edits.size() == 2);
  for (const EntryEdit& edit : edits) CHECK(edit.edits.empty());
}

TEST_CASE("where no registry is known, what can't be written is refused all the same") {
  const rules::Mapping rules = rules_to("");
  NameMapping mapping(rules);
  const std::string text = "images:\n- name: &a ghcr.io/o/a\n- name: *a\n";
  manifest::Tape tape;
  REQUIRE(manifest::read_document(text, tape).ok());
  const locate::Document document(text, tape);
  const std::vector<EntryItem> entries = entries_of(document, 0, Form::kustomization);
  const auto edits =
      edit_entries(document, entries, Form::kustomization,
                   rule_unknown(images_of(document, entries, Form::kustomization), {}, mapping, false));
  REQUIRE(edits.size() == 2);
  for (const EntryEdit& edit : edits) CHECK(edit.refusal);
}
