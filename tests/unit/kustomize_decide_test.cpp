// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "catch.hpp"
#include "kustomize_run.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

using Files = std::map<std::string, std::string>;

// All rulings of a run, a line for each entry and refusal.
std::string decide(const Files& files, bool reverse = false, const std::string& registry = account) {
  TestRun test(files, reverse, registry);
  const Decisions decisions = decide_entries(test.run);
  std::string text;
  for (std::size_t file = 0; file < test.run.files.size(); ++file) {
    const std::string& shown = test.run.files[file].shown;
    const std::string folder = shown.substr(0, shown.find('/'));
    for (const EntryRuling& ruling : decisions.entries[file]) text += folder + ": " + words_of(ruling) + "\n";
    for (const EntryRuling& ruling : decisions.transformers[file])
      text += shown + ": " + words_of(ruling) + "\n";
  }
  for (const PlacedRefusal& one : decisions.refusals)
    text += test.run.files[one.file].shown + ": " + without_target(one.why.message) + "\n";
  for (const PlacedRefusal& one : decisions.copied)
    text += test.run.files[one.file].shown + ": copied " + one.name + "\n";
  for (const auto& [file, span] : decisions.stays) text += test.run.files[file].shown + " stays\n";
  return text;
}

struct Row {
  const char* what;
  Files files;
  const char* rulings;
};

const std::string pod_a = "image: ghcr.io/o/a:v1\n";
const std::string pod_b = "image: ghcr.io/o/b:v1\n";
const std::string pin_a = "images:\n- name: ghcr.io/o/a\n  newTag: v2\n";
const std::string pin_a3 = "images:\n- name: ghcr.io/o/a\n  newTag: v3\n";
const std::string pod_in = "resources: [pod.yaml]\n";
const std::string far = "resources: [https://example.com/far]\n";

}  // namespace

TEST_CASE("the table of what is written, row by row") {
  const Row row = GENERATE_COPY(
      Row{"only places that are rewritten",
          {{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: name T/ghcr/o/a\n"},
      Row{"an overlay's entry reaches the base",
          {{"b/pod.yaml", pod_a},
           {"b/kustomization.yaml", pod_in},
           {"o/kustomization.yaml", "resources: [../b]\n" + pin_a}},
          "o: name T/ghcr/o/a\n"},
      Row{"nothing has the name",
          {{"k/pod.yaml", pod_b}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: name T/ghcr/o/a\n"},
      Row{"a remote resource",
          {{"k/kustomization.yaml", far + pin_a}},
          "k: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a resource out of the run",
          {{"k/kustomization.yaml", "resources: [../b]\n" + pin_a}},
          "k: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a chart",
          {{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", "helmCharts: [{name: x}]\n" + pod_in + pin_a}},
          "k: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a generator",
          {{"k/kustomization.yaml", "generators: [g.yaml]\n" + pin_a}},
          "k: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a component without a user",
          {{"c/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n" + pin_a}},
          "c: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a pair keeps a newName of its own",
          {{"k/kustomization.yaml", far + "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/o/b\n"}},
          "k: newName T/ghcr/o/b, copy T/ghcr/o/a newName T/ghcr/o/b\n"},
      Row{"an image that is suppressed, and one that is rewritten",
          {{"k/pod.yaml", pod_a + "image: ghcr.io/o/a:v0 # keep\n"},
           {"k/kustomization.yaml", pod_in + pin_a}},
          "k: copy T/ghcr/o/a\n"},
      Row{"the same with a remote resource",
          {{"k/pod.yaml", pod_a + "image: ghcr.io/o/a:v0 # keep\n"},
           {"k/kustomization.yaml", "resources: [pod.yaml, https://example.com/far]\n" + pin_a}},
          "k: copy T/ghcr/o/a\n"},
      Row{"only an image that stays",
          {{"k/pod.yaml", "image: ghcr.io/o/a:v0 # keep\n"}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: stays\n"},
      Row{"an image that stays, and a remote one that may be rewritten elsewhere",
          {{"k/pod.yaml", "image: ghcr.io/o/a:v0 # keep\n"},
           {"k/kustomization.yaml", "resources: [pod.yaml, https://example.com/far]\n" + pin_a}},
          "k: copy T/ghcr/o/a\n"},
      Row{"a file that is refused",
          {{"k/pod.yaml~refused", pod_a}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: stays\n"},
      Row{"a file that can't be read",
          {{"k/pod.yaml~unread", ""}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a suppressed entry",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/a # keep\n  newTag: v2\n"}},
          "k: stays\n"},
      Row{"a suppressed entry over an image that stays",
          {{"k/pod.yaml", "image: ghcr.io/o/a:v0 # keep\n"},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/a # keep\n  newTag: v2\n"}},
          "k: stays\n"},
      Row{"a keep rule",
          {{"k/pod.yaml", "image: ghcr.io/kept/a:v1\n"},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/kept/a\n  newTag: v2\n"}},
          "k: stays\n"});
  INFO(row.what);
  CHECK(decide(row.files) == row.rulings);
}

TEST_CASE("names come from entries, patches and components, too") {
  const std::string component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  const Row row = GENERATE_COPY(
      Row{"entries at two levels over a remote resource: the inner one gives a name to the outer",
          {{"m/kustomization.yaml", far + pin_a}, {"o/kustomization.yaml", "resources: [../m]\n" + pin_a3}},
          "m: newName T/ghcr/o/a, copy T/ghcr/o/a\no: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a chain in one list",
          {{"k/pod.yaml", "image: app\n"},
           {"k/kustomization.yaml",
            pod_in + "images:\n- name: app\n  newName: ghcr.io/o/a\n- name: ghcr.io/o/a\n  newTag: v2\n"}},
          "k: newName T/ghcr/o/a\nk: name T/ghcr/o/a\n"},
      Row{"a chain over a remote resource",
          {{"k/kustomization.yaml",
            far + "images:\n- name: app\n  newName: ghcr.io/o/a\n- name: ghcr.io/o/a\n  newTag: v2\n"}},
          "k: newName T/ghcr/o/a\nk: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a component works on what its user gathers",
          {{"b/pod.yaml", pod_a},
           {"b/kustomization.yaml", pod_in},
           {"c/kustomization.yaml", component + pin_a},
           {"o/kustomization.yaml", "resources: [../b]\ncomponents: [../c]\n"}},
          "c: name T/ghcr/o/a\n"},
      Row{"a component with one closed and one open user",
          {{"b/pod.yaml", pod_a},
           {"b/kustomization.yaml", pod_in},
           {"c/kustomization.yaml", component + pin_a},
           {"o/kustomization.yaml", "resources: [../b]\ncomponents: [../c]\n"},
           {"p/kustomization.yaml", far + "components: [../c]\n"}},
          "c: newName T/ghcr/o/a, copy T/ghcr/o/a\n"},
      Row{"a component gives names to its user",
          {{"c/kustomization.yaml", component + "images:\n- name: app\n  newName: ghcr.io/o/a\n"},
           {"o/pod.yaml", "image: app\n"},
           {"o/kustomization.yaml", pod_in + "components: [../c]\n" + pin_a}},
          "c: newName T/ghcr/o/a\no: name T/ghcr/o/a\n"},
      Row{"a patch",
          {{"k/pod.yaml", pod_b},
           {"k/p.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "patches: [{path: p.yaml}]\n" + pin_a}},
          "k: name T/ghcr/o/a\n"},
      Row{"a patch that stays",
          {{"k/pod.yaml", pod_a},
           {"k/p.yaml", "image: ghcr.io/o/a:p # keep\n"},
           {"k/kustomization.yaml", pod_in + "patches: [{path: p.yaml}]\n" + pin_a}},
          "k: copy T/ghcr/o/a\n"},
      Row{"a field of `configurations` that stays",
          {{"k/pod.yaml", pod_a + "worker: ghcr.io/o/a:w\n"},
           {"k/c.yaml", "images: [{path: spec/worker, kind: Worker}]\n"},
           {"k/kustomization.yaml", pod_in + "configurations: [c.yaml]\n" + pin_a}},
          "k: copy T/ghcr/o/a\n"},
      Row{"a field that nobody configures is no image",
          {{"k/pod.yaml", pod_a + "worker: ghcr.io/o/a:w\n"}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: name T/ghcr/o/a\n"},
      Row{"a replacement's source that is not rewritten",
          {{"k/pod.yaml", pod_b + "other: ghcr.io/o/a:v1\n"},
           {"k/kustomization.yaml",
            pod_in + "replacements:\n- source: {kind: ConfigMap, name: o, fieldPath: data.other}\n  targets: "
                     "[{select: {kind: Pod}, fieldPaths: [spec.containers.0.image]}]\n"}},
          "k/pod.yaml: copied ghcr.io/o/a\n"},
      Row{"an outer entry selects what a replacement copies from a literal",
          {{"k/pod.yaml", pod_b},
           {"k/kustomization.yaml",
            pod_in + "configMapGenerator:\n- name: o\n  literals: [IMAGE=ghcr.io/o/a:v1]\nreplacements:\n- "
                     "source: {kind: ConfigMap, name: o, fieldPath: data.IMAGE}\n"
                     "  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.image]}]\n"},
           {"o/kustomization.yaml", "resources: [../k]\n" + pin_a}},
          "o: name T/ghcr/o/a\n"});
  INFO(row.what);
  CHECK(decide(row.files) == row.rulings);
}

TEST_CASE("names that are compared") {
  const Row row = GENERATE_COPY(
      Row{"the new name alone: half of a rewrite is finished",
          {{"k/pod.yaml", "image: T/ghcr/o/a:v9\n"}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k: name T/ghcr/o/a\n"},
      Row{"the other half",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: T/ghcr/o/a\n  newTag: v2\n"}},
          "k: stays\n"},
      Row{"a pattern below one prefix",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/.*\n  newTag: v2\n"}},
          "k: copy T/ghcr/o/.*\n"},
      Row{"a pattern with a rule below it",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/.*\n  newTag: v2\n"}},
          "k: refused: no single pattern selects under their new names what this pattern selects\n"},
      Row{"alternatives",
          {{"k/pod.yaml", pod_b},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/a|ghcr.io/o/b\n  newTag: v2\n"}},
          "k: refused: no single pattern selects under their new names what this pattern selects\n"},
      Row{"a pattern that takes too long",
          {{"k/pod.yaml", "image: ghcr.io/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/((a|a)*)*.x?y?[bc]\n  newTag: v2\n"}},
          "k: refused: this pattern takes too long to compare\n"},
      Row{"a name with a tag",
          {{"k/kustomization.yaml", far + "images:\n- name: ghcr.io/o/a:v1\n  newTag: v2\n"}},
          "k: newName T/ghcr/o/a, copy T/ghcr/o/a:v1\n"},
      Row{"a dot selects any character",
          {{"k/pod.yaml", "image: ghcr.io/o/my-app\n"},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/my.app\n  newTag: v2\n"}},
          "k: name T/ghcr/o/my.app\n"});
  INFO(row.what);
  CHECK(decide(row.files) == row.rulings);
}

TEST_CASE("a pair is one entry") {
  const std::string pair =
      "images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  newTag: v2\n- name: T/ghcr/o/a\n  newTag: v2\n";
  CHECK(decide({{"k/kustomization.yaml", far + pair}}) == "k: stays\nk: stays\n");
  CHECK(decide({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + pair}}) == "k: stays\nk: stays\n");
  CHECK(decide({{"k/pod.yaml", "image: T/ghcr/o/a\n"}, {"k/kustomization.yaml", pod_in + pair}}) ==
        "k: stays\nk: stays\n");
  CHECK(decide({{"k/pod.yaml", "image: T/ghcr/o/a\n"}, {"k/kustomization.yaml", pod_in + pair}}, true) ==
        "k: no newName\nk: gone\n");
  CHECK(decide({{"k/kustomization.yaml",
                 far + "images:\n- name: ghcr.io/o/a\n  newTag: v2\n- name: T/ghcr/o/a\n  newTag: v2\n"}},
               true) == "k: stays\nk: gone\n");
}

TEST_CASE("entries for both names over unknown sources keep their effects") {
  CHECK(decide({{"k/kustomization.yaml", far + pin_a + "- name: T/ghcr/o/a\n  newTag: v3\n"}}) ==
        "k: stays\nk: stays\n");
  CHECK(decide({{"k/kustomization.yaml",
                 far + "images:\n- name: T/ghcr/o/a\n  newTag: v3\n- name: ghcr.io/o/a\n  newTag: v2\n"}}) ==
        "k: stays\nk: newName T/ghcr/o/a\n");
}

TEST_CASE("a component gives its users nothing of each other") {
  const std::string component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  CHECK(decide({{"c/kustomization.yaml", component},
                {"k/pod.yaml", pod_a + "image: ghcr.io/o/a:v0 # keep\n"},
                {"k/kustomization.yaml", pod_in + "components: [../c]\n"},
                {"o/pod.yaml", pod_a},
                {"o/kustomization.yaml", pod_in + "components: [../c]\n" + pin_a}}) ==
        "o: name T/ghcr/o/a\n");
}

TEST_CASE(
    "a component gives a name to what each of its users has, and no user's image that stays to another") {
  const std::string component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  CHECK(
      decide({{"c/kustomization.yaml", component + "images:\n- name: ghcr.io/o/b\n  newName: ghcr.io/o/a\n"},
              {"k/pod.yaml", pod_b + "image: ghcr.io/o/a:v0 # keep\n"},
              {"k/kustomization.yaml", pod_in + "components: [../c]\n"},
              {"o/kustomization.yaml", "components: [../c]\n" + pin_a}}) ==
      "c: name T/ghcr/o/b, newName T/ghcr/o/a\no: name T/ghcr/o/a\n");
}

TEST_CASE("the way back of a name with a placeholder") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  const std::string pair = "images:\n- name: ghcr.io/o/a\n  newName: " + later +
                           "/ghcr/o/a\n  newTag: v2\n- name: " + later + "/ghcr/o/a\n  newTag: v2\n";
  CHECK(decide({{"k/kustomization.yaml", far + pair}}, true, later) == "k: no newName\nk: gone\n");
  const std::string transformer =
      "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: ghcr.io/o/a, "
      "newName: '" +
      later + "/ghcr/o/a', newTag: v2}\n";
  CHECK(decide({{"k/pod.yaml", pod_a},
                {"k/t.yaml", transformer},
                {"k/kustomization.yaml", pod_in + "transformers: [t.yaml]\n"}},
               true, later) == "k/t.yaml: no newName\n");
}

TEST_CASE("tagSuffix and ImageTagTransformer are renamed, or select by either name") {
  const std::string suffix = "images:\n- name: ghcr.io/o/a\n  tagSuffix: -x\n";
  CHECK(decide({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + suffix}}) == "k: name T/ghcr/o/a\n");
  CHECK(decide({{"k/kustomization.yaml", far + suffix}}) == "k: name (ghcr.io/o/a|T/ghcr/o/a)\n");
  const std::string either = "images:\n- name: (ghcr.io/o/a|T/ghcr/o/a)\n  tagSuffix: -x\n";
  CHECK(decide({{"k/kustomization.yaml", far + either}}) == "k: stays\n");
  CHECK(decide({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + either}}) == "k: stays\n");
  CHECK(decide({{"k/kustomization.yaml", far + either}}, true) == "k: name ghcr.io/o/a\n");
  // Of several entries for a name `kustomize edit set image` keeps the last one.
  CHECK(
      decide({{"k/kustomization.yaml", far + pin_a + suffix.substr(suffix.find('-'))}}) ==
      "k: newName T/ghcr/o/a, copy T/ghcr/o/a\nk: refused: an entry for the old name and one for the new are "
      "needed here, and would both work on an image\n");
  const std::string transformer =
      "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: ghcr.io/o/a, "
      "newTag: v2}\n";
  CHECK(decide({{"k/pod.yaml", pod_a},
                {"k/t.yaml", transformer},
                {"k/kustomization.yaml", pod_in + "transformers: [t.yaml]\n"}}) ==
        "k/t.yaml: name T/ghcr/o/a\n");
  CHECK(decide({{"k/pod.yaml", pod_a + "image: ghcr.io/o/a:v0 # keep\n"},
                {"k/t.yaml", transformer},
                {"k/kustomization.yaml", pod_in + "transformers: [t.yaml]\n"}}) ==
        "k/t.yaml: name (ghcr.io/o/a|T/ghcr/o/a)\n");
}

TEST_CASE("a target with a placeholder is written by the last entry") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(decide({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + pin_a}}, false, later) ==
        "k: newName " + later + "/ghcr/o/a\nk/pod.yaml stays\n");
  CHECK(decide({{"b/pod.yaml", pod_a},
                {"b/kustomization.yaml", pod_in + pin_a},
                {"o/kustomization.yaml", "resources: [../b]\n" + pin_a3}},
               false, later) == "b: stays\no: newName " + later + "/ghcr/o/a\nb/pod.yaml stays\n");
  CHECK(
      decide({{"k/pod.yaml", "image: app\n"},
              {"k/kustomization.yaml",
               pod_in + "images:\n- name: app\n  newName: ghcr.io/o/a\n- name: ghcr.io/o/a\n  newTag: v2\n"}},
             false, later) == "k: stays\nk: newName " + later + "/ghcr/o/a\n");
  CHECK(decide({{"b/pod.yaml", pod_a},
                {"b/kustomization.yaml", pod_in},
                {"o/kustomization.yaml", "resources: [../b]\n" + pin_a},
                {"p/kustomization.yaml", "resources: [../b]\n"}},
               false, later) == "o: newName " + later +
                                    "/ghcr/o/a\np/kustomization.yaml: the new name of ghcr.io/o/a is written "
                                    "by entries of the kustomizations that are built, and this one has none\n"
                                    "b/pod.yaml stays\n");
}

TEST_CASE("a newName behind the last entry is written by itself") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(decide({{"k/pod.yaml", pod_a},
                {"k/kustomization.yaml", pod_in + pin_a + "- name: app\n  newName: ghcr.io/o/a\n"}},
               false, later) ==
        "k: newName " + later + "/ghcr/o/a\nk: newName " + later + "/ghcr/o/a\nk/pod.yaml stays\n");
}

TEST_CASE("of two entries of a name over unknown sources the last one writes it") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(decide({{"k/kustomization.yaml", far + pin_a + "- name: ghcr.io/o/a\n  newTag: v3\n"}}, false,
               later) == "k: stays\nk: newName " + later + "/ghcr/o/a\n");
}

TEST_CASE("overlays of one base with different targets") {
  CHECK(decide({{"b/pod.yaml", pod_a},
                {"b/kustomization.yaml", pod_in},
                {"o/kustomization.yaml", "resources: [../b]\n" + pin_a},
                {"p/kustomization.yaml~target2", "resources: [../b]\n" + pin_a}}) ==
        "o: newName T/ghcr/o/a\np: newName 210987654321.dkr.ecr.us-east-1.amazonaws.com/ghcr/o/a\nb/pod.yaml "
        "stays\n");
}

TEST_CASE("what is written together") {
  const auto groups_of = [](const Files& files) {
    TestRun test(files);
    std::string text;
    for (const std::vector<std::size_t>& group : decide_entries(test.run).groups) {
      for (const std::size_t file : group) text += test.run.files[file].shown + " ";
      text += "\n";
    }
    return text;
  };
  CHECK(groups_of({{"k/pod.yaml", pod_a},
                   {"k/b.yaml", pod_b},
                   {"k/kustomization.yaml", "resources: [pod.yaml, b.yaml]\n" + pin_a}}) ==
        "k/kustomization.yaml k/pod.yaml \n");
  CHECK(groups_of({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", far + pin_a}}) == "");
  CHECK(groups_of({{"b/pod.yaml", "image: app\n"},
                   {"b/kustomization.yaml", pod_in + "images:\n- name: app\n  newName: ghcr.io/o/a\n"},
                   {"o/kustomization.yaml", "resources: [../b]\n" + pin_a}}) ==
        "b/kustomization.yaml o/kustomization.yaml \n");
}

TEST_CASE("the way back folds pairs, and keeps two spellings apart") {
  const std::string pattern =
      "images:\n- name: ghcr.io/o/.*\n  newTag: v2\n- name: T/ghcr/o/.*\n  newTag: v2\n";
  CHECK(decide({{"k/kustomization.yaml", far + pattern}}, true) == "k: stays\nk: gone\n");
  const std::string pair =
      "images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  newTag: v2\n- name: T/ghcr/o/a\n  newTag: v2\n";
  CHECK(decide({{"k/kustomization.yaml", far + pair}}, true) == "k: no newName\nk: gone\n");
  const std::string spelled =
      "images:\n- name: GHCR.io/o/a\n  newName: T/ghcr/o/a\n  newTag: v2\n- name: T/ghcr/o/a\n  newTag: v2\n";
  CHECK(decide({{"k/kustomization.yaml", far + spelled}}, true) == "k: no newName\nk: name ghcr.io/o/a\n");
}

TEST_CASE("no entry gets a name that selects nothing") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(decide({{"k/kustomization.yaml", far + pin_a}}, false, later) ==
        "k: newName " + later + "/ghcr/o/a\n");
  CHECK(decide({{"k/kustomization.yaml", "images:\n- name: ghcr.io/o/a:v1\n  newTag: v2\n"}}, false, later) ==
        "k: newName " + later + "/ghcr/o/a\n");
}

TEST_CASE("an overlay with a target of its own needs an entry") {
  CHECK(decide({{"b/pod.yaml", pod_a},
                {"b/kustomization.yaml", pod_in},
                {"p/kustomization.yaml~target2", "resources: [../b]\n"}}) ==
        "p/kustomization.yaml: the new name of ghcr.io/o/a is written by entries of the kustomizations that "
        "are built, and this one has none\n");
}

TEST_CASE("a text that no entry selects can't be built for several targets") {
  const std::string literal = "configMapGenerator:\n- name: o\n  literals: [IMAGE=ghcr.io/o/a:v1]\n";
  CHECK(
      decide({{"b/kustomization.yaml", literal}, {"p/kustomization.yaml~target2", "resources: [../b]\n"}}) ==
      "b/kustomization.yaml: this image is built for several targets, and no entry of images can write its "
      "name here: p/kustomization.yaml\n");
  CHECK(decide({{"b/kustomization.yaml", literal}, {"p/kustomization.yaml", "resources: [../b]\n"}}) == "");
  // What a generator makes of a manifest is a text.
  CHECK(
      decide({{"b/pod.yaml", pod_a},
              {"b/kustomization.yaml", "configMapGenerator:\n- name: o\n  files: [pod.yaml]\n"},
              {"p/kustomization.yaml~target2", "resources: [../b]\n"}}) ==
      "b/pod.yaml: this image is built for several targets, and no entry of images can write its name here: "
      "p/kustomization.yaml\n");
}

TEST_CASE("capitals in a host are refused where small letters would be selected, too") {
  const std::string shouted = "images:\n- name: GHCR.io/o/a\n  newTag: v2\n";
  CHECK(decide({{"k/kustomization.yaml", far + shouted}}) ==
        "k: refused: not all that this selects is known, and its new name would also select the same name in "
        "small letters\n");
  CHECK(decide({{"k/pod.yaml", "image: GHCR.io/o/a:v1\n"}, {"k/kustomization.yaml", pod_in + shouted}}) ==
        "k: name T/ghcr/o/a\n");
}

TEST_CASE("a placeholder of one target leaves the builds of another alone") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(decide({{"k/pod.yaml", pod_a},
                {"k/kustomization.yaml", pod_in},
                {"p/pod.yaml~target2", pod_a},
                {"p/kustomization.yaml~target2", pod_in + pin_a}},
               false, later) == "p: name 210987654321.dkr.ecr.us-east-1.amazonaws.com/ghcr/o/a\n");
}

TEST_CASE("a name with a tag is no last entry") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  CHECK(
      decide({{"b/pod.yaml", pod_a},
              {"b/kustomization.yaml", pod_in + pin_a},
              {"o/kustomization.yaml", "resources: [../b]\nimages:\n- name: ghcr.io/o/a:v1\n  newTag: v3\n"}},
             false, later)
          .find("o: refused: this selects an image whose new name has to be written by the last entry") !=
      std::string::npos);
}

TEST_CASE("a patch expects an image by the name that it has") {
  const std::string test =
      "resources: [pod.yaml]\npatches:\n- patch: |\n    - op: test\n      path: /spec/containers/0/image\n   "
      "   value: ghcr.io/o/a:v1\n";
  CHECK(
      decide({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", test}}) ==
      "k/kustomization.yaml: a patch expects this image by its old name, which it would not have any more\n");
  // Of an object that the patch names it is known.
  const std::string named =
      "resources: [pod.yaml, other.yaml]\npatches:\n- path: p.yaml\n  target: {kind: Pod, name: o}\n";
  const std::string patch = "- op: test\n  path: /spec/containers/0/image\n  value: ghcr.io/o/a:v1\n";
  CHECK(decide({{"k/pod.yaml", pod_a},
                {"k/other.yaml", ""},
                {"k/p.yaml", patch},
                {"k/kustomization.yaml", named}}) ==
        decide({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in}}));
}

TEST_CASE("a patch expects an image of a file that nobody sees") {
  const std::string test =
      "resources: [pod.yaml, far.yaml]\npatches:\n- target: {kind: Pod, name: far}\n  patch: |\n    - op: "
      "test\n      path: /spec/containers/0/image\n      value: ghcr.io/o/a:v1\n    - value: "
      "ghcr.io/o/a:v1\n";
  TestRun run({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", test}});
  RunFile& file = run.run.files.front();
  REQUIRE(file.kustomization);
  ImageName& tested = file.names.emplace_back(run.run.files.back().names.front());
  const std::size_t at = test.find("ghcr.io/o/a:v1");
  tested.span = {at, at + std::string_view("ghcr.io/o/a:v1").size()};
  tested.path = "patches[0].patch: [0].value";
  const Decisions decisions = decide_entries(run.run);
  REQUIRE(decisions.refusals.size() == 1);
  CHECK(decisions.refusals.front().why.message ==
        "a patch expects this image by its new name, which it would not have everywhere");
}

TEST_CASE("a pair that is not written leaves what it selects") {
  TestRun test({{"k/pod.yaml", pod_a},
                {"k/kustomization.yaml", "resources: [pod.yaml, https://example.com/far]\n" + pin_a}});
  const Decisions decisions = decide_entries(test.run);
  CHECK(decisions.groups == std::vector<std::vector<std::size_t>>{{0, 1}});
}
