// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "kustomize_testing.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

// A container's image, as the manifests below have it.
std::string app(const std::string& image) {
  return "kind: Deployment\nspec: {template: {spec: {containers: [{name: a, image: " + image + "}]}}}\n";
}

struct Row {
  std::string what;
  std::string before;    // the tree
  std::string after;     // the files of it that differ
  std::string findings;  // those that are not about a reference that is rewritten
};

void check_rows(const std::vector<Row>& rows, const std::string& registry = host) {
  const Decide decide = decide_for(registry);
  for (const Row& row : rows) {
    CAPTURE(row.what);
    MemoryTree tree;
    add_files(tree, row.before, registry);
    MemoryTree expected;
    add_files(expected, row.before, registry);
    add_files(expected, row.after, registry);
    const RunResult result = run_over(tree, all_paths(tree), decide);
    CHECK(result.defect == "");
    CHECK(findings_of(result, tree) == row.findings);
    for (const auto& [path, text] : expected.files()) {
      CAPTURE(path);
      CHECK(result.files.at(path) == text);
    }
    // A second run changes nothing.
    MemoryTree again;
    for (const auto& [path, text] : result.files) again.add(path, text);
    CHECK(run_over(again, all_paths(again), decide).files == result.files);
  }
}

const std::string a = app("ghcr.io/o/a:v1");
const std::string new_a = app("{T}/o/a:v1");

}  // namespace

TEST_CASE("a name is renamed when local files hold it, and stays otherwise") {
  check_rows({
      {"a file",
       "== k/app.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
       "== k/app.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newTag: v2\n",
       ""},
      {"an overlay of a base",
       "== base/app.yaml\n" + a +
           "== base/kustomization.yaml\nresources: [app.yaml]\n== over/kustomization.yaml\nresources: "
           "[../base]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
       "== base/app.yaml\n" + new_a +
           "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: {T}/o/a\n  newTag: v2\n",
       ""},
      {"bases, Kustomization, a folder with a slash",
       "== base/app.yaml\n" + a +
           "== base/Kustomization\nresources: [./app.yaml]\n== over/kustomization.yml\nbases: "
           "[../base/]\nimages: [{name: ghcr.io/o/a, digest: d}]\n",
       "== base/app.yaml\n" + new_a +
           "== over/kustomization.yml\nbases: [../base/]\nimages: [{name: {T}/o/a, digest: d}]\n",
       ""},
      {"with a newName, which is rewritten too",
       "== k/app.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "ghcr.io/p/a\n",
       "== k/app.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newName: {T}/p/a\n",
       ""},
      {"with a newName elsewhere",
       "== k/app.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "quay.io/p/a\n",
       "== k/app.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newName: "
           "quay.io/p/a\n",
       ""},
      {"a remote base",
       "== k/kustomization.yaml\nresources: ['https://example.com/x?ref=v1']\nimages:\n- name: ghcr.io/o/a\n "
       " newTag: v2\n",
       "== k/kustomization.yaml\nresources: ['https://example.com/x?ref=v1']\nimages:\n- name: ghcr.io/o/a\n "
       " newName: {T}/o/a\n  newTag: v2\n",
       ""},
      {"a remote base and a file that holds another image",
       "== k/app.yaml\n" + app("ghcr.io/o/b:v1") +
           "== k/kustomization.yaml\nresources: [app.yaml, 'github.com/x/y']\nimages:\n- name: ghcr.io/o/a\n "
           " newTag: v2\n",
       "== k/app.yaml\n" + app("{T}/o/b:v1") +
           "== k/kustomization.yaml\nresources: [app.yaml, 'github.com/x/y']\nimages:\n- name: ghcr.io/o/a\n "
           " newName: {T}/o/a\n  newTag: v2\n",
       ""},
      {"a placeholder name",
       "== k/app.yaml\n" + app("controller:latest") +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: controller\n  newName: "
           "ghcr.io/o/a\n  newTag: v2\n",
       "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: controller\n  newName: {T}/o/a\n  "
       "newTag: v2\n",
       ""},
      {"a kept image",
       "== k/app.yaml\n" + app("ghcr.io/kept/a:v1") +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/kept/a\n  newTag: v2\n",
       "", ""},
      {"the other half is done already",
       "== k/app.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
       "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newTag: v2\n", ""},
      {"the kustomization is done already",
       "== k/app.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newTag: v2\n",
       "== k/app.yaml\n" + new_a, ""},
      {"a patch holds it",
       "== k/patch.yaml\n" + a +
           "== k/kustomization.yaml\nresources: ['https://x/y']\npatches: [{path: patch.yaml}]\nimages: "
           "[{name: ghcr.io/o/a, newTag: v2}]\n",
       "== k/patch.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: ['https://x/y']\npatches: [{path: patch.yaml}]\nimages: "
           "[{name: {T}/o/a, newTag: v2}]\n",
       ""},
      {"a patch in the kustomization holds it",
       "== k/kustomization.yaml\nresources: ['https://x/y']\npatches:\n- patch: |-\n    - op: add\n      "
       "path: /spec/template/spec/containers/-\n      value:\n        image: ghcr.io/o/a:v1\nimages: [{name: "
       "ghcr.io/o/a, newTag: v2}]\n",
       "== k/kustomization.yaml\nresources: ['https://x/y']\npatches:\n- patch: |-\n    - op: add\n      "
       "path: /spec/template/spec/containers/-\n      value:\n        image: {T}/o/a:v1\nimages: [{name: "
       "{T}/o/a, newTag: v2}]\n",
       ""},
      {"a field of its own configuration holds it",
       "== k/app.yaml\nkind: App\nspec:\n  runtime:\n    image: ghcr.io/o/a:v1\n== k/c.yaml\nimages: [{path: "
       "spec/runtime/image, kind: App}]\n"
       "== k/kustomization.yaml\nresources: [app.yaml]\nconfigurations: [c.yaml]\nimages: [{name: "
       "ghcr.io/o/a, newTag: v2}]\n",
       "== k/app.yaml\nkind: App\nspec:\n  runtime:\n    image: {T}/o/a:v1\n"
       "== k/kustomization.yaml\nresources: [app.yaml]\nconfigurations: [c.yaml]\nimages: [{name: {T}/o/a, "
       "newTag: v2}]\n",
       ""},
      {"a field that kustomize passes over is none",
       "== k/app.yaml\nkind: App\nspec:\n  runtime:\n    image: ghcr.io/o/a:v1\n== "
       "k/kustomization.yaml\nresources: [app.yaml, 'https://x/y']\nimages: [{name: ghcr.io/o/a, newTag: "
       "v2}]\n",
       "== k/app.yaml\nkind: App\nspec:\n  runtime:\n    image: {T}/o/a:v1\n"
       "== k/kustomization.yaml\nresources: [app.yaml, 'https://x/y']\nimages: [{name: ghcr.io/o/a, newName: "
       "{T}/o/a, newTag: v2}]\n",
       ""},
  });
}

TEST_CASE("inner kustomizations change what the outer one sees") {
  check_rows({
      {"the outer selects what the inner makes",
       "== base/app.yaml\n" + app("app:v1") +
           "== base/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: app\n  newName: ghcr.io/o/b\n"
           "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: ghcr.io/o/b\n  newTag: v2\n",
       "== base/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: app\n  newName: {T}/o/b\n"
       "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: {T}/o/b\n  newTag: v2\n",
       ""},
      {"the inner takes the name away",
       "== base/app.yaml\n" + a +
           "== base/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "quay.io/o/a\n"
           "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: quay.io/o/a\n  newName: "
           "ghcr.io/o/b\n",
       "== base/app.yaml\n" + new_a +
           "== base/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newName: "
           "quay.io/o/a\n"
           "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: quay.io/o/a\n  newName: "
           "{T}/o/b\n",
       ""},
      {"the inner is about a remote base, the outer about the inner",
       "== base/kustomization.yaml\nresources: ['https://x/y']\nimages:\n- name: ghcr.io/o/a\n  newTag: v1\n"
       "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
       "== base/kustomization.yaml\nresources: ['https://x/y']\nimages:\n- name: ghcr.io/o/a\n  newName: "
       "{T}/o/a\n  newTag: v1\n"
       "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: {T}/o/a\n  newTag: v2\n",
       ""},
      {"one entry after the other",
       "== k/app.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "ghcr.io/o/b\n- name: ghcr.io/o/b\n  newTag: v2\n",
       "== k/app.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: {T}/o/a\n  newName: {T}/o/b\n- "
           "name: {T}/o/b\n  newTag: v2\n",
       ""},
      {"a component works on what its users gathered",
       "== base/app.yaml\n" + a +
           "== base/kustomization.yaml\nresources: [app.yaml]\n"
           "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n"
           "== over/kustomization.yaml\nresources: [../base]\ncomponents: [../comp]\n",
       "== base/app.yaml\n" + new_a +
           "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: {T}/o/a\n  newTag: v2\n",
       ""},
      {"a component before the images of its user",
       "== base/app.yaml\n" + app("app:v1") +
           "== base/kustomization.yaml\nresources: [app.yaml]\n"
           "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: app\n  newName: ghcr.io/o/a\n"
           "== over/kustomization.yaml\nresources: [../base]\ncomponents: [../comp]\nimages:\n- name: "
           "ghcr.io/o/a\n  newTag: v2\n",
       "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: app\n  newName: {T}/o/a\n"
       "== over/kustomization.yaml\nresources: [../base]\ncomponents: [../comp]\nimages:\n- name: {T}/o/a\n  "
       "newTag: v2\n",
       ""},
      {"a component that nobody uses",
       "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
       "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: ghcr.io/o/a\n  newName: {T}/o/a\n  "
       "newTag: v2\n",
       ""},
  });
}

TEST_CASE("what would not be right is refused, with the files it is about") {
  check_rows({
      {"under both names",
       "== k/a.yaml\n" + a + "== k/b.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [a.yaml, b.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: "
           "v2\n",
       "", "k/kustomization.yaml:3 kustomize-both-names "},
      {"… with the new name in the kustomization",
       "== k/a.yaml\n" + a + "== k/b.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [a.yaml, b.yaml]\nimages:\n- name: {T}/o/a\n  newTag: v2\n",
       "", "k/kustomization.yaml:3 kustomize-both-names "},
      {"entries that would become one",
       "== k/a.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [a.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n- "
           "name: {T}/o/a\n  newTag: v3\n",
       "", "k/kustomization.yaml:5 kustomize-both-names "},
      {"a component whose users differ",
       "== base/app.yaml\n" + a +
           "== comp/kustomization.yaml\nkind: Component\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n"
           "== one/kustomization.yaml\nresources: ['https://x/y']\ncomponents: [../comp]\n"
           "== two/kustomization.yaml\nresources: [../base/app.yaml]\ncomponents: [../comp]\n",
       "", "comp/kustomization.yaml:3 kustomize-both-names "},
      {"a pattern",
       "== k/a.yaml\n" + a +
           "== k/kustomization.yaml\nresources: [a.yaml]\nimages:\n- name: ghcr.io/o/.*\n  newTag: v2\n",
       "", "k/kustomization.yaml:3 kustomize-selector "},
      {"a transformer of its own",
       "== k/a.yaml\n" + a +
           "== k/t.yaml\nkind: ImageTagTransformer\nimageTag: {name: ghcr.io/o/a, newTag: v2}\n"
           "== k/kustomization.yaml\nresources: [a.yaml]\ntransformers:\n- t.yaml\n",
       "", "k/kustomization.yaml:3 kustomize-selector "},
      {"nothing else falls with it",
       "== k/a.yaml\n" + a + "== k/b.yaml\n" + new_a +
           "== k/kustomization.yaml\nresources: [a.yaml, b.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: "
           "v2\n"
           "== other/a.yaml\n" +
           a,
       "== other/a.yaml\n" + new_a, "k/kustomization.yaml:3 kustomize-both-names "},
  });
}

TEST_CASE("with a placeholder as target base and name stay") {
  check_rows(
      {
          {"a file",
           "== k/app.yaml\n" + a +
               "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "{T}/o/a\n  newTag: v2\n",
           ""},
          {"an image that nobody selects is rewritten where it stands",
           "== k/app.yaml\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a:v1\n  - image: "
           "ghcr.io/o/b:v1\n"
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n",
           "== k/app.yaml\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a:v1\n  - image: "
           "{T}/o/b:v1\n"
           "== k/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "{T}/o/a\n  newTag: v2\n",
           ""},
          {"the outer can't select what the inner makes",
           "== base/app.yaml\n" + a +
               "== base/kustomization.yaml\nresources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: "
               "v1\n"
               "== over/kustomization.yaml\nresources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newTag: "
               "v2\n",
           "", "over/kustomization.yaml:3 kustomize-both-names "},
          {"another build has no entry for it",
           "== base/app.yaml\n" + a +
               "== base/kustomization.yaml\nresources: [app.yaml]\n"
               "== one/kustomization.yaml\nresources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newTag: v1\n"
               "== two/kustomization.yaml\nresources: [../base]\n",
           "== one/kustomization.yaml\nresources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newName: "
           "{T}/o/a\n  newTag: v1\n",
           "base/app.yaml:2 kustomize-elsewhere "},
      },
      placeholder_host);
}

TEST_CASE("nothing is followed out of the tree, and bad trees do no harm") {
  const Decide decide = decide_for(host);
  const std::string selects = "images:\n- name: ghcr.io/o/a\n  newTag: v2\n";
  const std::string stays = "images:\n- name: ghcr.io/o/a\n  newName: " + target + "/o/a\n  newTag: v2\n";
  struct Case {
    std::string what, resources;
  };
  const Case cases[] = {
      {"above the root", "resources: [../../../etc/app.yaml]\n"},
      {"absolute", "resources: [/etc/app.yaml]\n"},
      {"a link that leads out", "resources: [escape.yaml]\n"},
      {"itself", "resources: [../k]\n"},
      {"a cycle", "resources: [../l]\n"},
      {"a component of itself", "components: [../k]\n"},
      {"not readable", "resources: [broken.yaml]\n"},
      {"a folder without a kustomization", "resources: [../plain]\n"},
      {"no text", "resources: [[a], {b: c}, 1, null]\n"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    MemoryTree tree;
    tree.link("k/escape.yaml", "");
    tree.add("k/broken.yaml", "{{ a }}\n: [");
    tree.add("plain/x.yaml", a);
    tree.add("l/kustomization.yaml", "resources: [../k]\n");
    tree.add("k/kustomization.yaml", one.resources + selects);
    const RunResult result = run_over(tree, {"k/kustomization.yaml"}, decide);
    CHECK(result.files.at("k/kustomization.yaml") == one.resources + stays);
    CHECK(findings_of(result, tree).empty());
  }

  MemoryTree tree;
  tree.link("k/linked", "base");
  tree.add("base/app.yaml", a);
  tree.add("base/kustomization.yaml", "resources: [app.yaml]\n");
  tree.add("k/kustomization.yaml", "resources: [linked]\n" + selects);
  const RunResult result = run_over(tree, all_paths(tree), decide);
  CHECK(result.files.at("k/kustomization.yaml") ==
        "resources: [linked]\nimages:\n- name: " + target + "/o/a\n  newTag: v2\n");
}

TEST_CASE("what the configuration ignores keeps its name") {
  MemoryTree tree;
  tree.add("k/app.yaml", a);
  tree.add("k/kustomization.yaml", "resources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n");
  const RunResult result = run_over(tree, all_paths(tree), decide_for(host),
                                    [](const std::string& path) { return path == "k/app.yaml"; });
  CHECK(result.files.at("k/app.yaml") == a);
  CHECK(result.files.at("k/kustomization.yaml") ==
        "resources: [app.yaml]\nimages:\n- name: ghcr.io/o/a\n  newName: " + target + "/o/a\n  newTag: v2\n");
  CHECK(findings_of(result, tree).empty());
}

TEST_CASE("files that a kustomization names have a role") {
  MemoryTree tree;
  tree.add("k/kustomization.yaml",
           "patches: [{path: p.yaml}, {patch: 'x: 1'}]\npatchesStrategicMerge: [q.yaml]\npatchesJson6902: "
           "[{path: ../r.json}]\n"
           "helmCharts: [{valuesFile: v.yaml, additionalValuesFiles: [w.yaml]}]\nconfigMapGenerator: "
           "[{files: [a.yaml=x.yaml, y.yaml]}]\n");
  const Plan plan = make_plan({&tree, {}, decide_for(host), {}});
  for (const char* path : {"k/p.yaml", "k/q.yaml", "r.json"}) CHECK(plan.is_patch(path));
  for (const char* path : {"k/v.yaml", "k/w.yaml", "k/x.yaml", "k/y.yaml"}) CHECK(plan.is_values(path));
  CHECK_FALSE(plan.is_patch("k/v.yaml"));
  CHECK_FALSE(plan.is_values("k/p.yaml"));
  CHECK(plan.complete());
}

TEST_CASE("configurations of kustomizations in hidden folders count, and these kustomizations, too") {
  MemoryTree tree;
  tree.add(".base/kustomization.yaml", "resources: [app.yaml]\nconfigurations: [c.yaml]\nimages: [{name: ghcr.io/o/b, newTag: v2}]\n");
  tree.add(".base/c.yaml", "images: [{path: spec/runner}]\n");
  tree.add(".base/app.yaml", "apiVersion: e/v1\nkind: E\nmetadata: {name: a}\nspec: {runner: ghcr.io/o/a:v1, image: ghcr.io/o/b:v1}\n");
  tree.add("over/kustomization.yaml", "resources: [../.base]\nimages: [{name: ghcr.io/o/a, newTag: v2}]\n");
  const Plan plan = make_plan({&tree, {}, decide_for(host), {}});
  REQUIRE(plan.fates("over/kustomization.yaml").size() == 1);
  CHECK(plan.fates("over/kustomization.yaml").front().fate == NameFate::rename);
  CHECK(plan.fates(".base/kustomization.yaml").size() == 1);
}

// Folders in which there is nothing that matters, but a lot of it.
class Crowded : public MemoryTree {
 public:
  [[nodiscard]] std::optional<std::vector<Listed>> list(const std::string& folder) const override {
    if (folder.ends_with("crowd")) return std::vector<Listed>(1024, {"x.txt", EntryKind::file});
    if (folder == "many") return std::vector<Listed>(1025, {"crowd", EntryKind::folder});
    return MemoryTree::list(folder);
  }
};

TEST_CASE("a plan says that there is more than it looked at") {
  Crowded tree;
  tree.add("k/kustomization.yaml", "resources: [app.yaml]\n");
  tree.add("many/x", "");
  CHECK_FALSE(make_plan({&tree, {}, decide_for(host), {}}).complete());
}

TEST_CASE("rules of their own for some files") {
  MemoryTree tree;
  const std::string app = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ghcr.io/o/a:v1}]}\n";
  tree.add("base/app.yaml", app);
  tree.add("base/kustomization.yaml", "resources: [app.yaml]\n");
  tree.add("prod/app.yaml", app);
  const std::string images = "images: [{name: ghcr.io/o/a, newTag: v2}]\n";
  struct Row {
    std::string kustomization;
    std::string text;
    NameFate fate;
  };
  const std::string elsewhere = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";
  const std::string new_image = "images: [{name: " + std::string(host) + "/ghcr/o/a, newTag: v2}]\n";
  const Row rows[] = {
      {"prod/kustomization.yaml", "resources: [app.yaml]\n" + images, NameFate::rename},
      {"prod/kustomization.yaml", "resources: [../base]\n" + images, NameFate::refuse},
      {"prod/kustomization.yaml", "resources: [../base, app.yaml]\n" + images, NameFate::refuse},
      {"over/kustomization.yaml", "resources: [../prod/app.yaml]\n" + images, NameFate::refuse},
      {"over/kustomization.yaml", "resources: [../base]\n" + images, NameFate::rename},
      {"prod/kustomization.yaml", "resources: [../base]\nimages: [{name: 'ghcr.io/o/.*', newTag: v2}]\n", NameFate::refuse},
      {"prod/kustomization.yaml", "resources: [../base]\nimages: [{name: quay.io/o/a, newTag: v2}]\n", NameFate::stay},
      // Would select what it does not select so far.
      {"prod/kustomization.yaml", "resources: [../base]\n" + new_image, NameFate::refuse},
  };
  for (const Row& row : rows) {
    CAPTURE(row.kustomization, row.text);
    MemoryTree one;
    for (const auto& [path, text] : tree.files()) one.add(path, text);
    one.add(row.kustomization, row.text);
    Request request{&one, {}, decide_for(host), {}};
    request.others.push_back(decide_for(elsewhere));
    request.rules_of = [](const std::string& path) { return path.starts_with("prod/") ? 1U : 0U; };
    const Plan plan = make_plan(request);
    REQUIRE(plan.fates(row.kustomization).size() == 1);
    CHECK(plan.fates(row.kustomization).front().fate == row.fate);
  }
}

TEST_CASE("deep and wide trees end in time") {
  const Decide decide = decide_for(host);
  const auto number = [](int i) { return std::to_string(i); };
  SECTION("a long chain") {
    MemoryTree tree;
    for (int i = 0; i < 3000; ++i) {
      tree.add("k" + number(i) + "/kustomization.yaml", "resources: [../k" + number(i + 1) +
                                                            "]\nimages:\n- name: ghcr.io/o/a\n  newTag: v" +
                                                            number(i) + "\n");
    }
    tree.add("k3000/kustomization.yaml", "resources: [app.yaml]\n");
    tree.add("k3000/app.yaml", a);
    const RunResult result = run_over(tree, all_paths(tree), decide);
    CHECK(findings_of(result, tree).empty());
    CHECK(result.files.at("k0/kustomization.yaml").find("name: " + target + "/o/a\n") != std::string::npos);
    CHECK(result.groups.size() == 1);
  }
  SECTION("components that double with every level are refused, not expanded") {
    MemoryTree tree;
    for (int i = 0; i < 40; ++i) {
      const std::string next = "../c" + number(i + 1);
      tree.add("c" + number(i) + "/kustomization.yaml",
               "kind: Component\ncomponents: [" + next + ", " + next + "]\n");
    }
    tree.add("c40/kustomization.yaml", "kind: Component\nimages: [{name: ghcr.io/o/a, newTag: v2}]\n");
    tree.add("k/kustomization.yaml",
             "resources: [app.yaml]\ncomponents: [../c0]\nimages: [{name: ghcr.io/o/a, newTag: v2}]\n");
    tree.add("k/app.yaml", a);
    const RunResult result = run_over(tree, all_paths(tree), decide);
    CHECK(result.refused.contains("k/kustomization.yaml"));
    CHECK(result.files.at("k/app.yaml") == a);
  }
  SECTION("components nested without end") {
    MemoryTree tree;
    for (int i = 0; i < 200; ++i) {
      tree.add("c" + number(i) + "/kustomization.yaml",
               "kind: Component\ncomponents: [../c" + number(i + 1) + "]\n");
    }
    tree.add("k/kustomization.yaml", "components: [../c0]\nimages: [{name: ghcr.io/o/a, newTag: v2}]\n");
    tree.add("c200/kustomization.yaml", "kind: Component\nimages: [{name: ghcr.io/o/a, newTag: v2}]\n");
    const RunResult result = run_over(tree, all_paths(tree), decide);
    CHECK(result.refused.contains("k/kustomization.yaml"));
  }
  SECTION("many images and many entries") {
    MemoryTree tree;
    std::string manifests, entries = "images:\n", resources = "resources: [";
    for (int i = 0; i < 20'000; ++i) manifests += app("ghcr.io/o/a:v" + number(i)) + "---\n";
    for (int i = 0; i < 1'000; ++i) {
      entries += "- name: ghcr.io/o/a\n  newTag: v" + number(i) + "\n";
      tree.add("k/f" + number(i) + ".yaml", app("ghcr.io/o/b" + number(i)));
      resources += "f" + number(i) + ".yaml, ";
    }
    tree.add("k/app.yaml", manifests);
    tree.add("k/kustomization.yaml", resources + "app.yaml]\n" + entries);
    const Plan plan = make_plan({&tree, {"k/kustomization.yaml"}, decide, {}});
    REQUIRE(plan.fates("k/kustomization.yaml").size() == 1'000);
    CHECK(plan.fates("k/kustomization.yaml")[999].fate == NameFate::rename);
  }
  SECTION("more than is followed is refused, and nothing is written by halves") {
    MemoryTree tree;
    std::string manifests, entries = "images:\n";
    for (int i = 0; i < 12'000; ++i) {
      manifests += app("ghcr.io/o/a" + number(i)) + "---\n";
      entries += "- name: ghcr.io/o/a" + number(i) + "\n  newTag: v1\n";
    }
    tree.add("k/app.yaml", manifests);
    tree.add("k/kustomization.yaml", "resources: [app.yaml]\n" + entries);
    const Plan plan = make_plan({&tree, all_paths(tree), decide, {}});
    CHECK(plan.fates("k/kustomization.yaml")[11'999].fate == NameFate::refuse);
    const Coupling coupling =
        plan.couple({{"k/app.yaml", FileState::changed}, {"k/kustomization.yaml", FileState::refused}});
    CHECK(coupling.groups == std::vector<std::vector<std::string>>{{"k/app.yaml", "k/kustomization.yaml"}});
  }
}
