// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <set>

#include "catch.hpp"
#include "ecrify/write/temporary.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;
using write::Temporary;
using write::TemporaryKind;

namespace {

using Names = std::vector<std::string>;

Descriptor open_folder(const Scratch& scratch) {
  return Descriptor(::open(scratch.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

bool can_be_nameless(int folder) {
  return Descriptor(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600)).ok();
}

bool is_temporary_name(const std::string& name, const std::string& of) {
  const std::string begin = "." + of + ".ecrify-";
  return name.starts_with(begin) && name.size() == begin.size() + 6 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz012345", begin.size()) == std::string::npos;
}

}  // namespace

TEST_CASE("a temporary takes the place of a file, or goes") {
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    const Scratch scratch;
    scratch.file("f", "old");
    const Descriptor folder = open_folder(scratch);
    {
      Temporary temporary(folder.number(), "f", kind);
      REQUIRE(temporary.ok());
      REQUIRE(::write(temporary.descriptor(), "new", 3) == 3);
      struct stat info {};
      REQUIRE(::fstat(temporary.descriptor(), &info) == 0);
      CHECK((info.st_mode & 07777U) == 0600);
      CHECK(scratch.bytes("f") == "old");
    }
    CHECK(scratch.names() == Names{"f"});
    CHECK(scratch.bytes("f") == "old");
    {
      Temporary temporary(folder.number(), "f", kind);
      REQUIRE(::write(temporary.descriptor(), "new", 3) == 3);
      REQUIRE(temporary.take_place() == 0);
    }
    CHECK(scratch.names() == Names{"f"});
    CHECK(scratch.bytes("f") == "new");
  }
}

TEST_CASE("a named temporary has a recognisable, random name of legal length") {
  const Scratch scratch;
  const Descriptor folder = open_folder(scratch);
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const Temporary temporary(folder.number(), "deploy.yaml", TemporaryKind::named);
    REQUIRE(scratch.names().size() == 1);
    CHECK(is_temporary_name(scratch.names()[0], "deploy.yaml"));
    CHECK(seen.insert(scratch.names()[0]).second);
  }
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    const std::string longest(255, 'x');
    Temporary temporary(folder.number(), longest, kind);
    REQUIRE(temporary.ok());
    CHECK(temporary.take_place() == 0);
    CHECK(scratch.names() == Names{longest});
  }
}

TEST_CASE("a nameless temporary is not seen before it takes its place, nor after its process was killed") {
  const Scratch scratch;
  scratch.file("f", "old");
  const Descriptor folder = open_folder(scratch);
  if (!can_be_nameless(folder.number())) {
    WARN("skipped: this file system has no nameless files");
    return;
  }
  {
    const Temporary temporary(folder.number(), "f", TemporaryKind::nameless_if_possible);
    CHECK(scratch.names() == Names{"f"});
  }
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const Temporary temporary(folder.number(), "f", TemporaryKind::nameless_if_possible);
    if (::write(temporary.descriptor(), "half", 4) == 4) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(scratch.names() == Names{"f"});
  CHECK(scratch.bytes("f") == "old");
}

TEST_CASE("a folder that takes no file is an errno") {
  const Scratch scratch;
  const Descriptor folder = open_folder(scratch);
  std::filesystem::remove(scratch.root());
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    errno = 0;
    const Temporary temporary(folder.number(), "f", kind);
    CHECK_FALSE(temporary.ok());
    CHECK(errno == ENOENT);
  }
}

TEST_CASE("a place that can't be taken is an errno, and nothing is left") {
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.path("f"));
    const Descriptor folder = open_folder(scratch);
    {
      Temporary temporary(folder.number(), "f", kind);
      REQUIRE(temporary.ok());
      CHECK(temporary.take_place() == EISDIR);
    }
    CHECK(scratch.names() == Names{"f"});
  }
}
