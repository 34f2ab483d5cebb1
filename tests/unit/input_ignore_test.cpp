// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "catch.hpp"
#include "ecrify/input/ignore.hpp"
#include "ecrify/input/walk.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using input::EntryKind;
using input::IgnoreFilesUse;
using input::IgnoreRules;
using test::Scratch;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

Names walked(const Scratch& scratch, const std::string& folder) {
  Names names;
  const input::Expansion found = input::expand({scratch.path(folder)});
  for (const input::FoundFile& one : found.files) names.push_back(one.path.substr(scratch.root().size() + 1));
  for (const Failure& one : found.failures)
    names.push_back("failure: " + one.file.substr(scratch.root().size() + 1));
  return names;
}

}  // namespace

TEST_CASE("the last rule that fits decides") {
  struct Row {
    std::string rules;
    std::string path;
    EntryKind kind;
    IgnoreFilesUse answer;
  };
  constexpr EntryKind file = EntryKind::other;
  constexpr EntryKind folder = EntryKind::folder;
  constexpr IgnoreFilesUse ignored = IgnoreFilesUse::ignored;
  constexpr IgnoreFilesUse undecided = IgnoreFilesUse::undecided;
  const Row rows[] = {
      {"", "a", file, undecided},
      {"a", "a", file, ignored},
      {"a", "x/y/a", file, ignored},
      {"/a", "a", file, ignored},
      {"/a", "x/a", file, undecided},
      {"x/a", "x/a", file, ignored},
      {"x/a", "y/x/a", file, undecided},
      {"a/", "a", folder, ignored},
      {"a/", "a", file, undecided},
      {"x/a/", "x/a", folder, ignored},
      {"*.yaml\n!keep.yaml", "x/keep.yaml", file, IgnoreFilesUse::kept},
      {"!keep.yaml\n*.yaml", "x/keep.yaml", file, ignored},
      {"#a", "#a", file, undecided},
      {"\\#a", "#a", file, ignored},
      {"\\!a", "!a", file, ignored},
      {"a  ", "a", file, ignored},
      {"a\\ ", "a ", file, ignored},
      {"a\\ ", "a", file, undecided},
      {"a\t", "a", file, undecided},
      {"a\r\nb\r\n", "a", file, ignored},
      {"a\r\nb\r", "b\r", file, undecided},
      {"\xef\xbb\xbf"
       "a",
       "a", file, ignored},
      {std::string("a\0b", 3), "a", file, ignored},
      {"!", "a", file, undecided},
      {"/", "a", folder, undecided},
      {"a\\", "a\\", file, undecided},
      {"a/**", "a/b/c", file, ignored},
      {"a/**", "a", folder, undecided},
      {"**/a/*", "x/a/b", file, ignored},
      {"a/b**/c", "a/bx/y/c", file, ignored},  // a quirk of git's, see parse_rule
  };
  for (const Row& row : rows) {
    INFO(row.rules << " and " << row.path);
    CHECK((IgnoreRules::parse(row.rules).decide(row.path, row.kind) == row.answer));
  }
}

TEST_CASE(
    "rules of deeper folders come first, those of info/exclude last, and what is ignored is not entered") {
  const Scratch scratch;
  for (const char* name : {"r/a.yaml", "r/b.yaml", "r/sub/a.yaml", "r/sub/b.yaml", "r/sub/c.yaml",
                           "r/gone/a.yaml", "r/build/keep.yaml"}) {
    scratch.file(name, "");
  }
  scratch.file("r/.git/info/exclude", "c.yaml\na.yaml\n");
  scratch.file("r/.gitignore", "b.yaml\ngone/\nbuild/\n!build/keep.yaml\n!/a.yaml\n");
  scratch.file("r/sub/.gitignore", "!b.yaml\n/x/\n");
  scratch.file("r/sub/x/b.yaml", "");
  scratch.file("r/gone/.gitignore", "!a.yaml\n");
  CHECK(walked(scratch, "r") == Names{"r/a.yaml", "r/sub/b.yaml"});
  // From below, the rules above hold as well; a folder that is named is walked although it is ignored.
  CHECK(walked(scratch, "r/sub") == Names{"r/sub/b.yaml"});
  CHECK(walked(scratch, "r/gone") == Names{"r/gone/a.yaml"});
}

TEST_CASE("outside of a repository nothing is ignored, and a repository in a repository begins anew") {
  const Scratch scratch;
  scratch.file("plain/.gitignore", "a.yaml\n");
  scratch.file("plain/a.yaml", "");
  CHECK(walked(scratch, "plain") == Names{"plain/a.yaml"});

  fs::create_directories(scratch.path("r/.git"));
  scratch.file("r/.gitignore", "a.yaml\n");
  scratch.file("r/a.yaml", "");
  scratch.file("r/inner/.gitignore", "b.yaml\n");
  scratch.file("r/inner/a.yaml", "");
  scratch.file("r/inner/b.yaml", "");
  fs::create_directories(scratch.path("r/inner/.git"));
  CHECK(walked(scratch, "r") == Names{"r/inner/a.yaml"});
  CHECK(walked(scratch, "r/inner") == Names{"r/inner/a.yaml"});
}

TEST_CASE("a further work tree has the exclude file of its repository") {
  const Scratch scratch;
  scratch.file("main/.git/info/exclude", "a.yaml\n");
  scratch.file("main/.git/worktrees/w/commondir", "../..\n");
  scratch.file("w/.git", "gitdir: ../main/.git/worktrees/w\n");
  scratch.file("w/a.yaml", "");
  scratch.file("w/b.yaml", "");
  CHECK(walked(scratch, "w") == Names{"w/b.yaml"});
}

TEST_CASE("ignore rules that are no regular file are none, and ones that can't be read are a failure") {
  const Scratch scratch;
  fs::create_directories(scratch.path("r/.git"));
  scratch.file("r/rules", "a.yaml\n");
  scratch.file("r/a.yaml", "");
  scratch.file("r/sub/b.yaml", "");
  scratch.file("r/z/c.yaml", "");
  fs::create_symlink("rules", scratch.path("r/.gitignore"));
  REQUIRE(::mkfifo(scratch.path("r/sub/.gitignore").c_str(), 0600) == 0);
  fs::create_directories(scratch.path("r/z/.gitignore"));
  CHECK(walked(scratch, "r") == Names{"r/a.yaml", "r/sub/b.yaml", "r/z/c.yaml"});

  scratch.file("r/huge/.gitignore", "");
  fs::resize_file(scratch.path("r/huge/.gitignore"), std::uintmax_t{1} << 30U);
  scratch.file("r/huge/d.yaml", "");
  CHECK(walked(scratch, "r") ==
        Names{"r/a.yaml", "r/sub/b.yaml", "r/z/c.yaml", "failure: r/huge/.gitignore"});
}
