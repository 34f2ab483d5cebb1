// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "kustomize_testing.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;
namespace fs = std::filesystem;

namespace {

class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "ecrify-kustomize-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = fs::canonical(name);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  fs::path path_;
};

std::string kind_name(EntryKind kind) {
  switch (kind) {
    case EntryKind::absent:
      return "absent";
    case EntryKind::file:
      return "file";
    case EntryKind::folder:
      return "folder";
    case EntryKind::outside:
      return "outside";
    case EntryKind::unreadable:
      return "unreadable";
  }
  return "?";
}

}  // namespace

TEST_CASE("paths are joined lexically and never lead above the root") {
  struct Row {
    std::string folder, path, joined;  // "-" for none
  };
  const Row rows[] = {
      {"", "a.yaml", "a.yaml"},
      {"over/prod", "../../base", "base"},
      {"over", "..", ""},
      {"over", "../..", "-"},
      {"", "../x", "-"},
      {"a", "./b//c/", "a/b/c"},
      {"a", "/etc/passwd", "-"},
      {"a", "", "-"},
      {"a/b", "../../../b", "-"},
      {"a/b", "../../../a/b", "-"},
      {"a", ".", "a"},
      {"a", std::string("b\0c", 3), "-"},
      {"a", "https://x/y", "a/https:/x/y"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.folder, row.path);
    const auto joined = join(row.folder, row.path);
    CHECK((joined ? *joined : "-") == row.joined);
  }
  CHECK(folder_of("a/b/c") == "a/b");
  CHECK(folder_of("c").empty());
}

TEST_CASE("both trees look, read and list alike") {
  const Scratch scratch;
  scratch.write("outside.yaml", "secret");
  scratch.write("tree/base/app.yaml", "app");
  scratch.write("tree/over/kustomization.yaml", "kustomization");
  fs::create_symlink("../base", scratch / "tree/over/linked");
  fs::create_symlink("../../outside.yaml", scratch / "tree/over/escape.yaml");
  fs::create_symlink("..", scratch / "tree/up");
  fs::create_symlink("loop", scratch / "tree/loop");
  auto opened = FolderTree::open((scratch / "tree").string());
  REQUIRE(opened.ok());
  MemoryTree memory;
  memory.add("base/app.yaml", "app");
  memory.add("over/kustomization.yaml", "kustomization");
  memory.link("over/linked", "base");
  memory.link("over/escape.yaml", "");
  memory.link("up", "");
  memory.link("loop", "loop");

  const Tree* const trees[] = {&*opened, &memory};
  for (const Tree* tree : trees) {
    struct Row {
      std::string path, kind, real;
    };
    const Row rows[] = {
        {"base/app.yaml", "file", "base/app.yaml"},
        {"base", "folder", "base"},
        {"", "folder", ""},
        {"over/linked/app.yaml", "file", "base/app.yaml"},
        {"over/linked", "folder", "base"},
        {"over/escape.yaml", "outside", ""},
        {"up/outside.yaml", "outside", ""},
        {"base/none.yaml", "absent", ""},
        {"loop", tree == &memory ? "absent" : "unreadable", tree == &memory ? "" : "loop"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.path);
      const Looked looked = tree->look(row.path);
      CHECK(kind_name(looked.kind) == row.kind);
      CHECK(looked.path == row.real);
    }
    CHECK(tree->read("base/app.yaml").value_or("-") == "app");
    CHECK_FALSE(tree->read("base/none.yaml").has_value());
    std::string listed;
    const std::vector<Listed> entries = tree->list("").value();
    for (const Listed& entry : entries) listed += entry.name + " " + kind_name(entry.kind) + ",";
    CHECK(listed == "base folder,over folder,");
    CHECK(tree->list("none").value().empty());
  }
  CHECK_FALSE(opened->read("over/escape.yaml").has_value());
  CHECK(opened->inside((scratch / "tree/over/linked/app.yaml").string()).value_or("-") == "base/app.yaml");
  CHECK(opened->inside((scratch / "tree").string()).value_or("-").empty());
  CHECK_FALSE(opened->inside((scratch / "outside.yaml").string()).has_value());
  CHECK_FALSE(FolderTree::open((scratch / "outside.yaml").string()).ok());
  CHECK_FALSE(FolderTree::open((scratch / "none").string()).ok());
}

TEST_CASE("a sibling whose name begins like the root's is not in it") {
  const Scratch scratch;
  scratch.write("tree/a.yaml", "");
  scratch.write("tree-other/b.yaml", "");
  const auto opened = FolderTree::open((scratch / "tree").string());
  REQUIRE(opened.ok());
  CHECK_FALSE(opened->inside((scratch / "tree-other/b.yaml").string()).has_value());
}

TEST_CASE("a file that is no regular one is not read") {
  const Scratch scratch;
  scratch.write("tree/a.yaml", "");
  REQUIRE(::mkfifo((scratch / "tree/pipe.yaml").c_str(), 0600) == 0);
  const auto opened = FolderTree::open((scratch / "tree").string());
  REQUIRE(opened.ok());
  CHECK(opened->look("pipe.yaml").kind == EntryKind::unreadable);
  CHECK_FALSE(opened->read("pipe.yaml").has_value());
  CHECK(opened->list("").value().size() == 1);
}

TEST_CASE("the root of a repository is the nearest folder with a .git") {
  const Scratch scratch;
  scratch.write("repo/.git/HEAD", "");
  scratch.write("repo/apps/a/kustomization.yaml", "");
  scratch.write("repo/vendor/other/.git", "gitdir: elsewhere");
  scratch.write("repo/vendor/other/b.yaml", "");
  scratch.write("plain/x/c.yaml", "");
  CHECK(repository_root((scratch / "repo/apps/a/kustomization.yaml").string()) ==
        (scratch / "repo").string());
  CHECK(repository_root((scratch / "repo/apps").string()) == (scratch / "repo").string());
  CHECK(repository_root((scratch / "repo/vendor/other/b.yaml").string()) ==
        (scratch / "repo/vendor/other").string());
  CHECK(repository_root((scratch / "none").string()).empty());
  CHECK(repository_root((scratch / "plain/x/c.yaml").string()).empty());
}

TEST_CASE("a submodule belongs to the repository that it is part of, a work tree does not") {
  const Scratch scratch;
  scratch.write("repo/.git/HEAD", "");
  scratch.write("repo/sub/.git", "gitdir: ../.git/modules/sub\n");
  scratch.write("repo/sub/inner/.git", "gitdir: ../../.git/modules/sub/modules/inner\n");
  scratch.write("repo/sub/inner/a.yaml", "");
  scratch.write("repo/tree/.git", "gitdir: /x/.git/worktrees/tree\n");
  scratch.write("repo/tree/a.yaml", "");
  scratch.write("alone/.git", "gitdir: ../gone/.git/modules/alone\n");
  scratch.write("alone/a.yaml", "");
  CHECK(repository_root((scratch / "repo/sub/inner/a.yaml").string()) == (scratch / "repo").string());
  CHECK(repository_root((scratch / "repo/tree/a.yaml").string()) == (scratch / "repo/tree").string());
  CHECK(repository_root((scratch / "alone/a.yaml").string()) == (scratch / "alone").string());
}

TEST_CASE("a tree of several folders has what is in them, and nothing beside them") {
  const Scratch scratch;
  for (const char* path : {"x/a/base/app.yaml", "x/a/nested/k.yaml", "x/b/over/k.yaml", "x/a-c/k.yaml", "x/other/k.yaml"}) scratch.write(path, "1");
  const std::string x = (scratch / "x").string();
  const auto opened = FolderTree::open({x + "/b", x + "/a/nested", x + "/a-c", x + "/a"});
  REQUIRE(opened.ok());
  CHECK(opened->root() == x);
  CHECK(opened->tops() == std::vector<std::string>{"a", "a-c", "b"});
  CHECK(opened->inside(x + "/a/nested/k.yaml") == "a/nested/k.yaml");
  CHECK_FALSE(opened->inside(x + "/other/k.yaml").has_value());
  CHECK(opened->look("b/over/k.yaml").kind == EntryKind::file);
  CHECK(opened->look("other/k.yaml").kind == EntryKind::outside);
  CHECK(opened->list("a").value().size() == 2);
  CHECK(opened->list("").value().empty());
  CHECK_FALSE(FolderTree::open(std::vector<std::string>{}).ok());
}

TEST_CASE("another file system is not entered") {
  const auto opened = FolderTree::open("/");
  REQUIRE(opened.ok());
  struct stat root {};
  struct stat proc {};
  if (::stat("/", &root) != 0 || ::stat("/proc/self", &proc) != 0 || root.st_dev == proc.st_dev) return;
  CHECK(opened->list("proc").value().empty());
  CHECK_FALSE(opened->list("").value().empty());
}
