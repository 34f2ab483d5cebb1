// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "../../src/pipeline/pull_secrets.hpp"
#include "../support/rewriting.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

struct Dropped {
  std::string text;
  std::size_t left = 0;
  std::size_t dropped = 0;
  bool refused = false;
};

// Drops `ghcr`; the references go back to what they were, so that rows show what else has changed.
Dropped drop(const std::string& text, std::vector<std::string> known = {}) {
  static const rules::Mapping mapping(default_rules());
  Settings settings;
  settings.mapping = &mapping;
  settings.pull_secrets = {std::move(known), {"ghcr"}};
  const SourceText source("a.yaml", text);
  const Examination examined = examine(source, settings);
  Dropped dropped{splice::apply(text, examined.edits), examined.counts.pull_secrets,
                  examined.counts.dropped_secrets, examined.refused};
  const std::string target = std::string(registry) + "/ghcr/o/";
  for (std::size_t at; (at = dropped.text.find(target)) != std::string::npos;)
    dropped.text.replace(at, target.size(), "ghcr.io/o/");
  return dropped;
}

const std::string head = "apiVersion: v1\nkind: Pod\nspec:\n";
const std::string images = "  containers:\n  - image: ghcr.io/o/a:1\n";
const std::string cached = "  containers:\n  - image: " + std::string(registry) + "/x/a:1\n";

}  // namespace

TEST_CASE("exactly the entry's bytes go, the whole key when it was the last") {
  struct Row {
    std::string before;
    std::string after;
  };
  const Row rows[] = {
      {"  imagePullSecrets:\n  - name: ghcr\n" + images, images},
      {images + "  imagePullSecrets:\n  - name: ghcr\n", images},
      {images + "  imagePullSecrets:\n  - name: ghcr", images},
      {"  imagePullSecrets: # login\n    # why\n    - name: ghcr # GHCR\n  # stays\n" + images,
       "  # stays\n" + images},
      {"  imagePullSecrets:\r\n  - name: ghcr\r\n  restartPolicy: Never\r\n" + images,
       "  restartPolicy: Never\r\n" + images},
      {"  imagePullSecrets:\n  - name: a # first\n  - name: ghcr # second\n  - name: b\n" + images,
       "  imagePullSecrets:\n  - name: a # first\n  - name: b\n" + images},
      {"  imagePullSecrets:\n  - name: ghcr\n  # about b\n  - name: b\n" + images,
       "  imagePullSecrets:\n  # about b\n  - name: b\n" + images},
      {"  imagePullSecrets:\n  -   {name: 'ghcr'}\n  - {name: b}\n" + images,
       "  imagePullSecrets:\n  - {name: b}\n" + images},
      {"  imagePullSecrets:\n  - name: ghcr\n  - name: b\n  - name: ghcr\n" + images,
       "  imagePullSecrets:\n  - name: b\n" + images},
      {"  imagePullSecrets:\n  - name: ghcr\n  - name: ghcr\n" + images, images},
      {"  imagePullSecrets: [{name: ghcr}] # x\n" + images, images},
      {"  imagePullSecrets: [\n    {name: ghcr},\n  ]\n" + images, images},
      {"  imagePullSecrets: [{name: ghcr}, {name: b}] # x\n" + images,
       "  imagePullSecrets: [{name: b}] # x\n" + images},
      {"  imagePullSecrets: [{name: a}, {name: ghcr} , {name: b}]\n" + images,
       "  imagePullSecrets: [{name: a}, {name: b}]\n" + images},
      {"  imagePullSecrets: [{name: a}, {name: ghcr} ]\n" + images,
       "  imagePullSecrets: [{name: a} ]\n" + images},
      {"  imagePullSecrets: [{name: ghcr}, {name: a}, {name: ghcr}, {name: ghcr},]\n" + images,
       "  imagePullSecrets: [{name: a},]\n" + images},
      {"  \"imagePullSecrets\":\n  - name: ghcr\n" + cached, cached},  // all in the target already
      {"  imagePullSecrets:\n  - name: &n ghcr\n" + images, images},
  };
  for (const Row& row : rows) {
    INFO(row.before);
    const Dropped dropped = drop(head + row.before);
    CHECK(dropped.text == head + row.after);
    CHECK(dropped.dropped > 0);
    CHECK_FALSE(dropped.refused);
  }
  const std::string json =
      R"({"apiVersion":"v1","kind":"Pod","spec":{"imagePullSecrets":[{"name":"ghcr"}],"containers":[{"image":"ghcr.io/o/a:1"}]}})";
  CHECK(drop(json).text ==
        R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"ghcr.io/o/a:1"}]}})");
  const std::string last =
      R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"ghcr.io/o/a:1"}], "imagePullSecrets":[{"name":"ghcr"}] }})";
  CHECK(drop(last).text ==
        R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"ghcr.io/o/a:1"}] }})");
}

TEST_CASE("an entry stays while an image of its pod spec needs it, or nobody can tell") {
  const std::string secrets = "  imagePullSecrets:\n  - name: ghcr\n";
  const std::string rows[] = {
      secrets + "  containers:\n  - image: ghcr.io/o/a:1\n  - image: quay.io/o/b\n",
      secrets + images + "  initContainers:\n  - image: ${REGISTRY}/b:1\n",
      secrets + images + "  ephemeralContainers:\n  - name: no-image\n",
      secrets + images + "  volumes:\n  - image: {reference: quay.io/o/v:1}\n",
      secrets + "  containers: []\n",
      secrets,
      secrets + images + "  - <<: {image: quay.io/o/b}\n    name: b\n",
      "  imagePullSecrets:\n  - name: ghcr-other\n" + images,
      "  imagePullSecrets: ghcr\n" + images,
  };
  for (const std::string& row : rows) {
    INFO(row);
    const Dropped dropped = drop(head + row, {"ghcr"});
    CHECK(dropped.text == head + row);
    CHECK(dropped.left == 0);
    CHECK(dropped.dropped == 0);
    CHECK_FALSE(dropped.refused);
  }
}

TEST_CASE("where an entry can't be taken out safely it stays, with a note") {
  const std::string rows[] = {
      "  imagePullSecrets:\n  - name: ghcr\n    other: x\n" + images,
      "  imagePullSecrets: [{name: ghcr}, # why\n    {name: b}]\n" + images,
      "  imagePullSecrets: &s\n  - name: ghcr\n" + images + "  again: *s\n",
      "  imagePullSecrets:\n  - &s\n    name: ghcr\n  - name: b\n" + images,
      "  ? imagePullSecrets\n  : - name: ghcr\n" + images,
  };
  for (const std::string& row : rows) {
    INFO(row);
    const Dropped dropped = drop(head + row);
    CHECK(dropped.text == head + row);
    CHECK(dropped.left == 1);
    CHECK(dropped.dropped == 0);
    CHECK_FALSE(dropped.refused);
  }
}

TEST_CASE("only what is named is dropped, the rest is told") {
  const std::string text =
      head + "  imagePullSecrets:\n  - name: ghcr\n  - name: login\n  - name: mine\n" + images;
  const Dropped dropped = drop(text, {"ghcr", "login"});
  CHECK(dropped.text == head + "  imagePullSecrets:\n  - name: login\n  - name: mine\n" + images);
  CHECK(dropped.dropped == 1);
  CHECK(dropped.left == 1);
}

TEST_CASE("a document that is refused says nothing of the secrets of others") {
  const std::string needless = head + images + "  imagePullSecrets:\n  - name: ghcr\n";
  const std::string broken = head + images + "  x: [\n";
  for (const std::string& text : {needless + "---\n" + broken, broken + "---\n" + needless}) {
    const Dropped dropped = drop(text);
    CHECK(dropped.refused);
    CHECK(dropped.dropped == 1);
  }
}

TEST_CASE("a document that names no image is nobody's concern, however it is written") {
  for (const std::string text :
       {"imagePullSecrets: [\n", "a: {{ .Values.imagePullSecrets | toYaml }}\n", "imagePullSecrets: []\n"}) {
    INFO(text);
    const Dropped dropped = drop(text);
    CHECK(dropped.text == text);
    CHECK_FALSE(dropped.refused);
  }
}

TEST_CASE("a pod in a string is told of, and not cut") {
  const std::string text =
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  pod.yaml: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n"
      "      imagePullSecrets:\n      - name: ghcr\n      containers:\n      - image: ghcr.io/o/a:1\n";
  const Dropped dropped = drop(text);
  CHECK(dropped.text == text);
  CHECK(dropped.left == 1);
  CHECK_FALSE(dropped.refused);
}

TEST_CASE("the proof of a removal sees what else has changed") {
  const std::string before = "a: &x 1\ns:\n- p\n- q\n- r\nb: *x\n";
  manifest::Tape tape;
  const auto read = manifest::read_document(before, tape);
  REQUIRE(read.ok());
  const auto node_at = [&](std::string_view word) { return tape.leaf_at(before.find(word)); };
  const manifest::NodeIndex q = node_at("q");
  const auto proves = [&](std::string_view edited, manifest::NodeIndex begin, manifest::NodeIndex end) {
    return manifest::prove(before, tape, read->reader, edited, {{}, {}, {{begin, end}}}).ok();
  };
  CHECK(proves("a: &x 1\ns:\n- p\n- r\nb: *x\n", q, q + 1));
  CHECK_FALSE(proves("a: &x 1\ns:\n- p\n- q\nb: *x\n", q, q + 1));    // another item
  CHECK_FALSE(proves("a: &x 1\ns:\n- p\nb: *x\n", q, q + 1));         // two items
  CHECK_FALSE(proves(before, q, q + 1));                              // none
  CHECK_FALSE(proves("a: &x 1\ns:\n- p\n- R\nb: *x\n", q, q + 1));    // another text
  CHECK_FALSE(proves("a: &x 1\ns:\n- p\n- 'r'\nb: *x\n", q, q + 1));  // another style
  CHECK_FALSE(proves("a: 1\ns: &x\n- p\n- r\nb: *x\n", q, q + 1));    // the anchor elsewhere
  CHECK_FALSE(proves("a: &x 1\ns:\n- p\n- [r]\nb: *x\n", q, q + 1));  // deeper
  const manifest::NodeIndex s = node_at("s:");
  CHECK(proves("a: &x 1\nb: *x\n", s, node_at("b:")));
  CHECK_FALSE(proves("a: &x 1\ns:\nb: *x\n", s, node_at("b:")));  // the key left behind
}

TEST_CASE("many secrets and many pod specs are looked through in a moment") {
  std::string text = head + images + "  imagePullSecrets:\n";
  for (int i = 0; i < 50'000; ++i) text += "  - name: ghcr\n";
  text += "  - name: last\n";
  CHECK(drop(text).dropped == 50'000);
  std::string list = "apiVersion: v1\nkind: List\nshared: &c\n";
  for (int i = 0; i < 5'000; ++i) list += "- image: ghcr.io/o/a\n";
  list += "items:\n";
  for (int i = 0; i < 5'000; ++i)
    list += "- {kind: Pod, spec: {imagePullSecrets: [{name: ghcr}], containers: *c}}\n";
  static_cast<void>(drop(list));
}
