// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "kustomize_testing.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

const std::string shop =
    "== base/app.yaml\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a:v1\n"
    "== base/other.yaml\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/b:v1\n"
    "== base/kustomization.yaml\nresources: [app.yaml, other.yaml]\n"
    "== over/kustomization.yaml\nresources: [../base]\nimages:\n- newTag: v2\n  name: ghcr.io/o/a\n"
    "== lone/app.yaml\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a:v1\n";

RunResult run(const std::vector<std::string>& paths) {
  MemoryTree tree;
  add_files(tree, shop);
  return run_over(tree, paths, decide_for(host));
}

std::string findings_text(const RunResult& result) {
  MemoryTree tree;
  add_files(tree, shop);
  return findings_of(result, tree);
}

}  // namespace

TEST_CASE("a kustomization and what it selects from are one group") {
  MemoryTree tree;
  add_files(tree, shop);
  const RunResult result = run(all_paths(tree));
  CHECK(result.groups == std::vector<std::vector<std::string>>{{"base/app.yaml", "over/kustomization.yaml"}});
  CHECK(findings_text(result).empty());
}

TEST_CASE("a base alone finds the kustomizations that select from it") {
  const RunResult result = run({"base/app.yaml"});
  CHECK(findings_text(result) == "base/app.yaml:4 kustomize-elsewhere ");
  const Finding& finding = result.findings.at("base/app.yaml")[0];
  CHECK(finding.severity == Severity::error);
  CHECK(finding.message.find("over/kustomization.yaml:4 ") != std::string::npos);
  CHECK(finding.help.find("pass the folder") != std::string::npos);
  CHECK(result.refused.contains("base/app.yaml"));

  CHECK(findings_text(run({"base/other.yaml", "base/kustomization.yaml"})).empty());
  CHECK(findings_text(run({"lone/app.yaml"})).empty());
}

TEST_CASE("a kustomization alone finds the files that it selects from") {
  const RunResult result = run({"over/kustomization.yaml"});
  CHECK(findings_text(result) == "over/kustomization.yaml:4 kustomize-elsewhere ");
  CHECK(result.findings.at("over/kustomization.yaml")[0].message.find("base/app.yaml:4,") !=
        std::string::npos);
}

TEST_CASE("a file of the group that can't be written takes the others with it") {
  MemoryTree tree;
  add_files(tree, shop);
  const Plan plan = make_plan({&tree, all_paths(tree), decide_for(host), {}});
  std::map<std::string, FileState> states;
  for (const std::string& path : all_paths(tree)) states[path] = FileState::changed;
  states["base/app.yaml"] = FileState::refused;
  const Coupling coupling = plan.couple(states);
  CHECK(coupling.groups ==
        std::vector<std::vector<std::string>>{{"base/app.yaml", "over/kustomization.yaml"}});
  CHECK(coupling.findings.empty());
}

TEST_CASE("a file that is given and not changed can't be renamed with") {
  MemoryTree tree;
  add_files(tree, shop);
  const Plan plan = make_plan({&tree, all_paths(tree), decide_for(host), {}});
  std::map<std::string, FileState> states;
  for (const std::string& path : all_paths(tree)) states[path] = FileState::changed;
  states["base/app.yaml"] = FileState::unchanged;
  Coupling coupling = plan.couple(states);
  REQUIRE(coupling.findings.size() == 1);
  CHECK(coupling.findings[0].path == "over/kustomization.yaml");

  states["base/app.yaml"] = FileState::changed;
  states["over/kustomization.yaml"] = FileState::unchanged;
  coupling = plan.couple(states);
  REQUIRE(coupling.findings.size() == 1);
  CHECK(coupling.findings[0].path == "base/app.yaml");
}

TEST_CASE("ties through inner kustomizations and several overlays make one group") {
  MemoryTree tree;
  add_files(
      tree,
      "== base/kustomization.yaml\nresources: ['https://x/y']\nimages: [{name: app, newName: ghcr.io/o/a}]\n"
      "== one/kustomization.yaml\nresources: [../base]\nimages: [{name: ghcr.io/o/a, newTag: v1}]\n"
      "== two/kustomization.yaml\nresources: [../base]\nimages: [{name: ghcr.io/o/a, newTag: v2}]\n");
  RunResult result = run_over(tree, all_paths(tree), decide_for(host));
  CHECK(result.groups ==
        std::vector<std::vector<std::string>>{
            {"base/kustomization.yaml", "one/kustomization.yaml", "two/kustomization.yaml"}});
  result = run_over(tree, {"base/kustomization.yaml", "one/kustomization.yaml"}, decide_for(host));
  CHECK(findings_of(result, tree) == "base/kustomization.yaml:2 kustomize-elsewhere ");
  CHECK(result.refused.contains("one/kustomization.yaml"));
  result = run_over(tree, {"two/kustomization.yaml"}, decide_for(host));
  CHECK(findings_of(result, tree) == "two/kustomization.yaml:2 kustomize-elsewhere ");
}

TEST_CASE("while no registry is known, what belongs together is known all the same") {
  MemoryTree tree;
  add_files(tree, shop);
  const Plan plan = make_plan({&tree, {"base/app.yaml"}, decide_for(""), {}});
  CHECK(plan.couple({{"base/app.yaml", FileState::changed}}).findings.size() == 1);
}

TEST_CASE("without a plan nothing is tied") {
  const Plan plan;
  CHECK(plan.couple({{"a", FileState::changed}}).findings.empty());
  CHECK(plan.fates("a").empty());
}
