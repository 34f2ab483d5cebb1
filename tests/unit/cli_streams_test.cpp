// SPDX-License-Identifier: Apache-2.0
// Descriptors that fail: a reader that went away is no error, a full disk and a closed descriptor are.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/cli/run.hpp"

namespace ecrify::cli {
namespace {

using testing::Capture;
using testing::contains;
using testing::pod;
using testing::with_registry;
using Words = std::vector<std::string>;

struct Row {
  Words words;
  int expected;
};

// Runs with this stdout; returns the exit status, stderr in `err`.
int run_into(int out, const Words& words, std::string& err, const std::string& input = pod) {
  const Capture in(input);
  const Capture messages;
  const int status = run(words, {in.descriptor(), out, messages.descriptor()}, {});
  err = messages.text();
  return status;
}

TEST_CASE("a broken pipe is no error", "[cli][streams]") {
  std::signal(SIGPIPE, SIG_IGN);  // as main does
  const std::vector<Row> rows = {
      {with_registry({"rewrite"}), 0},
      {with_registry({"check"}), 1},
      {with_registry({"diff"}), 1},
      {with_registry({"rewrite", "--dry-run"}), 0},
      {{"explain", "ghcr.io/org/app"}, 0},
      {{"--help"}, 0},
      {{"version"}, 0},
  };
  for (const Row& row : rows) {
    INFO(row.words.front());
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    std::string err;
    CHECK(run_into(ends[1], row.words, err) == row.expected);
    CHECK_FALSE(contains(err, "error: "));
    close(ends[1]);
  }
}

TEST_CASE("a full disk is an error", "[cli][streams]") {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  const std::vector<Words> runs = {with_registry({"rewrite"}),
                                   with_registry({"check"}),
                                   with_registry({"diff"}),
                                   {"explain", "ghcr.io/org/app"},
                                   {"--help"},
                                   {"version"}};
  for (const Words& words : runs) {
    INFO(words.front());
    std::string err;
    CHECK(run_into(full, words, err) == 2);
    CHECK(contains(err, "error: "));
  }
  std::string err;
  CHECK(run_into(full, with_registry({"rewrite", "--allow-empty"}), err, "") ==
        0);  // nothing was to be written
  close(full);
}

TEST_CASE("a closed or read-only stdout is an error", "[cli][streams]") {
  const int read_only = open("/dev/null", O_RDONLY | O_CLOEXEC);
  REQUIRE(read_only >= 0);
  std::string err;
  CHECK(run_into(read_only, with_registry({"rewrite"}), err) == 2);
  close(read_only);
  CHECK(run_into(-1, with_registry({"rewrite"}), err) == 2);
  CHECK(contains(err, "error: "));
}

TEST_CASE("a stderr that can't be written changes nothing", "[cli][streams]") {
  const Capture in(pod);
  const Capture out;
  CHECK(run(with_registry({"check"}), {in.descriptor(), out.descriptor(), -1}, {}) == 1);
  CHECK(contains(out.text(), "[unmapped-image]"));
}

TEST_CASE("a stdin that can't be read is an error", "[cli][streams]") {
  for (const char* command : {"rewrite", "check", "diff"}) {
    const Capture out;
    const Capture err;
    CHECK(run(with_registry({command}), {-1, out.descriptor(), err.descriptor()}, {}) == 2);
    CHECK(out.text() == "");
    CHECK(contains(err.text(), "error: "));
  }
}

TEST_CASE("a terminal as stdin is a hint, not a silent wait", "[cli][streams]") {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || isatty(terminal) == 0) {
    WARN("skipped: this machine has no pseudo-terminals");
    return;
  }
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"rewrite"}, {"check", "-"}, {"diff", "-"}}) {
    const Capture out;
    const Capture err;
    CHECK(run(with_registry(command), {terminal, out.descriptor(), err.descriptor()}, {}) == 2);
    CHECK(out.text() == "");
    CHECK(contains(err.text(), "stdin is a terminal"));
    CHECK(contains(err.text(), "ecrify check ."));
  }
  close(terminal);
}

TEST_CASE("a terminal as stderr gets the summary of a rewrite", "[cli][streams]") {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || isatty(terminal) == 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) {
    WARN("skipped: this machine has no pseudo-terminals");
    return;
  }
  const int other = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(other >= 0);
  const Capture in(pod);
  const Capture out;
  CHECK(run(with_registry({"rewrite"}), {in.descriptor(), out.descriptor(), other}, {}) == 0);
  char buffer[256] = {};
  const ssize_t got = read(terminal, buffer, sizeof buffer - 1);
  CHECK(got > 0);
  CHECK(contains(buffer, "rewrote 1 reference in 1 document"));
  close(other);
  close(terminal);
}

}  // namespace
}  // namespace ecrify::cli
