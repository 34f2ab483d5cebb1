// SPDX-License-Identifier: Apache-2.0
// The configuration's keys about the scope, through the whole program.
#include "catch.hpp"
#include "cli_testing.hpp"

namespace ecrify::cli {
namespace {

using testing::contains;
using testing::pod;
using testing::Ran;
using testing::run_with;
using testing::TempFolder;
using testing::with_registry;

const std::string header = "apiVersion: ecrify/v1\nkind: RewriteConfig\n";
const std::string own = "registry: {account: \"123456789012\", region: ca-central-1}\n";
const std::string targets =
    "targets:\n"
    "- {name: prod, path: \"prod/**\", registry: {account: \"210987654321\", region: eu-west-1}}\n"
    "- {name: lab, registry: {host: lab.example.com}}\n";

Ran with_config(const TempFolder& folder, const std::string& config, std::vector<std::string> words) {
  words.insert(words.end(), {"--config", folder.write("c.yaml", header + config)});
  return run_with(words);
}

TEST_CASE("what only the program can judge fails with its place in the file", "[cli][scope]") {
  struct Row {
    std::string config;
    std::vector<std::string> parts;
  };
  const Row rows[] = {
      {"classes: {embeded: warn}\n",
       {"c.yaml:3:11", "unknown class \"embeded\"", "did you mean \"embedded\"?"}},
      {"classes: {xyz: warn}\n", {"unknown class \"xyz\"", "known are ignored, policy"}},
      {"classes: {policy: rewrite}\n", {"c.yaml:3:11", "the class policy can't be rewritten"}},
      {"classes: {ignored: rewrite}\n", {"the class ignored can't be rewritten"}},
      {"classes: {unresolved: rewrite}\n", {"the class unresolved can't be rewritten"}},
      {"classes: {nested: warn}\n", {"the class nested can't be warned about"}},
      {"fields: [{path: \"a[3]\"}]\n", {"c.yaml:3:17", "no field path \"a[3]\""}},
      {"ignore: [{path: \"a[z]\"}, {path: \"x[z\"}]\n", {"c.yaml:3:", "no path pattern: x[z"}},
      {"targets: [{path: a, registry: {host: \"https://x\"}}]\n", {"c.yaml:3:"}},
  };
  for (const Row& row : rows) {
    INFO(row.config);
    const TempFolder folder;
    const Ran ran = with_config(folder, own + row.config, {"check", folder.write("a.yaml", pod)});
    std::string expected_line = ran.err;
    CHECK(ran.status == 2);
    for (std::string part : row.parts) {
      if (part.starts_with("c.yaml:3:")) part.replace(0, 9, "c.yaml:4:");  // behind the registry
      INFO(ran.err);
      CHECK(contains(ran.err, part));
    }
  }
}

TEST_CASE("the registry of a file: --target, then the path's, then the configuration's", "[cli][scope]") {
  const TempFolder folder;
  const std::string in_prod = folder.write("prod/a.yaml", pod);
  const std::string elsewhere = folder.write("dev/a.yaml", pod);
  const std::string of_prod = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/ghcr/org/app:v1";
  const std::string of_file = "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1";
  CHECK(contains(with_config(folder, own + targets, {"rewrite", in_prod}).out, of_prod));
  CHECK(contains(with_config(folder, own + targets, {"rewrite", elsewhere}).out, of_file));
  CHECK(contains(with_config(folder, own + targets, {"rewrite", in_prod, "--target", "lab"}).out,
                 "lab.example.com/ghcr/org"));
  CHECK(
      contains(with_config(folder, own + targets, {"rewrite", elsewhere, "--target", "prod"}).out, of_prod));
  CHECK(
      contains(with_config(folder, own + targets, {"rewrite", in_prod, "--registry", "flag.example.com"}).out,
               "flag.example.com/ghcr/org"));
  CHECK(contains(with_config(folder, targets, {"rewrite", in_prod}).out,
                 of_prod));  // no other registry is needed

  const Ran unknown = with_config(folder, targets, {"rewrite", elsewhere});
  CHECK(unknown.status == 2);
  CHECK(unknown.out.empty());
  CHECK(contains(unknown.err, "is in no target's path, and no target registry is known"));
  const Ran misspelt = with_config(folder, targets, {"check", in_prod, "--target", "prodd"});
  CHECK(misspelt.status == 2);
  CHECK(contains(misspelt.err, "did you mean --target prod?"));
  CHECK(contains(with_config(folder, own, {"check", in_prod, "--target", "x"}).err, "names no targets"));
  CHECK(contains(with_config(folder, targets, {"check", in_prod, "--target", "lab", "--registry", "x.y"}).err,
                 "contradict"));

  // Both in one run, each with its own.
  const Ran both = with_config(folder, own + targets, {"diff", in_prod, elsewhere});
  CHECK(both.status == 1);
  CHECK(contains(both.out, of_prod));
  CHECK(contains(both.out, of_file));
}

TEST_CASE("files that the configuration ignores are not read, and a filter hands them on", "[cli][scope]") {
  const TempFolder folder;
  const std::string broken = folder.write("vendor/a.yaml", testing::broken_pod);
  folder.write("b.yaml", "kind: Pod\n");
  const std::string config = own + "ignore: [{path: \"vendor/**\", reason: not ours}]\n";
  const Ran walked = with_config(folder, config, {"check", folder.path(), "-v"});
  CHECK(walked.status == 0);
  CHECK(contains(walked.err, "1 file that the configuration ignores"));
  CHECK(with_config(folder, config, {"check", broken}).status == 0);  // named, as by a pre-commit hook
  CHECK(with_config(folder, own, {"check", broken}).status == 2);
  const Ran filtered = with_config(folder, config, {"rewrite", broken});
  CHECK(filtered.status == 0);
  CHECK(filtered.out == testing::broken_pod);
}

TEST_CASE("values files that the configuration names are rewritten", "[cli][scope]") {
  const TempFolder folder;
  const std::string values =
      folder.write("apps/a/values.yaml", "image:\n  registry: ghcr.io\n  repository: org/app\n");
  CHECK(with_config(folder, own, {"check", values}).status == 0);
  CHECK(with_config(folder, own + "values: [\"apps/**/values*.yaml\"]\n", {"check", values}).status == 1);
}

TEST_CASE("classes of the configuration, and flags beat them", "[cli][scope]") {
  const TempFolder folder;
  const std::string chart = folder.write(
      "a.yaml",
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: \"oci://ghcr.io/o/c\"}\n");
  CHECK(contains(with_config(folder, own, {"check", chart}).err, "1 artifact reference"));
  CHECK_FALSE(contains(with_config(folder, own + "classes: {artifact: ignore}\n", {"check", chart}).err,
                       "artifact reference"));
  const Ran warned = with_config(folder, own + "classes: {artifact: warn}\n", {"check", chart});
  CHECK(warned.status == 0);
  CHECK(contains(warned.out, "warning: an artifact"));
  CHECK(with_config(folder, own + "classes: {artifact: rewrite}\n", {"check", chart}).status == 1);
  CHECK(with_config(folder, own + "classes: {artifact: ignore}\n", {"check", chart, "--artifacts"}).status ==
        1);
}

TEST_CASE("a generated file has one warning, and only when something is rewritten in it", "[cli][scope]") {
  const TempFolder folder;
  const std::string notice = "# This manifest was generated by flux. DO NOT EDIT.\n";
  const std::string file = folder.write("a.yaml", notice + pod + "---\n" + pod);
  const Ran ran = run_with(with_registry({"check", file}));
  CHECK(contains(ran.out, "a.yaml:1:1: warning: a tool wrote this file"));
  CHECK(ran.out.find("[generated-file]") == ran.out.rfind("[generated-file]"));
  CHECK(run_with(with_registry({"check", folder.write("b.yaml", notice + "kind: Pod\n")})).out.empty());
  CHECK(contains(run_with(with_registry({"rewrite", file})).err, "[generated-file]"));
}

TEST_CASE("check says once how many charts it can't see through", "[cli][scope]") {
  const std::string release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n";
  const Ran ran = run_with({"check"}, release + "---\n" + release);
  CHECK(ran.status == 0);
  CHECK(contains(ran.err, "not seen: images of 2 charts"));
  CHECK_FALSE(contains(run_with({"check"}, pod).err, "not seen"));
  CHECK_FALSE(contains(run_with(with_registry({"rewrite", "-v"}), release).err, "not seen"));
}

TEST_CASE("check says in one line what documents without apiVersion or kind hold", "[cli][scope]") {
  const Ran ran = run_with({"check", "--allow-empty"},
                           "services:\n  a:\n    image: ghcr.io/o/a\n---\nb: ghcr.io/o/b:1\n");
  CHECK(ran.status == 0);
  CHECK(contains(ran.err, "not rewritten: 2 references in 2 documents that are no objects of a cluster"));
}

TEST_CASE("a pull secret is told of, and dropped when asked", "[cli][scope]") {
  const TempFolder folder;
  const std::string text =
      "apiVersion: v1\nkind: Pod\nspec:\n  imagePullSecrets:\n  - name: ghcr\n  containers:\n  - image: ";
  const std::string file = folder.write("a.yaml", text + "ghcr.io/org/app:v1\n");
  const Ran told = with_config(folder, own + "pullSecrets: [ghcr]\n", {"check", file});
  CHECK(contains(told.err, "1 pull secret that pod specs don't need any more"));
  CHECK_FALSE(contains(told.out, "pull-secret-left"));
  CHECK(contains(with_config(folder, own + "pullSecrets: [ghcr]\n", {"check", file, "-v"}).out,
                 "[pull-secret-left]"));
  CHECK_FALSE(contains(with_config(folder, own, {"check", file}).err, "pull secret"));
  CHECK(with_config(folder, own, {"check", file, "--drop-pull-secret", "ghcr"}).status == 2);

  const Ran written = with_config(folder, own, {"rewrite", "-w", file, "--drop-pull-secret", "ghcr"});
  CHECK(written.status == 0);
  CHECK(contains(written.err, "1 reference, removed 1 pull secret"));
  CHECK(folder.read("a.yaml") ==
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: "
        "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1\n");
  const Ran again = with_config(folder, own, {"rewrite", "-w", file, "--drop-pull-secret", "ghcr"});
  CHECK(contains(again.err, "nothing to rewrite"));
}

TEST_CASE("explain says of a line what is there and why", "[cli][scope][explain]") {
  const TempFolder folder;
  const std::string file =
      folder.write("a.yaml",
                   "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
                   "    - {image: ghcr.io/org/app:v1, args: [\"--x-image=ghcr.io/org/b:2\"]}\n  # "
                   "ghcr.io/org/c\n  other: ghcr.io/org/d\n");
  const auto line = [&](const std::string& at) { return run_with(with_registry({"explain", file + at})); };
  const Ran two = line(":6");
  CHECK(two.status == 0);
  for (const char* part : {"a.yaml:6:15\n", "class      container\n", "because    image of a container\n",
                           "field      spec.containers[0].image of Pod a\n", "decision   rewrite\n",
                           "becomes    123456789012", "--keep ghcr.io/org/app,", "class      argument\n"}) {
    INFO(part << "\n" << two.out);
    CHECK(contains(two.out, part));
  }
  CHECK(line(":6:3").out == two.out);  // a column, as messages have it
  CHECK(contains(line(":7").out, "because    a comment\n"));
  CHECK(contains(line(":8").out, "fields: [{kind: Pod, apiVersion: \"v1\", path: 'spec.other'}]"));
  const Ran none = line(":2");
  CHECK(none.status == 0);
  CHECK(contains(none.out, "a.yaml:2: names no registry that a rule is about"));
  CHECK(line(":9").status == 2);
  CHECK(contains(line(":9").err, "its last line is 8"));
  CHECK(run_with({"explain", folder / "absent.yaml:1"}).status == 2);
  CHECK(contains(run_with({"explain", "ghcr.io/org/app:1"}).out, "read as"));
  CHECK(contains(run_with({"explain", "policy-pattern"}).out, "policy-pattern: a policy matches images"));
}

}  // namespace
}  // namespace ecrify::cli
