// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "catch.hpp"
#include "ecrify/kustomize/built_images.hpp"
#include "kustomize_run.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

const std::string digest = "@sha256:7173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc";

// What the builds have, a line each: images as `NAME VERSION`, then those of entries that meet none. An
// image's own version is `:own`.
std::string built(const std::map<std::string, std::string>& files) {
  TestRun test(files);
  const Builds builds = builds_of(test.run);
  CHECK(builds.known);
  std::string text;
  for (const BuiltImage& image : builds.images) text += image.name + image.given.of(":own") + "\n";
  for (const EntryImage& entry : builds.entries) text += "entry " + entry.image + "\n";
  return text;
}

const std::string app = "image: ghcr.io/o/a:1\n";

}  // namespace

TEST_CASE("An image gets what the last entry on each way gives it") {
  CHECK(
      built({{"r/b/a.yaml", app},
             {"r/b/kustomization.yaml", "resources: [a.yaml]\nimages: [{name: ghcr.io/o/a, newTag: base}]\n"},
             {"r/o/kustomization.yaml", "resources: [../b]\nimages: [{name: ghcr.io/o/a, newTag: '2'}]\n"},
             {"r/p/kustomization.yaml", "resources: [../b]\n"}}) == "ghcr.io/o/a:2\nghcr.io/o/a:base\n");
}

TEST_CASE("An image that no entry selects stays as it is, and so do files in no build") {
  CHECK(built({{"r/b/a.yaml", app},
               {"r/b/kustomization.yaml", "resources: [a.yaml]\n"},
               {"r/alone.yaml", "image: ghcr.io/o/b:1\n"}}) == "ghcr.io/o/a:own\n");
}

TEST_CASE("A tag takes the place of a digest, and a suffix goes behind the tag") {
  const auto with = [](const std::string& entry) {
    return built(
        {{"r/a.yaml", app},
         {"r/kustomization.yaml", "resources: [a.yaml]\nimages: [{name: ghcr.io/o/a, " + entry + "}]\n"}});
  };
  CHECK(with("newTag: '2'") == "ghcr.io/o/a:2\n");
  CHECK(with("digest: '" + digest.substr(1) + "'") == "ghcr.io/o/a" + digest + "\n");
  CHECK(with("newTag: '2', digest: '" + digest.substr(1) + "'") == "ghcr.io/o/a:2" + digest + "\n");
  CHECK(with("newName: quay.io/o/b, tagSuffix: -x") == "quay.io/o/b:own-x\n");
  CHECK(with("newTag: '2', tagSuffix: -x") == "ghcr.io/o/a:2\n");
  CHECK(with("digest: '" + digest.substr(1) + "', tagSuffix: -x") == "ghcr.io/o/a" + digest + "\n");
  CHECK(with("newName: quay.io/o/b") == "quay.io/o/b:own\n");
}

// https://github.com/kubernetes-sigs/kustomize/issues/4814
TEST_CASE("A suffix goes twice behind the tag of an image that kustomize looks for in two ways") {
  const auto with = [](const std::string& path, const std::string& own, const std::string& entry = "") {
    TestRun test({{"r/a.yaml", app},
                  {"r/kustomization.yaml",
                   "resources: [a.yaml]\nimages: [{name: ghcr.io/o/a, tagSuffix: -x" + entry + "}]\n"}});
    test.run.files.front().names.front().path = path;
    const Builds builds = builds_of(test.run);
    REQUIRE(builds.images.size() == 1);
    return builds.images.front().name + builds.images.front().given.of(own);
  };
  const std::string pod = "spec.containers[12].image";
  const std::string job = "spec.jobTemplate.spec.template.spec.containers[0].image";
  CHECK(with(pod, ":1") == "ghcr.io/o/a:1-x-x");
  CHECK(with("items[3].spec.initContainers[0].image", ":1") == "ghcr.io/o/a:1-x-x");
  CHECK(with("spec.template.spec.initContainers[0].image", ":1") == "ghcr.io/o/a:1-x-x");
  CHECK(with(job, ":1") == "ghcr.io/o/a:1-x");
  CHECK(with("spec.deep.containers[0].image", ":1") == "ghcr.io/o/a:1-x");
  CHECK(with(pod, ":1", ", newName: quay.io/o/b") == "quay.io/o/b:1-x");
  CHECK(with(pod, ":1", ", newName: ghcr.io/o/a") == "ghcr.io/o/a:1-x-x");
  CHECK(with(job, digest) == "ghcr.io/o/a:-x");
  CHECK(with(job, ":1" + digest) == "ghcr.io/o/a:1-x");
  CHECK(with(job, "") == "ghcr.io/o/a:-x");
}

TEST_CASE("A component gives to each of its users") {
  CHECK(built({{"r/b/a.yaml", app},
               {"r/b/kustomization.yaml", "resources: [a.yaml]\n"},
               {"r/c/kustomization.yaml",
                "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nimages: [{name: ghcr.io/o/a, "
                "newTag: c}]\n"},
               {"r/o/kustomization.yaml", "resources: [../b]\ncomponents: [../c]\n"},
               {"r/p/kustomization.yaml", "resources: [../b]\n"}}) == "ghcr.io/o/a:own\nghcr.io/o/a:c\n");
}

TEST_CASE("An entry that meets nothing of the run names an image itself") {
  CHECK(built({{"r/kustomization.yaml",
                "resources: [https://example.com/x]\nimages:\n- {name: ghcr.io/o/far, newTag: '7'}\n"
                "- {name: app, newName: ghcr.io/o/b, newTag: '8'}\n- {name: ghcr.io/o/c, newName: "
                "ghcr.io/o/d}\n"}}) == "entry ghcr.io/o/far:7\nentry ghcr.io/o/b:8\n");
}

TEST_CASE("An entry that selects by tag may leave the image as it is") {
  CHECK(built({{"r/a.yaml", app},
               {"r/kustomization.yaml",
                "resources: [a.yaml]\nimages: [{name: 'ghcr.io/o/a:1', newTag: '2'}]\n"}}) ==
        "ghcr.io/o/a:own\nghcr.io/o/a:2\n");
}

TEST_CASE("Kustomizations that use each other have an end") {
  CHECK(built({{"r/a/kustomization.yaml",
                "resources: [../b, a.yaml]\nimages: [{name: ghcr.io/o/a, newTag: '2'}]\n"},
               {"r/a/a.yaml", app},
               {"r/b/kustomization.yaml", "resources: [../a]\n"},
               {"r/c/kustomization.yaml", "resources: [../a]\n"}}) == "ghcr.io/o/a:2\n");
}

TEST_CASE("A run that is too large to be followed says so") {
  std::map<std::string, std::string> files;
  std::string images;
  for (int i = 0; i < 3000; ++i) images += "image: ghcr.io/o/a" + std::to_string(i) + ":1\n";
  std::string entries;
  for (int i = 0; i < 3000; ++i) entries += "- {name: ghcr.io/o/b" + std::to_string(i) + ", newTag: '2'}\n";
  files["r/a.yaml"] = images;
  files["r/kustomization.yaml"] = "resources: [a.yaml]\nimages:\n" + entries;
  TestRun test(files);
  const Builds builds = builds_of(test.run);
  CHECK_FALSE(builds.known);
  CHECK(builds.images.empty());
}
