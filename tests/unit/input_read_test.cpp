// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <thread>

#include "catch.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/input/read.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;

namespace {

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 2654435761U >> 13U);
  return text;
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    reader = Descriptor(ends[0]);
    writer = Descriptor(ends[1]);
  }
  Descriptor reader;
  Descriptor writer;
};

void write_slowly(int descriptor, std::string_view text, std::size_t step) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), std::min(step, text.size()));
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

TEST_CASE("read_file gives the bytes of files of any size") {
  const Scratch scratch;
  for (const std::size_t size : {0U, 1U, 2U, 4095U, 4096U, 262143U, 262144U, 262145U, 3000001U}) {
    CAPTURE(size);
    const std::string text = pattern(size);
    const auto read = input::read_file(scratch.file("f", text));
    REQUIRE(read.ok());
    CHECK((*read == text));
  }
}

TEST_CASE("read_file reads files whose size the system does not know") {
  const auto read = input::read_file("/proc/self/status");
  REQUIRE(read.ok());
  CHECK(read->find("VmRSS") != std::string::npos);
  const auto nothing = input::read_file("/dev/null");
  REQUIRE(nothing.ok());
  CHECK(nothing->empty());
}

TEST_CASE("what is too large for any manifest, and what never ends, is a failure") {
  const Scratch scratch;
  const std::string huge = scratch.file("huge.yaml", "");
  std::filesystem::resize_file(huge, (std::uintmax_t{2} << 30U) + 1);  // a file of holes
  for (const std::string& path : {huge, std::string("/dev/zero")}) {
    CAPTURE(path);
    const auto read = input::read_file(path);
    REQUIRE_FALSE(read.ok());
    CHECK(read.failure().message ==
          "can't be read: it has more than 2 GiB, or is a device that gives more than 16 MiB");
    CHECK(read.failure().file == path);
  }
}

TEST_CASE("read_descriptor goes on where the descriptor stands") {
  const Scratch scratch;
  const Descriptor file(::open(scratch.file("f", "0123456789").c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::lseek(file.number(), 4, SEEK_SET) == 4);
  const auto read = input::read_descriptor(file.number(), "f");
  REQUIRE(read.ok());
  CHECK(*read == "456789");
}

TEST_CASE("read_descriptor reads a pipe whatever the sizes of the writes") {
  struct Row {
    std::size_t size;
    std::size_t step;
    int flags;
  };
  const Row rows[] = {{0, 1, 0},
                      {1, 1, 0},
                      {5000, 7, 0},
                      {700000, 65536, 0},
                      {2000000, 4097, 0},
                      {5000, 13, O_NONBLOCK},
                      {900000, 5000, O_NONBLOCK}};
  for (const Row& row : rows) {
    CAPTURE(row.size, row.step, row.flags);
    Pipe pipe;
    if (row.flags != 0) ::fcntl(pipe.reader.number(), F_SETFL, row.flags);
    const std::string text = pattern(row.size);
    std::thread feeder([&] {
      if (row.flags != 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      write_slowly(pipe.writer.number(), text, row.step);
      pipe.writer = Descriptor();
    });
    const auto read = input::read_descriptor(pipe.reader.number(), "<stdin>");
    feeder.join();
    REQUIRE(read.ok());
    CHECK((*read == text));
  }
}

TEST_CASE("a signal while waiting is no error") {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) {};  // and no SA_RESTART
  REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
  Pipe pipe;
  const pthread_t waiting = ::pthread_self();
  std::thread feeder([&] {
    for (int i = 0; i < 20; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      ::pthread_kill(waiting, SIGUSR1);
    }
    write_slowly(pipe.writer.number(), "done", 1);
    pipe.writer = Descriptor();
  });
  const auto read = input::read_descriptor(pipe.reader.number(), "<stdin>");
  feeder.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  REQUIRE(read.ok());
  CHECK(*read == "done");
}

TEST_CASE("read_file reads a FIFO that the user names as a stream") {
  const Scratch scratch;
  const std::string path = scratch.path("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const std::string text = pattern(300000);
  std::thread feeder([&] {
    const Descriptor writer(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    write_slowly(writer.number(), text, 1000);
  });
  const auto read = input::read_file(path);
  feeder.join();
  REQUIRE(read.ok());
  CHECK((*read == text));
}

TEST_CASE("what can't be read is a failure with its reason") {
  const Scratch scratch;
  scratch.file("file", "x");
  std::filesystem::create_directory(scratch.path("folder"));
  std::filesystem::create_symlink("nowhere", scratch.path("dangling"));
  std::filesystem::create_symlink("loop", scratch.path("loop"));
  struct Row {
    std::string path;
    std::string message;
  };
  const Row rows[] = {
      {scratch.path("missing"), "no such file or folder"},
      {scratch.path("missing/file"), "no such file or folder"},
      {"", "the path is empty"},
      {scratch.path("folder"), "expected a file, found a folder"},
      {scratch.path("dangling"), "the symbolic link points to something that does not exist"},
      {scratch.path("loop"), "can't be read: too many levels of symbolic links"},
      {scratch.path("file/inner"), "can't be read: not a directory"},
      {scratch.path(std::string(300, 'x')), "can't be read: file name too long"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    const auto read = input::read_file(row.path);
    REQUIRE_FALSE(read.ok());
    CHECK(read.failure().message == row.message);
    CHECK(read.failure().file == row.path);
    CHECK(read.failure().offset == no_offset);
    if (row.path.size() < 300) CHECK_FALSE(read.failure().remedy.empty());
  }
}

TEST_CASE("a descriptor that can't be read is a failure under its name") {
  const Scratch scratch;
  const Descriptor folder(::open(scratch.root().c_str(), O_RDONLY | O_CLOEXEC));
  const auto from_folder = input::read_descriptor(folder.number(), "<stdin>");
  REQUIRE_FALSE(from_folder.ok());
  CHECK(from_folder.failure().message == "expected a file, found a folder");
  CHECK(from_folder.failure().file == "<stdin>");

  const auto from_nothing = input::read_descriptor(-1, "<stdin>");
  REQUIRE_FALSE(from_nothing.ok());
  CHECK(from_nothing.failure().message == "stdin is closed");
}

TEST_CASE("a file that this user may not read") {
  const Scratch scratch;
  const std::string path = scratch.file("secret", "x");
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  const test::Unprivileged nobody;
  if (!nobody.ok()) {
    WARN("skipped: root that can't become another user");
    return;
  }
  const auto read = input::read_file(path);
  REQUIRE_FALSE(read.ok());
  CHECK(read.failure().message == "can't be read: permission denied");
}

TEST_CASE("a file too large for the memory is a failure, not an abort") {
  const Scratch scratch;
  const std::string path = scratch.file("sparse", "");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 30U);
#if defined(__SANITIZE_ADDRESS__)
  WARN("skipped: AddressSanitizer ends the program when memory ends");
#else
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_AS, &before) == 0);
  const rlimit small{rlim_t{512} << 20U, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_AS, &small) == 0);
  const auto read = input::read_file(path);
  REQUIRE(::setrlimit(RLIMIT_AS, &before) == 0);
  REQUIRE_FALSE(read.ok());
  CHECK(read.failure().message == "can't be read: there is not enough memory to hold it");
#endif
}
