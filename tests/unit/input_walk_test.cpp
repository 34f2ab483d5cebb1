// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/socket.h>

#include "catch.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/input/walk.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

// The paths, those that were named with a `!` before them; the scratch folder is cut off.
Names listed(const Scratch& scratch, const Names& paths) {
  const auto found = input::expand(paths);
  if (!found.ok()) return {"failure: " + found.failure().message + ": " + found.failure().file};
  Names names;
  for (const input::Found& one : *found) {
    std::string path = one.path;
    if (path.starts_with(scratch.root() + "/")) path.erase(0, scratch.root().size() + 1);
    names.push_back((one.named ? "!" : "") + path);
  }
  return names;
}

class InFolder {
 public:
  explicit InFolder(const std::string& path) : before_(fs::current_path()) { fs::current_path(path); }
  ~InFolder() { fs::current_path(before_); }

 private:
  fs::path before_;
};

}  // namespace

TEST_CASE("a walk takes manifests only, in one order") {
  const Scratch scratch;
  for (const char* name : {"t/b.yaml", "t/a.yml", "t/c.json", "t/a/z.yaml", "t/a-b/y.yaml", "t/a.yaml",
                           "t/readme.md", "t/Makefile", "t/x.yaml.bak", "t/yaml", "t/.hidden.yaml",
                           "t/.git/config.yaml", "t/.github/workflows/ci.yml", "t/deep/er/and/deeper/d.yml",
                           "t/caf\xc3\xa9.yaml", "t/-w.yaml", "t/two\nlines.yaml"}) {
    scratch.file(name, "");
  }
  fs::create_directory(scratch.path("t/folder.yaml"));
  fs::create_directory(scratch.path("t/empty"));
  CHECK(listed(scratch, {scratch.path("t")}) ==
        Names{"t/-w.yaml", "t/a-b/y.yaml", "t/a.yaml", "t/a.yml", "t/a/z.yaml", "t/b.yaml", "t/c.json",
              "t/caf\xc3\xa9.yaml", "t/deep/er/and/deeper/d.yml", "t/two\nlines.yaml"});
  CHECK(listed(scratch, {scratch.path("t/empty")}).empty());
}

TEST_CASE("links, pipes and sockets are not taken on a walk, and links are not followed") {
  const Scratch scratch;
  scratch.file("outside/secret.yaml", "");
  scratch.file("t/real.yaml", "");
  fs::create_symlink("real.yaml", scratch.path("t/link.yaml"));
  fs::create_symlink("../outside", scratch.path("t/out"));
  fs::create_symlink("..", scratch.path("t/up"));
  fs::create_symlink("self.yaml", scratch.path("t/self.yaml"));
  fs::create_symlink("nowhere", scratch.path("t/dangling.yaml"));
  REQUIRE(::mkfifo(scratch.path("t/fifo.yaml").c_str(), 0600) == 0);
  CHECK(listed(scratch, {scratch.path("t")}) == Names{"t/real.yaml"});
}

TEST_CASE("what the user names is taken whatever it is") {
  const Scratch scratch;
  scratch.file("t/real.yaml", "");
  scratch.file("t/.hidden/h.yaml", "");
  scratch.file("t/notes.txt", "");
  scratch.file("t/.env", "");
  fs::create_symlink("t", scratch.path("link-to-folder"));
  fs::create_symlink("t/real.yaml", scratch.path("link-to-file"));
  REQUIRE(::mkfifo(scratch.path("fifo").c_str(), 0600) == 0);
  struct Row {
    Names paths;
    Names result;
  };
  const Row rows[] = {
      {{}, {}},
      {{"t/notes.txt"}, {"!t/notes.txt"}},
      {{"t/.env"}, {"!t/.env"}},
      {{"t/.hidden"}, {"t/.hidden/h.yaml"}},
      {{"link-to-folder"}, {"link-to-folder/real.yaml"}},
      {{"link-to-file"}, {"!link-to-file"}},
      {{"fifo"}, {"!fifo"}},
      {{"/dev/null"}, {"!/dev/null"}},
      {{"t/notes.txt", "t", "t/.env"}, {"!t/notes.txt", "t/real.yaml", "!t/.env"}},
  };
  const InFolder in(scratch.root());
  for (const Row& row : rows) {
    CAPTURE(row.paths);
    CHECK(listed(scratch, row.paths) == row.result);
  }
}

TEST_CASE("a file reached twice is taken once, at its first place") {
  const Scratch scratch;
  scratch.file("t/a.yaml", "");
  scratch.file("t/b.yaml", "");
  fs::create_symlink("a.yaml", scratch.path("t/link.yaml"));
  fs::create_hard_link(scratch.path("t/b.yaml"), scratch.path("t/hard.yaml"));
  struct Row {
    Names paths;
    Names result;
  };
  const Row rows[] = {
      {{"t/a.yaml", "t/a.yaml"}, {"!t/a.yaml"}},
      {{"t/a.yaml", "./t//a.yaml", "t/../t/a.yaml"}, {"!t/a.yaml"}},
      {{"t/a.yaml", "t"}, {"!t/a.yaml", "t/b.yaml", "t/hard.yaml"}},
      {{"t", "t/b.yaml"}, {"t/a.yaml", "!t/b.yaml", "t/hard.yaml"}},
      {{"t", "./t/", "."}, {"t/a.yaml", "t/b.yaml", "t/hard.yaml"}},
      {{"t/link.yaml", "t/a.yaml"}, {"!t/link.yaml"}},
      {{"t/hard.yaml", "t/b.yaml"}, {"!t/hard.yaml", "!t/b.yaml"}},
  };
  const InFolder in(scratch.root());
  for (const Row& row : rows) {
    CAPTURE(row.paths);
    CHECK(listed(scratch, row.paths) == row.result);
  }
}

TEST_CASE("paths begin as typed") {
  const Scratch scratch;
  scratch.file("t/u/a.yaml", "");
  const InFolder in(scratch.path("t"));
  struct Row {
    std::string path;
    std::string result;
  };
  const Row rows[] = {{".", "u/a.yaml"},         {"./", "u/a.yaml"},       {"u", "u/a.yaml"},
                      {"u/", "u/a.yaml"},        {"u///", "u/a.yaml"},     {"./u", "./u/a.yaml"},
                      {"../t", "../t/u/a.yaml"}, {"u/..", "u/../u/a.yaml"}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(listed(scratch, {row.path}) == Names{row.result});
  }
  CHECK(listed(scratch, {scratch.path("t/u")}) == Names{"t/u/a.yaml"});
}

TEST_CASE("two pipes of a shell are two inputs") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Descriptor reader(ends[0]);
  const Descriptor writer(ends[1]);
  const std::string one = "/dev/fd/" + std::to_string(reader.number());
  const std::string two = "/dev/fd/" + std::to_string(writer.number());
  const auto found = input::expand({one, two});
  REQUIRE(found.ok());
  CHECK(found->size() == 2);
}

TEST_CASE("what does not exist is a failure") {
  const Scratch scratch;
  scratch.file("t/a.yaml", "");
  fs::create_symlink("nowhere", scratch.path("dangling"));
  const InFolder in(scratch.root());
  CHECK(listed(scratch, {"t", "missing"}) == Names{"failure: no such file or folder: missing"});
  CHECK(listed(scratch, {""}) == Names{"failure: the path is empty: "});
  CHECK(listed(scratch, {"dangling"}) ==
        Names{"failure: the symbolic link points to something that does not exist: dangling"});
}

TEST_CASE("a folder that can't be listed is a failure that names it") {
  const Scratch scratch;
  scratch.file("t/a.yaml", "");
  scratch.file("t/u/closed/b.yaml", "");
  ::chmod(scratch.path("t/u/closed").c_str(), 0311);
  ::chmod(scratch.path("t").c_str(), 0755);
  {
    const test::Unprivileged nobody;
    if (nobody.ok()) {
      CHECK(listed(scratch, {scratch.path("t")}) ==
            Names{"failure: the folder can't be listed: permission denied: " + scratch.path("t/u/closed")});
    } else {
      WARN("skipped: root that can't become another user");
    }
  }
  ::chmod(scratch.path("t/u/closed").c_str(), 0755);
}

TEST_CASE("a very deep tree takes no stack, and one too deep for a path is a failure") {
  const Scratch scratch;
  Descriptor at(::open(scratch.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  int depth = 0;
  for (; depth < 3000; ++depth) {
    if (::mkdirat(at.number(), "d", 0755) != 0) break;
    at = Descriptor(::openat(at.number(), "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    REQUIRE(at.ok());
    if (depth == 1500) ::close(::openat(at.number(), "a.yaml", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  }
  REQUIRE(depth == 3000);
  const auto found = input::expand({scratch.root()});
  REQUIRE_FALSE(found.ok());
  CHECK(found.failure().message == "the folder can't be listed: file name too long");
}
