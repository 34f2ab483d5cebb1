// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "catch.hpp"
#include "ecrify/run/facts.hpp"

using namespace ecrify;
using namespace ecrify::run;
using locate::Role;

namespace {

const std::string object = "apiVersion: v1\nkind: Pod\n";
const std::string bare = "image: {repository: ghcr.io/o/a}\n";

using Files = std::map<std::string, std::string>;  // by path from the folder /r

InputEntry run_file(const std::string& path) { return {{path, "/r/" + path}}; }

// The role of a file of the run, as the run asks for it.
Role role_in(const Files& files, const std::string& path, bool by_user = false) {
  std::vector<InputEntry> all;
  for (const auto& [name, text] : files) all.push_back(run_file(name));
  Facts facts(all, [by_user](const InputEntry&) { return by_user; });
  if (const auto settled = facts.settled(run_file(path), files.at(path))) return *settled;
  for (const auto& [name, text] : files) facts.add(named_by("/r/" + name, text));
  return facts.role(run_file(path), files.at(path));
}

}  // namespace

TEST_CASE("what a file is, by the files of its run") {
  struct Row {
    const char* what;
    Files files;
    std::string path;
    Role role;
  };
  const std::string application =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    path: charts/web\n    "
      "helm:\n"
      "      valueFiles: [prod.yaml, $x/envs/eu/web.yaml]\n";
  const Row rows[] = {
      {"objects", {{"a.yaml", object}, {"b.yaml", object}}, "a.yaml", Role::object},
      {"nothing says what it is", {{"a.yaml", bare}, {"b.yaml", object}}, "a.yaml", Role::object},
      {"a kustomization by its name",
       {{"k/kustomization.yml", bare}},
       "k/kustomization.yml",
       Role::kustomization},
      {"values beside a chart",
       {{"c/Chart.yaml", "name: c\n"}, {"c/values.yaml", bare}},
       "c/values.yaml",
       Role::values},
      {"in a folder beside one",
       {{"c/Chart.yaml", ""}, {"c/ci/x-values.yaml", bare}},
       "c/ci/x-values.yaml",
       Role::values},
      {"another name beside one",
       {{"c/Chart.yaml", ""}, {"c/other.yaml", bare}},
       "c/other.yaml",
       Role::object},
      {"two folders below one",
       {{"c/Chart.yaml", ""}, {"c/examples/b/values.yaml", bare}},
       "c/examples/b/values.yaml",
       Role::values},
      {"a chart that isn't part of the run", {{"c/values.yaml", bare}}, "c/values.yaml", Role::object},
      {"a suite of tests for a chart",
       {{"c/Chart.yaml", ""}, {"c/values.yaml", "suite: x\ntests: []\n"}},
       "c/values.yaml",
       Role::object},
      {"from the folder of a chart",
       {{"app.yaml", application}, {"charts/web/prod.yaml", bare}},
       "charts/web/prod.yaml",
       Role::values},
      {"from the top",
       {{"app.yaml", application}, {"envs/eu/web.yaml", bare}},
       "envs/eu/web.yaml",
       Role::values},
      {"from the top of a repository in the run",
       {{"app.yaml", application}, {"repo/envs/eu/web.yaml", bare}},
       "repo/envs/eu/web.yaml",
       Role::values},
      {"objects that an Application names",
       {{"app.yaml", application}, {"envs/eu/web.yaml", object}},
       "envs/eu/web.yaml",
       Role::object},
      {"a patch",
       {{"k/kustomization.yaml", "patches: [{path: p.yaml}]\n"}, {"k/p.yaml", "- {op: add}\n"}},
       "k/p.yaml",
       Role::patch},
      {"what a generator reads",
       {{"k/kustomization.yaml", "configMapGenerator: [{files: [../s.yaml]}]\n"}, {"s.yaml", bare}},
       "s.yaml",
       Role::values},
      {"one document without a kind",
       {{"k/kustomization.yaml", "patches: [{path: p.yaml}]\n"}, {"k/p.yaml", object + "---\na: b\n"}},
       "k/p.yaml",
       Role::patch},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(role_in(row.files, row.path) == row.role);
  }
  CHECK(role_in({{"a.yaml", bare}}, "a.yaml", true) == Role::values);
}

TEST_CASE("what no other file can change is settled at once") {
  const Facts alone({run_file("a.yaml")}, [](const InputEntry&) { return false; });
  CHECK(alone.settled(run_file("a.yaml"), bare) == Role::object);
  const Facts facts({run_file("a.yaml"), run_file("b.yaml")},
                    [](const InputEntry& file) { return file.path == "b.yaml"; });
  CHECK(facts.settled(run_file("a.yaml"), object + "---\n" + object) == Role::object);
  CHECK(facts.settled(run_file("b.yaml"), bare) == Role::values);
  for (const std::string& text :
       {bare, object + "---\n" + bare, std::string("{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}\n"),
        "kind: x\n" + bare}) {
    INFO(text);
    CHECK_FALSE(facts.settled(run_file("a.yaml"), text).has_value());
  }
}
