// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>

#include "../support/slowness.hpp"
#include "catch.hpp"
#include "ecrify/base/wildmatch.hpp"

using ecrify::Wildmatch;

TEST_CASE("paths match as git's wildmatch has it") {
  struct Row {
    std::string pattern;
    std::string text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"abc", "abc", true},
      {"abc", "abcd", false},
      {"?", "/", false},
      {"a?c", "abc", true},
      {"*", "a/b", false},
      {"*", "", true},
      {"*.c", ".c", true},
      {"a*/c", "ab/c", true},
      {"a*/c", "a/b/c", false},
      {"**", "a/b", true},
      {"a/**", "a/b/c", true},
      {"a/**", "a", false},
      {"**/a", "a", true},
      {"**/a", "x/y/a", true},
      {"**/a", "xa", false},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "ab", false},
      {"a/**/**/b", "a/b", true},
      {"a/**/b/**/c", "a/b/x/b/y/c", true},
      {"**/b/c", "b/b/c", true},
      {"**/*a/b", "xa/c/ya/b", true},
      {"a**b", "a/b", false},
      {"a**b", "axxb", true},
      {"a/***", "a/b/c", true},
      {"*\\/a", "x/a", true},
      {"**\\/a", "a", false},
      {"**\\/a", "x/y/a", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"\\a", "a", true},
      {"[abc]", "b", true},
      {"[!abc]", "b", false},
      {"[^abc]", "d", true},
      {"[!abc]", "/", false},
      {"[a-c]", "b", true},
      {"[a-c]", "d", false},
      {"[c-a]", "c", true},  // as git has it
      {"[c-a]", "b", false},
      {"[]a]", "]", true},
      {"[!]a]", "]", false},
      {"[a-]", "-", true},
      {"[-a]", "-", true},
      {"[\\]]", "]", true},
      {"[\\a-c]", "b", true},
      {"[a-\\c]", "b", true},
      {"[a-c-e]", "d", false},
      {"[a-c-e]", "-", true},
      {"[[:digit:]x]", "7", true},
      {"[[:digit:]-z]", "-", true},
      {"[[:upper:]]", "a", false},
      {"[[:xdigit:]]", "F", true},
      {"[[:punct:]]", "_", true},
      {"[[:space:]]", "\v", true},
      {"[[:digit]", "[", true},
      {"[[:]", ":", true},
      {"[.-0]", "/", false},
      {"caf?", "caf\xc3\xa9", false},  // bytes, as git has them
      {"caf??", "caf\xc3\xa9", true},
  };
  for (const Row& row : rows) {
    INFO(row.pattern << " and " << row.text);
    const Wildmatch pattern(row.pattern);
    CHECK(pattern.well_formed());
    CHECK(pattern.matches(row.text) == row.matches);
  }
}

TEST_CASE("what git takes for no pattern never matches") {
  for (const char* wrong :
       {"a[b", "a[/]b", "[", "[]", "[!]", "[a\\", "a\\", "[[:letter:]]", "[[::]]", "[[:digit:"}) {
    INFO(wrong);
    const Wildmatch pattern(wrong);
    CHECK_FALSE(pattern.well_formed());
    CHECK_FALSE(pattern.matches(wrong));
    CHECK_FALSE(pattern.matches("a"));
  }
}

TEST_CASE("no pattern makes matching explode") {
  const std::string stars = [] {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "*a";
    return text + "b";
  }();
  const std::string folders = [] {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "**/a*/";
    return text + "b";
  }();
  const std::string one_name(4000, 'a');
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "a/";
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(Wildmatch(stars).matches(one_name));
  CHECK_FALSE(Wildmatch("**/" + stars).matches(deep));
  CHECK_FALSE(Wildmatch(folders).matches(deep));
  CHECK_FALSE(Wildmatch(folders + stars).matches(deep + one_name));
  // A backtracking matcher needs longer than the sun has left.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5 * ecrify::test::slowness));
}
