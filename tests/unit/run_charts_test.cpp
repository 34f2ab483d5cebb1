// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/run/charts.hpp"

using namespace ecrify;
using namespace ecrify::run;

TEST_CASE("documents that install charts are counted") {
  const std::string flux = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {}\n";
  const std::string argo =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    chart: x\n";
  struct Row {
    std::string text;
    std::size_t count;
  };
  const Row rows[] = {
      {flux, 1},
      {argo, 1},
      {flux + "---\n" + argo + "---\nkind: Pod\n", 2},
      {flux + "...\n---\n" + flux, 2},
      {flux + "...\n" + flux, 2},
      {"kind: \"HelmRelease\" # x\r\n", 1},
      {"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {path: x}}\n", 0},
      {"apiVersion: app.k8s.io/v1\nkind: Application\nspec: {chart: x}\n", 0},
      {"apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec: {chart: x}\n", 1},
      {"apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec: {chart: x}\n", 1},
      {"apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nspec: {chart: x}\n", 0},
      {"apiVersion: builtin\nkind: HelmChartInflationGenerator\nname: x\n", 1},
      {"...\nkind: HelmRelease", 1},
      {"kind: CustomResourceDefinition\nspec:\n  names:\n    kind: HelmRelease\n", 0},
      {"patches:\n- target:\n    kind: HelmRelease\n", 0},
      {"kind: HelmReleases\n", 0},
      {"kind: Application\n---\nx: argoproj.io/ chart: y\n", 0},
      {"", 0},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(charts_in(row.text).size() == row.count);
  }
}

TEST_CASE("charts that a file names are elsewhere where the run has no Chart.yaml of them") {
  struct Row {
    std::string path;
    std::string text;
    std::vector<std::string> charts;  // folders of the run with a Chart.yaml
    std::size_t count;
  };
  const std::string chart =
      "# of the app\n---\nname: app\ndependencies:\n- {name: db, repository: https://example.com}\n"
      "- {name: lib, repository: 'file://../lib'}\n- name: own\n";
  const std::string inflated =
      "helmCharts:\n- {name: db, repo: https://example.com, version: 1.0.0}\n- {name: web}\n";
  const std::string releases =
      "releases:\n{{ range .x }}\n- name: {{ . }}\n  chart: repo/{{ . }}  # all\n"
      "{{ end }}\n- {name: web, chart: ../web/}\n- name: none\n  chart: \"\"\n";
  const Row rows[] = {
      {"/app/Chart.yaml", chart, {}, 3},
      {"/app/Chart.yaml", chart, {"/app/charts/own"}, 2},
      {"/app/Chart.yaml", chart, {"/app/charts/own", "/lib", "/app/charts/db"}, 0},
      {"/app/requirements.yaml", chart, {"/lib"}, 2},
      {"/app/other.yaml", chart, {}, 0},
      {"/app/Chart.yaml", "dependencies: [", {}, 0},
      {"/app/Chart.yaml", "", {}, 0},
      {"/app/Chart.yaml", "dependencies: {name: db}\n", {}, 0},
      {"/o/kustomization.yaml", inflated, {}, 2},
      {"/o/kustomization.yaml", inflated, {"/o/charts/web"}, 1},
      {"/o/Kustomization", inflated, {"/o/charts/web", "/o/charts/db-1.0.0/db"}, 0},
      {"/o/kustomization.yml", "helmGlobals: {chartHome: ../all}\n" + inflated, {"/all/db", "/all/web"}, 0},
      {"/o/kustomization.yaml", "helmChartInflationGenerator:\n- {chartName: x, chartHome: y}\n", {}, 1},
      {"/o/kustomization.yaml",
       "helmChartInflationGenerator:\n- {chartName: x, chartHome: y}\n",
       {"/o/y/x"},
       0},
      {"/o/helmfile.yaml", releases, {}, 2},
      {"/o/helmfile.d/a.yaml", releases, {"/o/web"}, 1},
      {"/o/fleet.yaml", "helm:\n  repo: https://example.com\n  chart: x\n", {}, 1},
      {"/o/releases.yaml", releases, {}, 0},
  };
  for (const Row& row : rows) {
    INFO(row.path << "\n" << row.text);
    std::vector<InputEntry> files(1);
    files.front().resolved = row.path;
    for (const std::string& folder : row.charts) {
      files.emplace_back();
      files.back().resolved = folder + "/Chart.yaml";
    }
    const Facts facts(files, [](const InputEntry&) { return false; });
    CHECK(charts_elsewhere(row.path, row.text, facts).size() == row.count);
  }
}
