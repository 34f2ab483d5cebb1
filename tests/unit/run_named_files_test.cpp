// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "ecrify/run/named_files.hpp"

using namespace ecrify;
using namespace ecrify::run;

using Paths = std::vector<std::string>;

TEST_CASE("values files in another source of an Application") {
  struct Row {
    std::string text;
    std::vector<std::string> paths;
  };
  const Row rows[] = {
      {"    valueFiles:\n      - $values/apps/web/values.yaml\n      - ../local.yaml\n",
       {"apps/web/values.yaml"}},
      {"valueFiles: ['$my-values/a.yml', \"$v/b/c.yaml\"]\n", {"a.yml", "b/c.yaml"}},
      {"valueFiles: [$values/envs/{{path.basename}}/v-{{ .name }}.yaml]", {"envs/*/v-*.yaml"}},
      {"valueFiles: [$values/envs/{{path\n}}/v.yaml]", {}},
      {"valueFiles: [$values/a.txt, $/a.yaml, $values, a$]", {"a.yaml"}},
      {"args: [$values/a.yaml]\n", {}},
      // Relative ones, from the folder of a chart and from the top; those with a slash before from the top
      // alone.
      {"source:\n  path: charts/c\n  helm:\n    valueFiles:  # of stages\n      # the first\n      - "
       "../../envs/prod.yaml  # last\n      - 'prod.yaml'\n      - /envs/a.yaml\nx: y\n",
       {"charts/c/prod.yaml", "envs/a.yaml", "envs/prod.yaml", "prod.yaml"}},
      {"spec: {chart: {spec: {chart: ./charts/c, valuesFiles: [./charts/c/a.yaml, charts/c/b.yml]}}}\n",
       {"charts/c/a.yaml", "charts/c/b.yml", "charts/c/charts/c/a.yaml", "charts/c/charts/c/b.yml"}},
      {"valueFiles: [../../../../a.yaml, https://x/a.yaml]\npath: x\n", {}},
      {"valueFiles:\n- a.yaml\nother:\n- b.yaml\n", {"a.yaml"}},
      {"valueFiles: $", {}},
      {"", {}},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(values_from_top(row.text) == row.paths);
  }
}

TEST_CASE("what a kustomization names") {
  const std::string text =
      "resources: [app.yaml]\n"
      "patches:\n- path: ../patches/image.yaml\n  target: {group: apps, kind: Deployment}\n- patch: '[]'\n  "
      "target: {kind: Pod}\n"
      "patchesStrategicMerge: [merge.yaml]\n"
      "configMapGenerator:\n- name: c\n  files: [settings.yaml, values.yaml=prod.yaml]\n"
      "helmCharts:\n- name: x\n  valuesFile: chart/my.yaml\n  additionalValuesFiles: "
      "[https://example.com/values.yaml]\n";
  const NamedFiles named = named_by("/r/app/kustomization.yaml", text);
  CHECK(named.values == Paths{"/r/app/settings.yaml", "/r/app/prod.yaml", "/r/app/chart/my.yaml"});
  const std::vector<std::pair<std::string, locate::PatchTarget>> patches = {
      {"/r/app/merge.yaml", {}}, {"/r/patches/image.yaml", {"apps", "Deployment"}}};
  CHECK(named.patches == patches);
  CHECK(named.values_from_top.empty());

  // Another file is none, and what can't be read names nothing.
  CHECK(named_by("/r/app/app.yaml", text).values.empty());
  CHECK(named_by("/r/app/kustomization.yaml", "patches: [\n").patches.empty());
}

TEST_CASE("names like values.yaml beside a text that names values") {
  struct Row {
    std::string path;
    std::string text;
    Paths likely;
  };
  const Row rows[] = {
      {"/r/release.yaml",
       "valuesFrom:\n- {kind: ConfigMap, name: web-values}\n# from web-values.yaml\n",
       {"/r/web-values.yaml"}},
      {"/r/app.yaml",
       "valueFiles: [$x/apps/values-prod.yml, values.yaml]\n",
       {"/r/values-prod.yml", "/r/values.yaml"}},
      {"/r/kustomization.yaml", "helmCharts: [{valuesFile: values.yaml}]\n", {"/r/values.yaml"}},
      {"/r/app.json", "{\"valueFiles:\": \"values.yaml\"}\n", {}},
      {"/r/pod.yaml", "env: [{valueFrom: values.yaml}]\n", {}},
      {"/r/pod.yaml", "# values.yaml\n", {}},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(named_by(row.path, row.text).likely_values == row.likely);
  }
}

TEST_CASE("values that Fleet and Helmfile list, from their own folder") {
  const NamedFiles fleet = named_by("/r/web/fleet.yaml", "helm:\n  valuesFiles: [values.txt, 'b.yaml']\n");
  CHECK(fleet.values == Paths{"/r/web/values.txt", "/r/web/b.yaml"});
  const NamedFiles helmfile =
      named_by("/r/helmfile.yaml",
               "releases:\n- values:\n  - ./a.conf\n  - image:\n      tag: v1\n  - {a: b}\n\n"
               "  - b.yaml\n- values:\n  - envs/{{ .Environment.Name }}.yaml\n");
  CHECK(helmfile.values == Paths{"/r/a.conf", "/r/b.yaml"});
  CHECK(helmfile.values_from_top == Paths{"/r/envs/*.yaml"});
  CHECK(named_by("/r/web/other.yaml", "helm:\n  valuesFiles: [values.txt]\n").values.empty());
}
