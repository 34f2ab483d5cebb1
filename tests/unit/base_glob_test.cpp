// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/base/glob.hpp"

using ecrify::Glob;
using ecrify::Globs;
using ecrify::PatternIndex;

TEST_CASE("path patterns match as those of editors and .gitignore do") {
  struct Row {
    std::string pattern;
    std::string path;
    bool matches;
  };
  const Row rows[] = {
      {"vendor/**", "vendor/a/b.yaml", true},
      {"vendor/**", "./vendor/a.yaml", true},
      {"vendor/**", "repo/vendor/a.yaml", true},
      {"vendor/**", "my-vendor/a.yaml", false},
      {"vendor/**", "vendor.yaml", false},
      {"apps/**/values*.yaml", "apps/values.yaml", true},
      {"apps/**/values*.yaml", "apps/a/b/values-prod.yaml", true},
      {"apps/**/values*.yaml", "apps/a/other.yaml", false},
      {"*.yaml", "a/b/c.yaml", true},
      {"apps/*.yaml", "./repo/apps/a.yaml", true},
      {"apps/*.yaml", "apps/a/b.yaml", false},
      {"/apps/a.yaml", "x/apps/a.yaml", false},
      {"a?.yaml", "ab.yaml", true},
      {"a[bc].yaml", "ac.yaml", true},
      {"a[!bc].yaml", "ac.yaml", false},
      {"a.yaml", "aXyaml", false},
      {"(a|b)+.yaml", "(a|b)+.yaml", true},
      {"vendor/", "repo/vendor", true},
      {"./vendor", "repo/vendor", true},
      {"**", "a/b.yaml", true},
      {"a**c.yaml", "abbc.yaml", true},
      {"a/b**c.yaml", "a/b/c.yaml", false},
  };
  for (const Row& row : rows) {
    INFO(row.pattern << " and " << row.path);
    const auto glob = Glob::parse(row.pattern);
    REQUIRE(glob.ok());
    CHECK(glob->matches(row.path) == row.matches);
  }
  for (const char* wrong : {"", "./", "a[b", "a\\", "[[:letter:]]"}) {
    INFO(wrong);
    CHECK_FALSE(Glob::parse(wrong).ok());
  }
}

TEST_CASE("an index finds each pattern that fits a path or a folder above it") {
  const std::vector<std::string> patterns{"vendor",       "vendor/", "vendor/**", "**/vendor/*.yaml",
                                          "/apps/vendor", "*.yaml",  "apps/*/x?", "[v]endor",
                                          "apps\\/x",     "a[x/]b",  "**",        "./apps",
                                          "v*/apps"};
  PatternIndex index;
  std::vector<Glob> globs;
  for (const std::string& pattern : patterns) {
    globs.push_back(*Glob::parse(pattern));
    index.add(globs.back().literals());
  }
  for (const std::string path : {"vendor", "vendor/a.yaml", "apps/vendor/a.yaml", "/apps/vendor/b",
                                 "apps/b/xy/z", "a/b", "v1/apps/c", "other"}) {
    std::vector<std::size_t> found;
    index.collect(path, found);
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      for (std::size_t i = 0; i < globs.size(); ++i) {
        INFO(patterns[i] << " " << path.substr(0, end));
        if (globs[i].matches(path.substr(0, end)))
          CHECK(std::find(found.begin(), found.end(), i) != found.end());
      }
      if (end == std::string::npos) break;
    }
  }
}

TEST_CASE("many patterns fit what one of them fits") {
  std::vector<Glob> globs;
  for (int i = 0; i < 200; ++i) globs.push_back(*Glob::parse("x" + std::to_string(i) + "*.yaml"));
  for (const char* pattern : {"apps/*/values?.yaml", "**/vendor/**", "/whole/*", "[a-c]d", "*"}) {
    INFO(pattern);
    std::vector<Glob> more = globs;
    more.push_back(*Glob::parse(pattern));
    const Globs many(more);
    for (const char* path : {"apps/a/values1.yaml", "./x/vendor/y", "/whole/z", "q/bd", "x17-a.yaml",
                             "y/x199.yaml", "other/file", "x17.yml"}) {
      INFO(path);
      const bool any =
          std::any_of(more.begin(), more.end(), [path](const Glob& glob) { return glob.matches(path); });
      CHECK(many.any_matches(path) == any);
    }
  }
  CHECK_FALSE(Globs().any_matches("a"));
}
