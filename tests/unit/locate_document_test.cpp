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

TEST_CASE("paths: what is very long is cut, and stays one of its own") {
  const auto path_of = [](const std::string& text) { return paths_in(text).front(); };
  const std::string key(399, 'k');
  CHECK(path_of(key + "k: ghcr.io/o/a\n") == key + "k");
  const std::string cut = path_of(key + "kk: ghcr.io/o/a\n");
  CHECK(cut.starts_with("[\"" + std::string(100, 'k') + "…"));
  CHECK(cut.size() < 150);
  CHECK(cut != path_of(key + "kl: ghcr.io/o/a\n"));
  // Of many steps both ends stay, with the numbers of items there.
  const auto deep = [](const std::string& before, const std::string& inner, std::size_t levels) {
    std::string text = "{spec: {list: [" + before;
    for (std::size_t i = 0; i < levels; ++i) text += "{level" + std::to_string(i) + ": ";
    text += inner;
    for (std::size_t i = 0; i < levels; ++i) text += "}";
    return text + "]}}\n";
  };
  const std::string inner = "{containers: [{image: ghcr.io/o/a}]}";
  CHECK(path_of(deep("", inner, 100)).size() < 1000);
  const std::string path = path_of(deep("", inner, 300));
  CHECK(path.size() < 700);
  CHECK(path.starts_with("spec.list[0].level0.level1."));
  CHECK(path.ends_with(".level299.containers[0].image"));
  CHECK(path != path_of(deep("", "{level: " + inner + "}", 299)));
  CHECK(path != path_of(deep("", inner, 299)));
  const std::string moved = path_of(deep("{}, ", inner, 300));
  CHECK(moved == "spec.list[1]" + path.substr(12));
  // The number of an item between the ends is in no digest: a baseline would not know the field again.
  const auto items = [&](const std::string& before) {
    return path_of(deep("", "[" + before + deep("", inner, 150) + "]", 150));
  };
  CHECK(items("") == items("{}, "));
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
  CHECK(is_one("<<: {apiVersion: v1, kind: Pod}\n"));
}

TEST_CASE("documents: a key that a mapping doesn't have comes from what it merges") {
  const auto value_in = [](const std::string& text) {
    manifest::Tape tape;
    REQUIRE(manifest::read_document(text, tape).ok());
    const Document document(text, tape);
    return document.text_of(document.value(0, "of"), "key");
  };
  CHECK(value_in("of: {<<: {key: a}}\n") == "a");
  CHECK(value_in("x: &x {key: a}\nof: {<<: *x}\n") == "a");
  CHECK(value_in("of: {key: own, <<: {key: a}}\n") == "own");
  CHECK(value_in("of: {<<: [{other: b}, {key: first}, {key: second}]}\n") == "first");
  CHECK(value_in("of: {<<: [{<<: {key: deep}}, {key: second}]}\n") == "deep");
  CHECK(value_in("of: {<<: [{<<: {other: deep}}, {key: second}]}\n") == "second");
  CHECK(value_in("of: {<<: {other: a}}\n").empty());
  CHECK(value_in("of: {<<: null}\n").empty());

  // More keys than are looked at one by one, on both sides.
  std::string many;
  for (int i = 0; i < 100; ++i) many += "k" + std::to_string(i) + ": v, ";
  CHECK(value_in("of: {" + many + "<<: {" + many + "key: a}}\n") == "a");

  // Each merges the one before.
  std::string chain = "a0: &a0 {key: far}\n";
  for (int i = 1; i <= 100; ++i) {
    const std::string before = std::to_string(i - 1);
    chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {<<: *a" + before + "}\n";
  }
  CHECK(value_in(chain + "of: *a10\n") == "far");
  CHECK(value_in(chain + "of: *a100\n").empty());
}
