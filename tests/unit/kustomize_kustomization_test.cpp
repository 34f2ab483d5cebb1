// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/kustomize/kustomization.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

std::string joined(const std::vector<Text>& texts) {
  std::string all;
  for (const Text& one : texts) all += (all.empty() ? "" : ", ") + one.text;
  return all;
}

std::string dump(const ImageEntry& one) {
  std::string text = one.name;
  if (!one.new_name.empty()) text += " newName " + one.new_name;
  if (!one.new_tag.empty()) text += " newTag " + one.new_tag;
  if (!one.digest.empty()) text += " digest " + one.digest;
  if (!one.tag_suffix.empty()) text += " tagSuffix " + one.tag_suffix;
  return text;
}

std::string dump(const Replacement& one) {
  std::string text = one.kind + "/" + one.name + " " + one.field_path + " ->";
  for (const Replacement::Target& target : one.targets) {
    for (const std::string& path : target.paths) text += " " + path;
  }
  if (!one.part.delimiter.empty()) text += " from " + one.part.delimiter;
  for (const Replacement::Target& target : one.targets) {
    if (!target.part.delimiter.empty()) text += " at " + target.part.delimiter;
  }
  return text;
}

// Everything that a kustomization says, a line a field.
std::string dump(const Kustomization& one) {
  std::string text;
  const auto add = [&text](const std::string& name, const std::string& value) {
    if (!value.empty()) text += name + ": " + value + "\n";
  };
  add("component", one.component ? "yes" : "");
  for (const ImageEntry& entry : one.images) add("image", dump(entry));
  add("resources", joined(one.resources));
  add("components", joined(one.components));
  add("patches", joined(one.patches));
  add("inline patches", joined(one.inline_patches));
  add("configurations", joined(one.configurations));
  add("transformers", joined(one.transformers));
  add("inline transformers", joined(one.inline_transformers));
  add("generators", joined(one.generators));
  for (const Replacement& entry : one.replacements) add("replacement", dump(entry));
  add("replacement files", joined(one.replacement_files));
  add("envs", joined(one.generated.envs));
  add("files", joined(one.generated.files));
  for (const Literal& literal : one.literals)
    add("literal", literal.kind + "/" + literal.object + " " + literal.key + " is " + literal.value);
  add("charts", one.charts ? "yes" : "");
  add("chart values", joined(one.chart_values));
  add("chart home", one.chart_home);
  add("vars", one.vars ? "yes" : "");
  return text;
}

struct Row {
  const char* what;
  const char* text;
  const char* fields;
};

}  // namespace

TEST_CASE("a kustomization is read as kustomize reads it") {
  const Row row = GENERATE(
      Row{"images, then imageTags",
          "imageTags: [{name: b, newTag: v1}]\nimages:\n- name: a\n  newName: c\n  digest: sha256:0\n- "
          "{newTag: x}\n",
          "image: a newName c digest sha256:0\nimage: b newTag v1\n"},
      Row{"keys in any case", "Resources: [a]\nIMAGES: [{Name: a, NEWTAG: \"1\", tagsuffix: -x}]\n",
          "image: a newTag 1 tagSuffix -x\nresources: a\n"},
      Row{"bases behind resources",
          "bases: [b]\nresources: [a.yaml, https://example.com/x]\ncomponents: [../c]\n",
          "resources: a.yaml, https://example.com/x, b\ncomponents: ../c\n"},
      Row{"patches of all forms",
          "patches:\n- path: p.yaml\n- patch: '[]'\npatchesJson6902:\n- {path: j.json, target: {kind: "
          "X}}\npatchesStrategicMerge:\n- s.yaml\n- |-\n  a: 1\n  b: 2\n",
          "patches: s.yaml, p.yaml, j.json\ninline patches: a: 1\nb: 2, []\n"},
      Row{"transformers, generators and configurations",
          "transformers: [t.yaml, \"kind: X\\nmetadata: {}\"]\ngenerators: [g]\nconfigurations: [c.yaml]\n",
          "configurations: c.yaml\ntransformers: t.yaml\ninline transformers: kind: X\nmetadata: "
          "{}\ngenerators: g\n"},
      Row{"replacements",
          "replacements:\n- path: r.yaml\n- source: {kind: ConfigMap, name: m, fieldPath: data.image, "
          "options: {delimiter: ':', index: 1}}\n"
          "  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.image], options: {delimiter: "
          "'/'}}]\n- source: {kind: Pod}\n",
          "replacement: ConfigMap/m data.image -> spec.containers.0.image from : at /\nreplacement: Pod/ "
          "metadata.name ->\nreplacement files: r.yaml\n"},
      Row{"generators' inputs",
          "configMapGenerator:\n- {name: a, envs: [a.env, b.env], env: c.env, files: [x.txt, key=y.txt], "
          "literals: [A=1, 'B=\"two\"', C]}\n"
          "secretGenerator:\n- {name: s, literals: [\"D='x=y'\"]}\n",
          "envs: a.env, b.env, c.env\nfiles: x.txt, y.txt\nliteral: ConfigMap/a A is 1\nliteral: ConfigMap/a "
          "B is two\nliteral: Secret/s D is "
          "x=y\n"},
      Row{"charts",
          "helmGlobals: {chartHome: home}\nhelmCharts:\n- {name: a, valuesFile: v.yaml, "
          "additionalValuesFiles: [w.yaml], valuesInline: {a: 1}}\n",
          "charts: yes\nchart values: v.yaml, w.yaml\nchart home: home\n"},
      Row{"vars", "vars: [{name: A}]\n", "vars: yes\n"},
      Row{"a component", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n",
          "component: yes\n"},
      Row{"aliases and merge keys",
          "resources: &r [a]\ncomponents: *r\nimages:\n- &e {name: a, newTag: v1}\n- {<<: *e, name: b}\n",
          "image: a newTag v1\nimage: b newTag v1\nresources: a\ncomponents: a\n"},
      Row{"fields of other shapes than they should have",
          "images: {name: a}\nresources: a\npatches: [a, {path: [b]}]\nconfigMapGenerator: x\n",
          "resources: a\npatches: b\n"});
  INFO(row.what);
  const ReadKustomization read = read_kustomization("a/kustomization.yaml", row.text);
  REQUIRE(read.status == ReadStatus::read);
  CHECK(dump(read.kustomization) == row.fields);
}

TEST_CASE("places are those of the file, and only its first document counts") {
  const std::string text = "\xEF\xBB\xBF# head\n---\nimages:\n- name: \"a\"\n---\nimages: [{name: b}]\n";
  const ReadKustomization read = read_kustomization("kustomization.yml", text);
  REQUIRE(read.status == ReadStatus::read);
  REQUIRE(read.kustomization.images.size() == 1);
  const Span span = read.kustomization.images[0].span;
  CHECK(text.substr(span.begin, span.size()) == "\"a\"");
  CHECK(read.kustomization.document == 1);
}

TEST_CASE("what is no kustomization, and what can't be read") {
  CHECK(read_kustomization("kustomization.yaml", "a: [").status == ReadStatus::unreadable);
  CHECK(read_kustomization("kustomization.yaml", "apiVersion: v1\nkind: Pod\n").status == ReadStatus::other);
  CHECK(read_kustomization("other.yaml", "images: []\n").status == ReadStatus::other);
  CHECK(read_kustomization("other.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
            .status == ReadStatus::read);
  CHECK(read_kustomization("kustomization.yaml", "").status == ReadStatus::other);
  CHECK(read_kustomization("kustomization.yaml", "- a\n").status == ReadStatus::other);
}

TEST_CASE("files beside a kustomization") {
  const Transformers transformers = read_transformers(
      "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: a, newTag: "
      "v2}\n---\n"
      "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npath: p.yaml\n---\n"
      "apiVersion: builtin\nkind: PatchJson6902Transformer\nmetadata: {name: j}\njsonOp: '[]'\n---\n"
      "apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: r}\nreplacements: [{source: "
      "{kind: Pod, fieldPath: a.b}}]\n");
  REQUIRE(transformers.complete);
  REQUIRE(transformers.images.size() == 1);
  CHECK(dump(transformers.images[0]) == "a newTag v2");
  CHECK(joined(transformers.patches) == "p.yaml");
  CHECK(joined(transformers.inline_patches) == "[]");
  REQUIRE(transformers.replacements.size() == 1);
  CHECK(dump(transformers.replacements[0]) == "Pod/ a.b ->");
  CHECK_FALSE(read_transformers("image: [").complete);

  CHECK(read_replacements("- source: {kind: Pod}\n- source: {kind: Job}\n").all.size() == 2);
  CHECK(read_replacements("source: {kind: Pod}\n").all.size() == 1);
  CHECK_FALSE(read_replacements("source: [").complete);

  const auto fields =
      read_configuration("images:\n- {path: spec/worker, kind: Foo}\n- {kind: Bar}\n- path: spec/a[]/b\n");
  REQUIRE(fields.has_value());
  REQUIRE(fields->size() == 2);
  CHECK(fields->at(0).kind == "Foo");
  CHECK(fields->at(0).path == "spec/worker");
  CHECK(fields->at(1).kind.empty());
  CHECK_FALSE(read_configuration("images: [").has_value());
}

TEST_CASE("entries of controllers, and the folder that they are for") {
  const std::string flux =
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images: [{name: a}]\n";
  const std::string argo = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n";
  struct ControllerRow {
    const char* path;
    std::string text;
    const char* lists;
  };
  const std::vector<ControllerRow> rows = {
      {"a.yaml", flux + "  path: ./apps/web/\n", "own name a in apps/web\n"},
      {"a.yaml", flux + "  path: ./\n", "own name a in \n"},
      {"a.yaml", flux, "own name a in \n"},
      {"a.yaml", flux + "  path: ./apps/${cluster}\n", "own name a in \n"},
      {"a.yaml", flux + "  path: ../apps//web\n", "own name a in apps/web\n"},
      {"a.yaml", argo + "  source: {path: web, kustomize: {images: [a, b]}}\n", "sorted a b in web\n"},
      {"a.yaml",
       argo + "  sources:\n  - {path: web, kustomize: {images: [a]}}\n  - {path: 'q/{{x}}', kustomize: "
              "{images: [b]}}\n",
       "sorted a in web\nsorted b in \n"},
      {"/top/web/.argocd-source.yaml", "kustomize: {images: [a]}\n", "sorted a in top/web\n"},
      {"a.yaml",
       "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {path: web, postRenderers: "
       "[{kustomize: {images: "
       "[{name: a}]}}, {kustomize: {images: [{name: b}]}}]}\n",
       "output a b in \n"},
      {"a.yaml", argo + "  source: {path: web, kustomize: {images: []}}\n", ""},
  };
  for (const ControllerRow& row : rows) {
    INFO(row.text);
    std::string text;
    for (const ControllerEntries& list : read_controllers(row.path, row.text)) {
      text += list.place == ControllerEntries::Place::own_name ? "own name"
              : list.place == ControllerEntries::Place::sorted ? "sorted"
                                                               : "output";
      for (const ImageEntry& entry : list.images) text += " " + entry.name;
      text += " in " + list.folder + "\n";
    }
    CHECK(text == row.lists);
  }
  const ControllerEntries list{{}, ControllerEntries::Place::sorted, "apps/web"};
  CHECK(list.may_be_for("/top/apps/web"));
  CHECK_FALSE(list.may_be_for("/top/my-apps/web"));
  CHECK_FALSE(list.may_be_for("/apps/web/base"));
  CHECK(ControllerEntries{{}, ControllerEntries::Place::sorted, ""}.may_be_for("/any"));
  CHECK_FALSE(ControllerEntries{{}, ControllerEntries::Place::output, ""}.may_be_for("/any"));
}
