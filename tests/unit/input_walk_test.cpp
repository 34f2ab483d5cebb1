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

// The paths, those that were named with a `!` and those outside of the tree with a `>` before them, then what
// failed and what was passed over; the scratch folder is cut off.
Names listed(const Scratch& scratch, const Names& paths, const input::WalkOptions& options = {}) {
  const auto shown = [&](std::string path) {
    if (path.starts_with(scratch.root() + "/")) path.erase(0, scratch.root().size() + 1);
    return path;
  };
  const input::Expansion found = input::expand(paths, options);
  Names names;
  for (const input::FoundFile& one : found.files) {
    names.push_back((one.named ? "!" : "") + std::string(one.outside ? ">" : "") + shown(one.path));
  }
  for (const Failure& one : found.failures)
    names.push_back("failure: " + one.message + ": " + shown(one.file));
  for (const input::SkippedEntry& one : found.passed_over) {
    if (!one.reason.starts_with("hidden"))
      names.push_back("passed over: " + shown(one.path) + ": " + one.reason);
  }
  return names;
}

Names hidden(const Names& paths, const input::WalkOptions& options = {}) {
  Names names;
  for (const input::SkippedEntry& one : input::expand(paths, options).passed_over) {
    if (one.reason.starts_with("hidden")) names.push_back(one.path);
  }
  return names;
}

Names without_passed_over(Names names) {
  std::erase_if(names, [](const std::string& name) { return name.starts_with("passed over: "); });
  return names;
}

std::vector<Glob> globs(const Names& patterns) {
  std::vector<Glob> all;
  for (const std::string& pattern : patterns) all.push_back(*Glob::parse(pattern));
  return all;
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
  CHECK(listed(scratch, {scratch.path("t")}) ==
        Names{"t/real.yaml", "passed over: t/dangling.yaml: a symbolic link; --follow takes it",
              "passed over: t/fifo.yaml: no regular file",
              "passed over: t/link.yaml: a symbolic link; --follow takes it",
              "passed over: t/self.yaml: a symbolic link; --follow takes it"});
}

TEST_CASE("links that are followed end, and give way to paths without them") {
  const Scratch scratch;
  scratch.file("outside/secret.yaml", "");
  scratch.file("outside/notes.txt", "");
  scratch.file("t/real.yaml", "");
  scratch.file("t/z/z.yaml", "");
  fs::create_symlink("real.yaml", scratch.path("t/a-link.yaml"));
  fs::create_symlink("../outside", scratch.path("t/out"));
  fs::create_symlink("../outside", scratch.path("t/out-again"));
  fs::create_symlink("../outside/secret.yaml", scratch.path("t/secret.yaml"));
  fs::create_symlink("..", scratch.path("t/z/up"));
  fs::create_symlink("z", scratch.path("t/a-folder"));
  fs::create_symlink("../t", scratch.path("outside/back"));
  fs::create_symlink("self.yaml", scratch.path("t/self.yaml"));
  fs::create_symlink("nowhere", scratch.path("t/dangling.yaml"));
  fs::create_symlink("nowhere", scratch.path("t/dangling"));
  REQUIRE(::mkfifo(scratch.path("t/fifo").c_str(), 0600) == 0);
  fs::create_symlink("fifo", scratch.path("t/fifo.yaml"));
  input::WalkOptions options;
  options.links = input::WalkOptions::Links::follow;
  CHECK(listed(scratch, {scratch.path("t")}, options) ==
        Names{">t/out/secret.yaml", "t/real.yaml", "t/z/z.yaml",
              "failure: the symbolic link points to something that does not exist: t/dangling.yaml",
              "failure: can't be read: too many levels of symbolic links: t/self.yaml",
              "passed over: t/fifo.yaml: no regular file"});
  CHECK(listed(scratch, {scratch.path("t"), scratch.path("outside/secret.yaml")}, options).front() ==
        "!t/out/secret.yaml");
}

TEST_CASE("flags say what a walk takes") {
  const Scratch scratch;
  for (const char* name :
       {"t/a.yaml", "t/b.tpl", "t/vendor/c.yaml", "t/sub/vendor/d.yaml", "t/.hidden/e.yaml", "t/.f.yaml",
        "t/.git/g.yaml", "t/.ecrify.yaml", "t/sub/vendor.yaml", "t/ignored.yaml", "t/sub/h.json"}) {
    scratch.file(name, "");
  }
  scratch.file("t/.gitignore", "ignored.yaml\n*.json\n");
  input::WalkOptions all;
  all.hidden = input::WalkOptions::HiddenFiles::take;
  all.ignore_files = input::WalkOptions::IgnoreFiles::disregard;
  input::WalkOptions included;
  included.include = globs({"*.tpl", "sub/**/d.*"});
  input::WalkOptions excluded;
  excluded.exclude = globs({"vendor/", "t/a.*"});
  input::WalkOptions both;
  both.include = globs({"*.yaml"});
  both.exclude = globs({"sub/**"});
  const InFolder in(scratch.root());
  CHECK(listed(scratch, {"t"}) ==
        Names{"t/a.yaml", "t/sub/vendor.yaml", "t/sub/vendor/d.yaml", "t/vendor/c.yaml"});
  CHECK(listed(scratch, {"t"}, all) == Names{"t/.f.yaml", "t/.hidden/e.yaml", "t/a.yaml", "t/ignored.yaml",
                                             "t/sub/h.json", "t/sub/vendor.yaml", "t/sub/vendor/d.yaml",
                                             "t/vendor/c.yaml"});
  CHECK(listed(scratch, {"t"}, included) == Names{"t/b.tpl", "t/sub/vendor/d.yaml"});
  CHECK(listed(scratch, {"t"}, excluded) == Names{"t/sub/vendor.yaml"});
  CHECK(listed(scratch, {"t"}, both) == Names{"t/a.yaml", "t/vendor/c.yaml"});
  // What is named is read whatever the flags say.
  CHECK(listed(scratch, {"t/ignored.yaml", "t/a.yaml", "t/.f.yaml", "t/.ecrify.yaml"}, excluded) ==
        Names{"!t/ignored.yaml", "!t/a.yaml", "!t/.f.yaml", "!t/.ecrify.yaml"});
}

TEST_CASE("what is hidden and could be read is told of") {
  const Scratch scratch;
  for (const char* name :
       {"t/a.yaml", "t/.draft.yaml", "t/.note", "t/.github/ci.yml", "t/.git/config.yaml", "t/.ecrify.yaml"}) {
    scratch.file(name, "");
  }
  input::WalkOptions all;
  all.hidden = input::WalkOptions::HiddenFiles::take;
  const InFolder in(scratch.root());
  CHECK(hidden({"t"}) == Names{"t/.draft.yaml", "t/.github"});
  CHECK(hidden({"t"}, all).empty());
  CHECK(hidden({"t/.github", "t/.draft.yaml"}).empty());
}

TEST_CASE("a pattern takes the files that fit, and the manifests of folders that fit") {
  const Scratch scratch;
  for (const char* name : {"t/a.yaml", "t/b.txt", "t/one/a.yaml", "t/one/deep/b.yaml", "t/two/c.yaml",
                           "t/two/notes.txt", "t/[x].yaml", "t/.hidden/d.yaml"}) {
    scratch.file(name, "");
  }
  struct Row {
    std::string pattern;
    Names result;
  };
  const Row rows[] = {
      {"t/*.txt", {"t/b.txt"}},
      {"t/*", {"t/[x].yaml", "t/a.yaml", "t/b.txt", "t/one/a.yaml", "t/one/deep/b.yaml", "t/two/c.yaml"}},
      {"t/**/a.yaml", {"t/a.yaml", "t/one/a.yaml"}},
      {"./t/o*", {"./t/one/a.yaml", "./t/one/deep/b.yaml"}},
      {"t/t?o/", {"t/two/c.yaml"}},
      {"**/b.*", {"t/b.txt", "t/one/deep/b.yaml"}},
      {"t/[x].yaml", {"!t/[x].yaml"}},  // a file of that name
      {"t/[ab].yaml", {"t/a.yaml"}},
      {"t/*.json", {"failure: no file fits the pattern: t/*.json"}},
      {"u/*.json", {"failure: no such file or folder: u/*.json"}},
      {"t/[a.yaml", {"failure: no such file or folder: t/[a.yaml"}},
      {"t/.hidden/*", {"t/.hidden/d.yaml"}},
  };
  const InFolder in(scratch.root());
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CHECK(listed(scratch, {row.pattern}) == row.result);
  }
  CHECK(listed(scratch, {scratch.path("t/o*")}) == Names{"t/one/a.yaml", "t/one/deep/b.yaml"});
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
    CHECK(without_passed_over(listed(scratch, row.paths)) == row.result);
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
  CHECK(found.files.size() == 2);
}

TEST_CASE("what does not exist is a failure") {
  const Scratch scratch;
  scratch.file("t/a.yaml", "");
  fs::create_symlink("nowhere", scratch.path("dangling"));
  const InFolder in(scratch.root());
  CHECK(listed(scratch, {"t", "missing"}) == Names{"t/a.yaml", "failure: no such file or folder: missing"});
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
            Names{"t/a.yaml", "failure: the folder can't be listed: permission denied: t/u/closed"});
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
  for (; depth < 2100; ++depth) {
    if (::mkdirat(at.number(), "d", 0755) != 0) break;
    at = Descriptor(::openat(at.number(), "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    REQUIRE(at.ok());
    if (depth == 1000) ::close(::openat(at.number(), "a.yaml", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  }
  REQUIRE(depth == 2100);
  const auto found = input::expand({scratch.root()});
  CHECK(found.files.size() == 1);
  REQUIRE(found.failures.size() == 1);
  CHECK(found.failures.front().message == "the folder can't be listed: file name too long");
}
