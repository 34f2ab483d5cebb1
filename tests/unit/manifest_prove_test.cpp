// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "ecrify/manifest/prove.hpp"

using namespace ecrify;
using namespace ecrify::manifest;

namespace {

const std::string original = "x: &a 1\nimages:\n- name: n\n  newTag: v\ny: *a\n";
// The tape: 0 root, 1 x, 2 1, 3 images, 4 list, 5 mapping, 6 name, 7 n, 8 newTag, 9 v, 10 y, 11 *a
const Addition below{7, "newName", "m"};

// What the proof has against it; "" when it holds.
std::string proof_of(std::string_view before, std::string_view after, const Changes& changes) {
  Tape tape;
  const auto read = read_document(before, tape);
  REQUIRE(read.ok());
  const Status status = prove(before, tape, read->reader, after, changes);
  return status.ok() ? "" : status.failure().message;
}
std::string proof_of(const std::string& after, const std::vector<IntendedText>& intended,
                     const std::vector<Addition>& added) {
  return proof_of(original, after, {intended, added, {}});
}

}  // namespace

TEST_CASE("exactly what was added and intended may differ") {
  CHECK(proof_of(original, {}, {}).empty());
  CHECK(proof_of("x: &a 1\nimages:\n- name: n\n  newName: m\n  newTag: v\ny: *a\n", {}, {below}).empty());
  CHECK(proof_of("x: &a 1\nimages:\n- name: n\n  \"newName\":   'm' # c\n  newTag: v\n\ny: *a\n", {}, {below})
            .empty());
  CHECK(proof_of("x: &a 1\nimages:\n- name: k\n  newName: m\n  newTag: v\ny: *a\n", {{7, "k"}}, {below})
            .empty());
}

TEST_CASE("anything else fails the proof") {
  struct Row {
    std::string what, after;
    std::vector<IntendedText> intended;
    std::vector<Addition> added;
  };
  const Row rows[] = {
      {"not added", original, {}, {below}},
      {"not asked for", "x: &a 1\nimages:\n- name: n\n  newName: m\n  newTag: v\ny: *a\n", {}, {}},
      {"another value", "x: &a 1\nimages:\n- name: n\n  newName: k\n  newTag: v\ny: *a\n", {}, {below}},
      {"another key", "x: &a 1\nimages:\n- name: n\n  newNam: m\n  newTag: v\ny: *a\n", {}, {below}},
      {"in the wrong place", "x: &a 1\nimages:\n- name: n\n  newTag: v\n  newName: m\ny: *a\n", {}, {below}},
      {"in another mapping", "x: &a 1\nimages:\n- name: n\nnewName: m\nnewTag: v\ny: *a\n", {}, {below}},
      {"a pair that is a list",
       "x: &a 1\nimages:\n- name: n\n  newName: [m]\n  newTag: v\ny: *a\n",
       {},
       {below}},
      {"twice", "x: &a 1\nimages:\n- name: n\n  newName: m\n  newName: m\n  newTag: v\ny: *a\n", {}, {below}},
      {"another scalar changed",
       "x: &a 1\nimages:\n- name: n\n  newName: m\n  newTag: w\ny: *a\n",
       {},
       {below}},
      {"an intended one not changed",
       "x: &a 1\nimages:\n- name: n\n  newName: m\n  newTag: v\ny: *a\n",
       {{7, "k"}},
       {below}},
      {"an entry behind",
       "x: &a 1\nimages:\n- name: n\n  newName: m\n  newTag: v\n- b\ny: *a\n",
       {},
       {below}},
      {"an entry lost", "x: &a 1\nimages:\n- name: n\n  newName: m\n", {}, {below}},
      {"an alias that leads elsewhere",
       "x: 1\nimages:\n- name: n\n  newName: &a m\n  newTag: v\ny: *a\n",
       {},
       {below}},
      {"no YAML", "x: &a 1\nimages:\n- name: n\n newName: m\n  newTag: v\ny: *a\n", {}, {below}},
      {"nothing", "", {}, {below}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK_FALSE(proof_of(row.after, row.intended, row.added).empty());
  }
}

TEST_CASE("where aliases lead is proven, with all bytes of scalars the same") {
  const std::string before = "a: &x 1\nb: 1\nc: *x\n";
  CHECK(proof_of(before, before, {}).empty());
  CHECK(proof_of(before, "a: 1\nb: &x 1\nc: *x\n", {}) == "an alias leads elsewhere");
  CHECK(proof_of(before, "a: &x 2\nb: 1\nc: *x\n", {{{2, "2"}}}).empty());
}

TEST_CASE("what is added and what is removed is proven at once") {
  const std::string before = "s: &x [p, q]\na: {name: n, t: v}\n";
  // The tape: 0 root, 1 s, 2 list, 3 p, 4 q, 5 a, 6 mapping, 7 name, 8 n, 9 t, 10 v
  const Changes elsewhere{{{10, "m"}}, {{10, "newName", "k"}}, {{4, 5}}};
  const Changes at_name{{{8, "m"}}, {{8, "newName", "k"}}, {{4, 5}}};
  CHECK(proof_of(before, "s: &x [p]\na: {name: m, newName: k, t: v}\n", at_name).empty());
  CHECK_FALSE(proof_of(before, "s: &x [p, q]\na: {name: m, newName: k, t: v}\n", at_name).empty());
  CHECK_FALSE(proof_of(before, "s: &x [p]\na: {name: m, t: v}\n", at_name).empty());
  CHECK_FALSE(proof_of(before, "s: &x [p]\na: {name: n, newName: k, t: v}\n", at_name).empty());
  CHECK_FALSE(proof_of(before, "s: &x [p]\na: {name: m, newName: k, t: v}\n", elsewhere).empty());
}

TEST_CASE("an alias goes with what is removed, an anchor that is used does not") {
  const std::string before = "a: &x 1\ns: [*x, q]\nb: 2\n";
  // The tape: 0 root, 1 a, 2 1, 3 s, 4 list, 5 *x, 6 q, 7 b, 8 2
  CHECK(proof_of(before, "a: &x 1\ns: [q]\nb: 2\n", {{}, {}, {{5, 6}}}).empty());
  CHECK_FALSE(proof_of(before, "s: [1, q]\nb: 2\n", {{}, {}, {{1, 3}}}).empty());
}
