// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <chrono>
#include <thread>

#include "catch.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/write/output.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;
using write::PipeState;

namespace {

// As main() does.
const bool signals_ignored = ::signal(SIGPIPE, SIG_IGN) != SIG_ERR && ::signal(SIGXFSZ, SIG_IGN) != SIG_ERR;

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

std::string joined(const std::vector<std::string_view>& pieces) {
  std::string all;
  for (const std::string_view piece : pieces) all += piece;
  return all;
}

std::string drain(int descriptor, std::chrono::microseconds pause) {
  std::string all;
  char buffer[4000];
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count <= 0) return all;
    all.append(buffer, static_cast<std::size_t>(count));
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
  }
}

std::vector<std::string_view> cut(std::string_view text, std::size_t step) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size(); at += step) pieces.push_back(text.substr(at, step));
  return pieces;
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 2654435761U >> 11U);
  return text;
}

}  // namespace

TEST_CASE("all pieces are written, in order") {
  REQUIRE(signals_ignored);
  const Scratch scratch;
  const std::string big = pattern(100000);
  const std::vector<std::vector<std::string_view>> rows{
      {},          {""},         {"", "", ""},     {"a"}, {"a", "", "b", ""}, {"", "x"},
      cut(big, 1), cut(big, 97), cut(big, 100000),
  };
  for (const auto& pieces : rows) {
    CAPTURE(pieces.size());
    const Descriptor file(::open(scratch.path("f").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const auto written = write::write_pieces(file.number(), pieces);
    REQUIRE(written.ok());
    CHECK(*written == PipeState::open);
    CHECK((scratch.bytes("f") == joined(pieces)));
  }
}

TEST_CASE("a slow reader gets everything, from a descriptor that blocks or not") {
  const std::string text = pattern(600000);
  for (const int flags : {0, O_NONBLOCK}) {
    for (const std::size_t step : {13U, 5000U, 600000U}) {
      CAPTURE(flags, step);
      Pipe pipe;
      ::fcntl(pipe.writer.number(), F_SETFL, flags);
      std::string got;
      std::thread reader([&] { got = drain(pipe.reader.number(), std::chrono::microseconds(50)); });
      const auto written = write::write_pieces(pipe.writer.number(), cut(text, step));
      pipe.writer = Descriptor();
      reader.join();
      REQUIRE(written.ok());
      CHECK((got == text));
    }
  }
}

TEST_CASE("signals while writing lose nothing") {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) {};  // and no SA_RESTART
  REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
  const std::string text = pattern(1000000);
  Pipe pipe;
  const pthread_t writing = ::pthread_self();
  std::string got;
  std::thread reader([&] {
    char buffer[30000];
    for (;;) {
      ::pthread_kill(writing, SIGUSR1);
      const ssize_t count = ::read(pipe.reader.number(), buffer, sizeof buffer);
      if (count <= 0) break;
      got.append(buffer, static_cast<std::size_t>(count));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const auto written = write::write_pieces(pipe.writer.number(), cut(text, 777));
  pipe.writer = Descriptor();
  reader.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  REQUIRE(written.ok());
  CHECK((got == text));
}

TEST_CASE("a reader that went away is no error") {
  REQUIRE(signals_ignored);
  Pipe gone;
  gone.reader = Descriptor();
  const auto at_once = write::write_pieces(gone.writer.number(), {"a"});
  REQUIRE(at_once.ok());
  CHECK(*at_once == PipeState::closed);

  for (const int flags : {0, O_NONBLOCK}) {
    Pipe pipe;
    ::fcntl(pipe.writer.number(), F_SETFL, flags);
    const std::string text = pattern(2000000);
    std::thread head([&] {
      char buffer[10];
      CHECK(::read(pipe.reader.number(), buffer, sizeof buffer) == sizeof buffer);
      pipe.reader = Descriptor();
    });
    const auto later = write::write_pieces(pipe.writer.number(), cut(text, 1000));
    head.join();
    REQUIRE(later.ok());
    CHECK(*later == PipeState::closed);
  }

  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const Descriptor ours(ends[0]);
  ::close(ends[1]);
  const auto socket = write::write_pieces(ours.number(), {"a"});
  REQUIRE(socket.ok());
  CHECK(*socket == PipeState::closed);
}

TEST_CASE("what can't be written is a failure with its reason") {
  REQUIRE(signals_ignored);
  const Scratch scratch;
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const Descriptor read_only(::open(scratch.file("f", "").c_str(), O_RDONLY | O_CLOEXEC));
  struct Row {
    int descriptor;
    std::string message;
  };
  const Row rows[] = {
      {full.number(), "can't be written: no space left on device"},
      {read_only.number(), "can't be written: bad file descriptor"},
      {-1, "can't be written: bad file descriptor"},
  };
  for (const Row& row : rows) {
    const auto written = write::write_pieces(row.descriptor, {"a"});
    REQUIRE_FALSE(written.ok());
    CHECK(written.failure().message == row.message);
    CHECK_FALSE(written.failure().remedy.empty());
    CHECK(write::write_pieces(row.descriptor, {"", ""}).ok());  // nothing to write, nothing to fail
  }
}

TEST_CASE("a short write is gone on with, up to what fails") {
  REQUIRE(signals_ignored);
  const Scratch scratch;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const std::string text = pattern(50000);
  const Descriptor file(::open(scratch.path("f").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  const rlimit small{10000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto written = write::write_pieces(file.number(), cut(text, 999));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  REQUIRE_FALSE(written.ok());
  CHECK(written.failure().message == "can't be written: file too large");
  CHECK((scratch.bytes("f") == text.substr(0, 10000)));
}
