// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "catch.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/input/root.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;
namespace fs = std::filesystem;

namespace {

int error_of(const input::RootedPath& path, int flags) { return path.open(flags).ok() ? 0 : errno; }

std::string text_or_message(const input::RootedPath& path) {
  const auto bytes = input::load_file(path);
  return bytes.ok() ? std::string(bytes->view()) : bytes.failure().message;
}

}  // namespace

TEST_CASE("a path is resolved once, links included") {
  const Scratch scratch;
  scratch.file("real/folder/f", "text");
  fs::create_symlink("real", scratch.path("link"));
  fs::create_symlink("../link/folder/f", scratch.path("real/to-file"));
  const input::Resolver resolver;
  for (const char* typed : {"real/folder/f", "link/folder/f", "real/to-file", "link/../real/./folder//f"}) {
    INFO(typed);
    const auto found = resolver.resolve(scratch.path(typed));
    REQUIRE(found);
    CHECK(found->path == scratch.path(typed));
    CHECK(found->resolved == scratch.path("real/folder/f"));
    CHECK(found->name() == "f");
    CHECK(found->open_folder().ok());
    CHECK(text_or_message(*found) == "text");
  }
  CHECK(resolver.resolve(scratch.path("link"))->is_folder);
  CHECK_FALSE(resolver.resolve(scratch.path("none")));
  CHECK(errno == ENOENT);
  CHECK_FALSE(resolver.resolve("/dev/null")->root);
  CHECK(resolver.resolve("/")->resolved == "/");
  CHECK(resolver.resolve("/")->open(O_RDONLY | O_DIRECTORY).ok());
}

TEST_CASE("what is exchanged for a link, or for no regular file, is not opened") {
  const Scratch scratch;
  scratch.file("t/folder/f", "text");
  scratch.file("outside/f", "secret");
  const input::RootedPath file = *input::Resolver().resolve(scratch.path("t/folder/f"));
  fs::remove(scratch.path("t/folder/f"));
  fs::create_symlink("../../outside/f", scratch.path("t/folder/f"));
  CHECK(error_of(file, O_RDONLY) == ELOOP);
  CHECK(error_of(file, O_PATH) == ELOOP);
  CHECK(text_or_message(file) == "a symbolic link came to be on this path meanwhile, and was not followed");
  CHECK(file.open_folder().ok());
  fs::remove(scratch.path("t/folder/f"));
  REQUIRE(::mkfifo(scratch.path("t/folder/f").c_str(), 0600) == 0);
  CHECK(text_or_message(file) == "is no regular file any more");
  fs::remove_all(scratch.path("t/folder"));
  fs::create_symlink("../outside", scratch.path("t/folder"));
  CHECK(error_of(file, O_RDONLY) == ELOOP);
  CHECK_FALSE(file.open_folder().ok());
  CHECK(errno == ELOOP);
}

TEST_CASE("a root opens nothing that lies elsewhere") {
  const Scratch scratch;
  scratch.file("t/f", "");
  scratch.file("tt/f", "");
  const input::Root root(open_file(scratch.path("t"), O_PATH | O_DIRECTORY), scratch.path("t"));
  CHECK(root.open(scratch.path("t"), O_RDONLY | O_DIRECTORY).ok());
  CHECK(root.open(scratch.path("t/f"), O_RDONLY).ok());
  for (const char* other : {"tt/f", "t/../tt/f"}) {
    CHECK_FALSE(root.open(scratch.path(other), O_RDONLY).ok());
    CHECK(errno == EXDEV);
  }
}
