// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "catch.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/write/replace.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;
using test::Unprivileged;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

struct stat info_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info;
}

unsigned mode_of(const std::string& path) { return info_of(path).st_mode & 07777U; }

std::string message(const Status& status) { return status.ok() ? "ok" : status.failure().message; }

input::RootedPath found(const std::string& path) {
  return input::Resolver().resolve(path).value_or(input::RootedPath{path});
}

// The whole text becomes another.
write::Change change(const std::string& path, std::string_view expected,
                     const std::vector<std::string_view>& pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return {found(path), expected, {Edit{Span{0, expected.size()}, text}}};
}

Status replaced(const std::string& path, std::string_view expected,
                const std::vector<std::string_view>& pieces) {
  const std::vector<write::ReplaceResult> outcomes =
      write::replace_files({{change(path, expected, pieces)}}, 1);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].count == (outcomes[0].failure ? 0U : 1U));
  return outcomes[0].failure ? Status(*outcomes[0].failure) : Status(Success{});
}

}  // namespace

TEST_CASE("a file is replaced by the pieces, and nothing else is in its folder") {
  struct Row {
    std::string before;
    std::vector<std::string_view> pieces;
    std::string after;
  };
  const std::string big(300000, 'b');
  const Row rows[] = {{"old", {"n", "ew"}, "new"},
                      {"", {"x"}, "x"},
                      {"x", {}, ""},
                      {big, {"x", big, "", "y"}, "x" + big + "y"}};
  for (const Row& row : rows) {
    const Scratch scratch;
    const std::string path = scratch.file("f.yaml", row.before);
    const Status status = replaced(path, row.before, row.pieces);
    CHECK(message(status) == "ok");
    CHECK((scratch.bytes("f.yaml") == row.after));
    CHECK(scratch.names() == Names{"f.yaml"});
  }
}

TEST_CASE("names of any kind, relative paths, the longest name") {
  const Scratch scratch;
  const fs::path before = fs::current_path();
  fs::current_path(scratch.root());
  for (const std::string name : {"a b.yaml", "-w", "two\nlines", "\xff\xfe", "sub/f", ".hidden"}) {
    CAPTURE(name);
    scratch.file(name, "old");
    CHECK(message(replaced(name, "old", {"new"})) == "ok");
    CHECK(scratch.bytes(name) == "new");
  }
  const std::string longest(255, 'x');
  scratch.file(longest, "old");
  CHECK(message(replaced("./" + longest, "old", {"new"})) == "ok");
  CHECK(scratch.bytes(longest) == "new");
  fs::current_path(before);
}

TEST_CASE("the mode is kept, whatever the umask") {
  const mode_t before = ::umask(0077);
  for (const mode_t mode :
       {0644U, 0600U, 0755U, 0664U, 0666U, 0777U, 0400U, 02644U, 02755U, 04755U, 01644U, 06775U}) {
    const Scratch scratch;
    const std::string path = scratch.file("f", "old");
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    const Status status = replaced(path, "old", {"new"});
    CAPTURE(mode);
    if ((mode & 0200U) == 0 && ::geteuid() != 0) {
      CHECK(message(status) == "can't be written: permission denied");
    } else {
      CHECK(message(status) == "ok");
      CHECK(scratch.bytes("f") == "new");
    }
    CHECK(mode_of(path) == mode);
  }
  ::umask(before);
}

TEST_CASE("owner and group are kept where they can be") {
  if (::geteuid() != 0) {
    WARN("skipped: only root can give files away");
    return;
  }
  struct Row {
    uid_t owner;
    gid_t group;
    mode_t mode;
    bool as_nobody;
    uid_t owner_after;
    gid_t group_after;
    mode_t mode_after;
  };
  constexpr unsigned nobody = Unprivileged::nobody;
  const Row rows[] = {
      {12345, 54321, 06755, false, 12345, 54321, 06755},
      {nobody, nobody, 0640, true, nobody, nobody, 0640},
      // Another's file that the group may write: it becomes ours, and is setuid no more.
      {0, nobody, 06775, true, nobody, nobody, 02775},
      // Our file of a group that we are not in: what that group was granted is not our group's.
      {nobody, 54321, 02660, true, nobody, nobody, 0600},
      {nobody, 54321, 0664, true, nobody, nobody, 0644},
  };
  for (const Row& row : rows) {
    CAPTURE(row.owner, row.group, row.mode, row.as_nobody);
    const Scratch scratch;
    const std::string path = scratch.file("f", "old");
    REQUIRE(::chown(path.c_str(), row.owner, row.group) == 0);
    REQUIRE(::chmod(path.c_str(), row.mode) == 0);
    std::string result;
    if (row.as_nobody) {
      const Unprivileged unprivileged;
      REQUIRE(unprivileged.ok());
      result = message(replaced(path, "old", {"new"}));
    } else {
      result = message(replaced(path, "old", {"new"}));
    }
    CHECK(result == "ok");
    CHECK(info_of(path).st_uid == row.owner_after);
    CHECK(info_of(path).st_gid == row.group_after);
    CHECK(mode_of(path) == row.mode_after);
  }
}

TEST_CASE("user attributes are kept") {
  const Scratch scratch;
  const std::string path = scratch.file("f", "old");
  if (::setxattr(path.c_str(), "user.origin", "kustomize", 9, 0) != 0) {
    WARN("skipped: the file system has no user attributes");
    return;
  }
  CHECK(message(replaced(path, "old", {"new"})) == "ok");
  char value[16] = {};
  CHECK(::getxattr(path.c_str(), "user.origin", value, sizeof value) == 9);
  CHECK(std::string(value) == "kustomize");
}

TEST_CASE("links") {
  const Scratch scratch;
  scratch.file("real/f", "old");
  fs::create_symlink("real/f", scratch.path("link"));
  fs::create_symlink("link", scratch.path("link-to-link"));
  fs::create_symlink("real", scratch.path("folder"));
  std::string now = "old";
  for (const std::string name : {"link", "link-to-link", "folder/f"}) {
    CAPTURE(name);
    CHECK(message(replaced(scratch.path(name), now, {"new ", name})) == "ok");
    now = "new " + name;
    CHECK(scratch.bytes("real/f") == now);
  }
  CHECK(fs::read_symlink(scratch.path("link")) == "real/f");
  CHECK(fs::read_symlink(scratch.path("link-to-link")) == "link");
  CHECK(scratch.names() == Names{"folder", "link", "link-to-link", "real"});
  CHECK(scratch.names("real") == Names{"f"});

  fs::create_hard_link(scratch.path("real/f"), scratch.path("hard"));
  CHECK(message(replaced(scratch.path("real/f"), now, {"newer"})) == "ok");
  CHECK(scratch.bytes("hard") == now);  // a rename breaks hard links, as the header says
}

TEST_CASE("a file that is not what was read is left alone") {
  struct Row {
    std::string now;
    std::string expected;
  };
  const std::string big(200000, 'x');
  const Row rows[] = {{"changed", "old"}, {"older", "old"}, {"ol", "old"},          {"", "old"},
                      {"old", ""},        {"Old", "old"},   {big + "y", big + "z"}, {big, big + "x"},
                      {big + "x", big}};
  for (const Row& row : rows) {
    const Scratch scratch;
    const std::string path = scratch.file("f", row.now);
    const Status status = replaced(path, row.expected, {"new"});
    CHECK(message(status) == "the file changed while it was being rewritten, so it was left as it is now");
    CHECK((scratch.bytes("f") == row.now));
    CHECK(scratch.names() == Names{"f"});
  }
}

TEST_CASE("what can't be replaced is a failure, and nothing is left behind") {
  const Scratch scratch;
  scratch.file("f", "old");
  fs::create_directory(scratch.path("folder"));
  fs::create_symlink("nowhere", scratch.path("dangling"));
  fs::create_symlink("loop", scratch.path("loop"));
  REQUIRE(::mkfifo(scratch.path("fifo").c_str(), 0666) == 0);
  const Names names = scratch.names();
  struct Row {
    std::string path;
    std::string message;
  };
  const Row rows[] = {
      {scratch.path("gone"), "can't be written: no such file or directory"},
      {scratch.path("gone/f"), "can't be written: no such file or directory"},
      {scratch.path("dangling"), "can't be written: no such file or directory"},
      {scratch.path("loop"), "can't be written: too many levels of symbolic links"},
      {scratch.path("f/f"), "can't be written: not a directory"},
      {scratch.path("folder"), "can't be rewritten in place: it is no regular file"},
      {scratch.path("fifo"), "can't be rewritten in place: it is no regular file"},
      {"/dev/null", "can't be rewritten in place: it is no regular file"},
      {"/", "can't be written: no such file or directory"},
      {"", "can't be written: no such file or directory"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    const Status status = replaced(row.path, "old", {"new"});
    CHECK(message(status) == row.message);
    if (!status.ok()) CHECK(status.failure().file == row.path);
  }
  CHECK(scratch.names() == names);
  CHECK(scratch.bytes("f") == "old");
}

TEST_CASE("a full disk in the middle of the write leaves the file as it was") {
  REQUIRE(::signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  const Scratch scratch;
  const std::string path = scratch.file("f", "old");
  const std::string big(100000, 'n');
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small{30000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Status status = replaced(path, "old", {big});
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(message(status) == "can't be written: file too large");
  CHECK(scratch.bytes("f") == "old");
  CHECK(scratch.names() == Names{"f"});
}

TEST_CASE("without the rights, the file stays") {
  struct Row {
    mode_t folder;
    mode_t file;
    std::string message;
  };
  const Row rows[] = {
      {0555, 0666, "can't be written: permission denied"},  // a folder that takes no temporary
      {0777, 0444, "can't be written: permission denied"},  // a file that is to stay as it is
      {0777, 0222, "can't be written: permission denied"},  // one that can't be compared
      {0700, 0666, "can't be written: permission denied"},
      {01777, 0666, "can't be written: operation not permitted"},  // another's file in a folder such as /tmp
      {0777, 0666, "ok"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.folder, row.file);
    const Scratch scratch;
    const std::string path = scratch.file("t/f", "old");
    REQUIRE(::chmod(path.c_str(), row.file) == 0);
    REQUIRE(::chmod(scratch.path("t").c_str(), row.folder) == 0);
    std::string result;
    {
      const Unprivileged nobody;
      if (!nobody.ok() || ((row.folder == 0700 || row.folder == 01777) && ::getuid() != 0)) {
        WARN("skipped: needs root that can become another user");
      } else {
        result = message(replaced(path, "old", {"new"}));
      }
    }
    REQUIRE(::chmod(scratch.path("t").c_str(), 0777) == 0);
    if (result.empty()) continue;
    CHECK(result == row.message);
    CHECK(scratch.names("t") == Names{"f"});
    REQUIRE(::chmod(path.c_str(), 0666) == 0);
    CHECK(scratch.bytes("t/f") == (row.message == "ok" ? "new" : "old"));
  }
}

TEST_CASE("of a unit all files are replaced or none") {
  const Scratch scratch;
  std::vector<std::string> paths;
  for (const char* name : {"a/f", "b/f", "b/g", "c"}) paths.push_back(scratch.file(name, "old"));
  const auto unit = [&](std::size_t from, std::size_t to) {
    write::Unit files;
    for (std::size_t i = from; i < to; ++i) files.push_back(change(paths[i], "old", {"new"}));
    return files;
  };
  write::Unit spoilt = unit(0, 3);
  spoilt[2] = change(paths[2], "other", {"new"});
  const std::vector<write::ReplaceResult> outcomes = write::replace_files({spoilt, unit(3, 4)}, 2);
  CHECK(outcomes[0].count == 0);
  CHECK(outcomes[0].culprit == 2);
  REQUIRE(outcomes[0].failure.has_value());
  CHECK(outcomes[0].failure->file == paths[2]);
  CHECK(outcomes[1].count == 1);
  CHECK(scratch.bytes("a/f") == "old");
  CHECK(scratch.bytes("c") == "new");
  CHECK(write::replace_files({unit(0, 3)}, 1)[0].count == 3);
  for (const char* name : {"a/f", "b/f", "b/g"}) CHECK(scratch.bytes(name) == "new");
  CHECK(scratch.names("b") == Names{"f", "g"});
}

TEST_CASE("many files are replaced with few descriptors and little room") {
  const Scratch scratch;
  const input::Resolver resolver;
  std::vector<write::Unit> units;
  for (int i = 0; i < 60; ++i) {
    const std::string path = scratch.file("d" + std::to_string(i % 7) + "/" + std::to_string(i), "old");
    units.push_back(
        {{resolver.resolve(path).value_or(input::RootedPath{path}), "old", {Edit{Span{0, 3}, "new"}}}});
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit small{30, 30};
    std::size_t prepared = 0;
    std::size_t replaced = 0;
    const bool is_small = ::setrlimit(RLIMIT_NOFILE, &small) == 0;
    for (const write::ReplaceResult& one : write::replace_files(units, 2, [&] { ++prepared; }))
      replaced += one.count;
    ::_exit(is_small && prepared == 60 && replaced == 60 ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  for (int i = 0; i < 60; ++i)
    CHECK(scratch.bytes("d" + std::to_string(i % 7) + "/" + std::to_string(i)) == "new");
  CHECK(scratch.names("d3").size() == 9);
}

TEST_CASE("a signal that ends the program waits, and leaves nothing but whole files") {
  const Scratch scratch;
  const std::string paths[] = {scratch.file("a", "old"), scratch.file("b", "old"), scratch.file("c", "old")};
  for (const bool is_ignored : {false, true}) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGTERM, is_ignored ? SIG_IGN : SIG_DFL);
      std::vector<write::Unit> units;
      for (const std::string& path : paths) units.push_back({change(path, "old", {"new"})});
      std::size_t prepared = 0;
      const auto outcomes = write::replace_files(units, 1, [&prepared] {
        if (++prepared == 2) ::raise(SIGTERM);
      });
      ::_exit(outcomes[2].count == 1 ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) == !is_ignored);
    CHECK(scratch.names() == Names{"a", "b", "c"});
    for (const char* name : {"a", "b", "c"}) CHECK(scratch.bytes(name) == (is_ignored ? "new" : "old"));
  }
}
