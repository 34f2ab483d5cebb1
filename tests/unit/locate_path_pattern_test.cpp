// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <vector>

#include "../support/slowness.hpp"
#include "catch.hpp"
#include "ecrify/locate/path_pattern.hpp"
#include "locate_testing.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

struct Match {
  std::string pattern;
  std::string path;
  bool matches;
  std::size_t from = 0;
};

PathPattern pattern_of(const std::string& text) {
  Result<PathPattern> pattern = PathPattern::parse(text);
  INFO("pattern: " << text);
  INFO("failure: " << (pattern ? "" : pattern.failure().message));
  REQUIRE(pattern.ok());
  CHECK(pattern->text() == text);
  return *std::move(pattern);
}

void check(const std::vector<Match>& rows) {
  for (const Match& row : rows) {
    INFO("pattern: " << row.pattern);
    INFO("path: " << row.path << " from " << row.from);
    CHECK(pattern_of(row.pattern).matches(field_path(row.path), row.from) == row.matches);
  }
}

// What the header says, word by word.
bool matches_plainly(const std::vector<std::string>& pattern, std::size_t part, const FieldPath& path,
                     std::size_t step) {
  if (part == pattern.size()) return step == path.size();
  if (pattern[part] == "**") {
    for (std::size_t taken = step; taken <= path.size(); ++taken) {
      if (matches_plainly(pattern, part + 1, path, taken)) return true;
    }
    return false;
  }
  if (step == path.size()) return false;
  const bool is_item = path[step].kind == StepKind::item;
  const bool fits =
      pattern[part] == "[]" ? is_item : !is_item && (pattern[part] == "*" || pattern[part] == path[step].key);
  return fits && matches_plainly(pattern, part + 1, path, step + 1);
}

// All lists of 0 to `longest` of the words.
std::vector<std::vector<std::string>> all_lists(const std::vector<std::string>& words, std::size_t longest) {
  std::vector<std::vector<std::string>> lists{{}};
  for (std::size_t begin = 0, length = 0; length < longest; ++length) {
    const std::size_t end = lists.size();
    for (; begin < end; ++begin) {
      for (const std::string& word : words) {
        lists.push_back(lists[begin]);
        lists.back().push_back(word);
      }
    }
  }
  return lists;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& word : list) text += (word == "[]" || text.empty() ? "" : ".") + word;
  return text;
}

}  // namespace

TEST_CASE("all short patterns match all short paths as they say") {
  std::vector<FieldPath> paths;
  for (const auto& list : all_lists({"a", "b", "[]"}, 5)) paths.push_back(field_path(joined(list)));
  std::size_t matches = 0;
  for (const auto& list : all_lists({"a", "b", "[]", "*", "**"}, 5)) {
    if (list.empty()) continue;
    const Result<PathPattern> pattern = PathPattern::parse(joined(list));
    if (!pattern) FAIL(joined(list));
    for (const FieldPath& path : paths) {
      const bool expected = matches_plainly(list, 0, path, 0);
      matches += expected ? 1 : 0;
      if (pattern->matches(path, 0) != expected) FAIL(joined(list) << " and " << path_text(path));
    }
  }
  CHECK(matches > 10'000);
}

TEST_CASE("a field path of keys and items matches as a whole") {
  check({
      {"image", "image", true},
      {"image", "spec.image", false},
      {"spec.image", "spec.image", true},
      {"spec.image", "spec", false},
      {"spec.image", "spec.image.tag", false},
      {"spec.image", "spec.imageName", false},
      {"spec.image", "Spec.image", false},
      {"spec.containers[].image", "spec.containers[0].image", true},
      {"spec.containers[].image", "spec.containers[17].image", true},
      {"spec.containers[].image", "spec.containers.web.image", false},
      {"spec.containers[].image", "spec.containers.image", false},
      {"spec.containers.image", "spec.containers[0].image", false},
      {"images[]", "images[2]", true},
      {"a[][].b", "a[0][1].b", true},
      {"a[][].b", "a[0].b", false},
      {"[].image", "[3].image", true},
      {"spec-x.image_name", "spec-x.image_name", true},
      {"a.$b.ümlaut", "a.$b.ümlaut", true},
  });
}

TEST_CASE("a field path begins at the step that is asked for") {
  check({
      {"spec.image", "items[0].spec.image", true, 2},
      {"spec.image", "items[0].spec.image", false, 1},
      {"spec.image", "items[0].spec.image", false, 0},
      {"spec.image", "items[0].spec.image", false, 3},
      {"spec.image", "items[0].spec.image", false, 4},
      {"spec.image", "items[0].spec.image", false, 5},
      {"**", "a", true, 1},
      {"**", "a", false, 2},
  });
}

TEST_CASE("`*` is any key, and not an item") {
  check({
      {"spec.*.image", "spec.web.image", true},
      {"spec.*.image", "spec[0].image", false},
      {"spec.*.image", "spec.image", false},
      {"spec.*.image", "spec.a.b.image", false},
      {"*", "image", true},
      {"*", "[0]", false},
      {"spec.images.*", "spec.images[\"a.b/c\"]", true},
      {"spec.*[].image", "spec.x[1].image", true},
      {"*.*", "a.b", true},
      {"spec.\\*.image", "spec.web.image", false},
      {"spec.\\*.image", "spec[\"*\"].image", true},
      {"spec[\"*\"].image", "spec.web.image", false},
      {"spec[\"**\"]", "spec.a.b", false},
  });
}

TEST_CASE("`**` is any steps, also none") {
  check({
      {"**.image", "image", true},
      {"**.image", "spec.image", true},
      {"**.image", "spec.template.spec.containers[0].image", true},
      {"**.image", "spec.image.tag", false},
      {"spec.**.image", "spec.image", true},
      {"spec.**.image", "spec.a[0].b.image", true},
      {"spec.**.image", "status.a.image", false},
      {"spec.**", "spec", true},
      {"spec.**", "spec.a[0].b", true},
      {"spec.**", "status.a", false},
      {"**", "a.b[0].c", true},
      {"**.**.image", "spec.image", true},
      {"**.a.**.b", "x.a.y.b", true},
      {"**.a.**.b", "a.b", true},
      {"**.a.**.b", "x.b.a", false},
      {"**.a.b", "a.a.b", true},
      {"**.a.b", "a.b.a.b", true},
      {"**.a.b", "a.b.a.c", false},
      {"**.a.**.c.d", "a.c.c.d", true},
      {"**.a.**.c.d", "a.c.d.c", false},
      {"**[].image", "spec.x[0].image", true},
      {"**[].image", "spec.x.image", false},
      {"**.a[].**.a[].b", "a[0].a[0].b", true},
      {"**.a[].**.a[].b", "a[0].b", false},
  });
}

TEST_CASE("keys with other characters are quoted or escaped") {
  check({
      {"data[\"a.b\"]", "data[\"a.b\"]", true},
      {"data['a.b']", "data[\"a.b\"]", true},
      {"data[\"a.b\"]", "data.a.b", false},
      {"data.[\"a.b\"].c", "data[\"a.b\"].c", true},
      {"[\"a.b\"].c", "[\"a.b\"].c", true},
      {"data.a\\.b", "data[\"a.b\"]", true},
      {"data.a\\/b", "data[\"a/b\"]", true},
      {"data.a\\[0\\]", "data[\"a[0]\"]", true},
      {"data.a\\\\b", "data[\"a\\\\b\"]", true},
      {"data[\"a\\\"b\\\\c\"]", "data[\"a\\\"b\\\\c\"]", true},
      {"data['a\\b']", "data[\"a\\\\b\"]", true},
      {"data['a\"b']", "data[\"a\\\"b\"]", true},
      {"data[\"\"]", "data[\"\"]", true},
      {"metadata.annotations[\"sidecar.istio.io/proxyImage\"]",
       "metadata.annotations[\"sidecar.istio.io/proxyImage\"]", true},
      {"data[\"[]\"]", "data[0]", false},
      {"data[\"a\"][].b", "data.a[4].b", true},
  });
}

TEST_CASE("kustomize's own form is separated by slashes") {
  check({
      {"spec/template/spec/containers[]/image", "spec.template.spec.containers[1].image", true},
      {"spec/template/spec/containers[]/image", "spec.containers[1].image", false},
      {"metadata/annotations/config.kubernetes.io\\/local-config",
       "metadata.annotations[\"config.kubernetes.io/local-config\"]", true},
      {"metadata/annotations/a.b", "metadata.annotations[\"a.b\"]", true},
      {"metadata/annotations/a.b", "metadata.annotations.a.b", false},
      {"data/a\\.b", "data[\"a.b\"]", true},
      {"spec/*/image", "spec.web.image", true},
      {"**/image", "spec.web.image", true},
      {"data/[\"a/b\"]/c", "data[\"a/b\"].c", true},
      {"data[\"a.b\"]/c", "data[\"a.b\"].c", true},
  });
}

TEST_CASE("a mapping's key is never matched") {
  check({
      {"data.*", "data.{ghcr.io/o/a:1}", false},
      {"data.**", "data.{ghcr.io/o/a:1}", false},
      {"**", "{a}", false},
      {"a", "{a}", false},
  });
}

TEST_CASE("a field path that is none is refused at the culprit, with a remedy") {
  struct Bad {
    std::string text;
    std::size_t offset;
    std::string message;
    std::string remedy;
  };
  const std::vector<Bad> rows{
      {"", 0, "empty", "spec.image"},
      {".spec.image", 0, "missing before `.`", "leave the leading `.` out"},
      {"/spec/image", 0, "missing before `/`", "leave the leading `/` out"},
      {"spec..image", 5, "missing before `.`", "behind each `.`"},
      {"spec.image.", 11, "missing behind `.`", "leave it out"},
      {"spec//image", 5, "missing before `/`", "behind each `/`"},
      {".", 0, "missing", "leave the leading `.` out"},
      {"metadata.annotations.a/b", 22, "separated by `.`", "\\/"},
      {"spec.a[0].b", 6, "neither `[]` nor a quoted key", "by number"},
      {"spec.a[*].b", 6, "neither `[]` nor a quoted key", "`[]` for every item"},
      {"spec.a[", 6, "neither `[]` nor a quoted key", "`[]`"},
      {"spec.a]", 6, "has to be quoted", "[\""},
      {"spec.a b", 6, "has to be quoted", "[\""},
      {"spec.a\tb", 6, "has to be quoted", "[\""},
      {std::string("spec.a\0b", 8), 6, "has to be quoted", "[\""},
      {"spec.\"a\"", 5, "has to be quoted", "[\""},
      {"spec[\"a", 4, "no end", "\"]"},
      {"spec['a", 4, "no end", "']"},
      {"spec[\"a\\", 7, "escape", "single quotes"},
      {"spec[\"a\\n\"]", 7, "escape", "single quotes"},
      {"spec[\"a\"", 4, "not closed", "]"},
      {"spec[\"a\"x]", 4, "not closed", "]"},
      {"spec[]a", 6, "right behind `]`", "write `.`"},
      {"spec[]a/b", 6, "right behind `]`", "write `/`"},
      {"spec.a*.b", 6, "not for a part of a key", "\\*"},
      {"spec.***.b", 5, "not for a part of a key", "\\*"},
      {"spec.a\\", 6, "escapes nothing", "\\\\"},
      {"spec.a\\d", 6, "escapes nothing", "\\\\"},
  };
  for (const Bad& row : rows) {
    INFO("text: " << row.text);
    const Result<PathPattern> pattern = PathPattern::parse(row.text);
    REQUIRE_FALSE(pattern.ok());
    const Failure& failure = pattern.failure();
    CHECK(failure.offset == row.offset);
    CHECK(failure.message.find(row.message) != std::string::npos);
    CHECK(failure.remedy.find(row.remedy) != std::string::npos);
  }
}

TEST_CASE("a field path has an end") {
  std::string text = "a";
  for (std::size_t i = 1; i < PathPattern::max_steps; ++i) text += ".a";
  CHECK(PathPattern::parse(text).ok());
  const Result<PathPattern> longer = PathPattern::parse(text + ".abc.d");
  REQUIRE_FALSE(longer.ok());
  CHECK(longer.failure().offset == text.size() + 1);
  CHECK(longer.failure().remedy.find("**") != std::string::npos);
  // Many `**` in a row are one.
  std::string stars = "**";
  for (int i = 0; i < 1000; ++i) stars += ".**";
  CHECK(pattern_of(stars + ".b").matches(field_path("a.b"), 0));
  CHECK_FALSE(PathPattern::parse(std::string(1U << 20U, '[')).ok());
  CHECK_FALSE(PathPattern::parse(std::string(1U << 20U, '.')).ok());
  CHECK(PathPattern::parse(std::string(1U << 20U, 'a')).ok());
}

TEST_CASE("matching a deep path is bounded by steps times pattern") {
  FieldPath path;
  for (std::size_t i = 0; i < 100'000; ++i) path.push_back(field_path(i % 2 == 0 ? "a" : "b")[0]);
  path.push_back(field_path("c")[0]);
  std::string text = "**.a.b.a.b";
  for (int i = 0; i < 10; ++i) text += ".**.a.b.a.a";
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(pattern_of(text + ".d").matches(path, 0));
  CHECK(pattern_of("**.b.c").matches(path, 0));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2 * ecrify::test::slowness));
}

TEST_CASE("a path as it is shown becomes its own pattern when items lose their number") {
  for (const std::string path : {"spec.template.spec.containers[12].image", "data[\"a.yaml\"].x[0][1]",
                                 "a[\"q\\\"\\\\\"]", "[\"\"]", "items[3].metadata.annotations[\"a.b/c\"]"}) {
    const FieldPath steps = field_path(path);
    REQUIRE(path_text(steps) == path);
    std::string pattern;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const bool is_digit = path[i] >= '0' && path[i] <= '9';
      if (!is_digit) pattern += path[i];
    }
    CHECK(pattern_of(pattern).matches(steps, 0));
  }
}
