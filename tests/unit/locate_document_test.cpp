// SPDX-License-Identifier: Apache-2.0
// Every path on which a reader arrives at a value: its own, through aliases, through merge keys.
#include <algorithm>

#include "catch.hpp"
#include "locate_classifying.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

// The paths to the scalar that holds the first `ghcr.io`, sorted; "…" behind them when they are not all.
std::vector<std::string> paths_in(const std::string& text) {
  manifest::Tape tape;
  REQUIRE(manifest::read_document(text, tape).ok());
  const Document document(text, tape);
  const Document::Paths found = document.paths_to(tape.leaf_at(text.find("ghcr.io")));
  std::vector<std::string> texts;
  for (const FieldPath& path : found.paths) texts.push_back(path_text(path));
  std::sort(texts.begin(), texts.end());
  if (!found.complete) texts.push_back("…");
  return texts;
}
using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("paths: a scalar's own") {
  CHECK(paths_in("a: {b: [x, {c: ghcr.io/o/a}]}\n") == Paths{"a.b[1].c"});
  CHECK(paths_in("ghcr.io/o/a\n") == Paths{""});
  CHECK(paths_in("data: {a.yaml: ghcr.io/o/a}\n") == Paths{"data[\"a.yaml\"]"});
  CHECK(paths_in("a: {'q\"\\\\': ghcr.io/o/a}\n") == Paths{"a[\"q\\\"\\\\\\\\\"]"});
}

TEST_CASE("paths: aliases of the scalar and of what holds it") {
  CHECK(paths_in("a: &x ghcr.io/o/a\nb: *x\n") == Paths{"a", "b"});
  CHECK(paths_in("a: &x {i: ghcr.io/o/a}\nb: [*x, *x]\n") == Paths{"a.i", "b[0].i", "b[1].i"});
  CHECK(paths_in("a: &x {i: &y ghcr.io/o/a}\nb: *x\nc: *y\n") == Paths{"a.i", "b.i", "c"});
  CHECK(paths_in("a: &x ghcr.io/o/a\nb: &z {c: *x}\nd: *z\n") == Paths{"a", "b.c", "d.c"});
}

TEST_CASE("paths: merge keys put what they name into the mapping around them") {
  CHECK(paths_in("x: &x {image: ghcr.io/o/a}\nspec: {containers: [{<<: *x, name: c}]}\n") ==
        Paths{"spec.containers[0].image", "x.image"});
  CHECK(paths_in("x: &x {image: ghcr.io/o/a}\nb: {<<: [*x]}\n") == Paths{"b.image", "x.image"});
}

TEST_CASE("paths: a name that stands again later is another anchor") {
  CHECK(paths_in("a: &x ghcr.io/o/a\nb: *x\nc: &x other\nd: *x\n") == Paths{"a", "b"});
}

TEST_CASE("paths: hostile aliases cost a bounded amount") {
  std::string text = "a0: &a0 {i: ghcr.io/o/a}\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + before + ", *a" + before + "]\n";
  }
  const Paths paths = paths_in(text);
  CHECK(paths.back() == "…");
  CHECK(paths.size() < 5000);
}

TEST_CASE("documents: what makes one a Kubernetes object") {
  const auto is_one = [](const std::string& text) {
    manifest::Tape tape;
    REQUIRE(manifest::read_document(text, tape).ok());
    return Document(text, tape).is_kubernetes();
  };
  CHECK(is_one("apiVersion: v1\nkind: Pod\n"));
  CHECK(is_one("{kind: Pod, apiVersion: v1}\n"));
  CHECK_FALSE(is_one("kind: Pod\n"));
  CHECK_FALSE(is_one("apiVersion: v1\n"));
  CHECK_FALSE(is_one("- apiVersion: v1\n  kind: Pod\n"));
  CHECK_FALSE(is_one("spec: {apiVersion: v1, kind: Pod}\n"));
}
