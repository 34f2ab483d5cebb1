// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "kustomize_testing.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

const std::string original = "x: &a 1\nimages:\n- name: n\n  newTag: v\ny: *a\n";
// The tape: 0 root, 1 x, 2 1, 3 images, 4 list, 5 mapping, 6 name, 7 n, 8 newTag, 9 v, 10 y, 11 *a
const Added below{7, "newName", "m"};

std::string proof_of(const std::string& after, const std::vector<manifest::Intended>& intended,
                     const std::vector<Added>& added) {
  const auto one = parsed(original);
  const Status status = prove(original, one->tape, one->reader, after, intended, added);
  return status.ok() ? "" : status.failure().message;
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
    std::vector<manifest::Intended> intended;
    std::vector<Added> added;
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
