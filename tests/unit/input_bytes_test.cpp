// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <limits>
#include <new>
#include <string>
#include <utility>

#include "catch.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/input/bytes.hpp"
#include "input_scratch.hpp"

using ecrify::input::Bytes;

namespace {

void append(Bytes& bytes, const std::string& text) {
  if (bytes.room_size() < text.size()) bytes.reserve(2 * (bytes.size() + text.size()));
  REQUIRE(bytes.room_size() >= text.size());
  std::memcpy(bytes.room(), text.data(), text.size());
  bytes.grow(text.size());
}

}  // namespace

TEST_CASE("bytes stay what they are while they grow") {
  Bytes bytes;
  CHECK(bytes.empty());
  std::string expected;
  // Over the heap, into pages, and on to several moves of them.
  for (int i = 0; expected.size() < 20'000'000; ++i) {
    const std::string piece(static_cast<std::size_t>(1000 + i * 37), static_cast<char>('a' + i % 26));
    append(bytes, piece);
    expected += piece;
  }
  CHECK((bytes.view() == expected));
}

TEST_CASE("bytes move") {
  for (const std::size_t size : {10U, 3'000'000U}) {
    Bytes first;
    append(first, std::string(size, 'x'));
    Bytes second(std::move(first));
    Bytes third;
    append(third, "y");
    third = std::move(second);
    CHECK((third.view() == std::string(size, 'x')));
  }
}

TEST_CASE("bytes that no memory holds are bad_alloc") {
  for (const std::size_t size : {std::numeric_limits<std::size_t>::max(), std::size_t{1} << 60U}) {
    Bytes bytes;
    CHECK_THROWS_AS(bytes.reserve(size), std::bad_alloc);
    CHECK(bytes.empty());
  }
}

TEST_CASE("a mapped file tells when it was written to") {
  const ecrify::test::Scratch scratch;
  const std::string path = scratch.file("large.yaml", std::string(2'000'000, 'a'));
  const auto open_again = [&path] { return ::open(path.c_str(), O_RDWR | O_CLOEXEC); };
  const ecrify::Descriptor file(open_again());
  Bytes bytes;
  REQUIRE(bytes.map_file(file.number(), 2'000'000));
  CHECK((bytes.view() == std::string(2'000'000, 'a')));
  CHECK(bytes.is_as_it_was());
  CHECK_FALSE(bytes.map_file(file.number(), 2'000'000));  // only once
  // Clocks of file systems are coarse.
  constexpr timespec a_tick{0, 20'000'000};
  ::nanosleep(&a_tick, nullptr);
  REQUIRE(::pwrite(file.number(), "b", 1, 5) == 1);
  CHECK_FALSE(bytes.is_as_it_was());
  CHECK_FALSE(Bytes().map_file(file.number(), 1'999'999));  // not its size
}

TEST_CASE("a mapped file that is cut short ends the process with the status of a failure") {
  const ecrify::test::Scratch scratch;
  const std::string path = scratch.file("large.yaml", std::string(2'000'000, 'a'));
  const ecrify::Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Bytes bytes;
    const bool mapped = bytes.map_file(file.number(), 2'000'000);
    const bool cut = ::ftruncate(file.number(), 10) == 0;
    volatile char last = bytes.view().back();
    ::_exit(mapped && cut && last == 'a' ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 2);
}
