// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <stdexcept>

#include "../support/slowness.hpp"
#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/base/in_parallel.hpp"

using namespace ecrify;
using namespace ecrify::cli;
using namespace ecrify::cli::testing;

TEST_CASE("in_parallel calls each once, whatever the threads") {
  for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U}) {
    for (const std::size_t threads : {0U, 1U, 2U, 8U}) {
      CAPTURE(count, threads);
      std::vector<std::atomic<int>> calls(count);
      in_parallel(count, threads, [&](std::size_t i) { ++calls[i]; });
      for (const std::atomic<int>& one : calls) REQUIRE(one == 1);
    }
  }
}

TEST_CASE("in_parallel throws what the work throws") {
  std::atomic<int> calls{0};
  const auto work = [&](std::size_t i) {
    ++calls;
    if (i == 3) throw std::runtime_error("three");
  };
  for (const std::size_t threads : {1U, 4U}) CHECK_THROWS_WITH(in_parallel(100000, threads, work), "three");
  CHECK(calls < 200000);
}

TEST_CASE("--jobs changes no output") {
  const TempFolder folder;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "deploy/" + std::to_string(i) + ".yaml";
    folder.write(name, i % 7 == 3 ? broken_pod : i % 5 == 0 ? "kind: none\n" : pod + "---\n" + pod);
  }
  for (const std::string command : {"check", "diff"}) {
    const Ran one = run_with(with_registry({command, "-j", "1", "-v", folder / "deploy"}));
    CHECK(one.status == 2);
    CHECK(one.out.size() > 1000);
    for (const std::string jobs : {"2", "8", "256"}) {
      const Ran many = run_with(with_registry({command, "-j", jobs, "-v", folder / "deploy"}));
      CHECK(many.status == one.status);
      CHECK((many.out == one.out));
      CHECK((many.err == one.err));
    }
  }
}

TEST_CASE("--jobs changes no output of a large stream") {
  std::string stream = "# ecrify:ignore-file[digest-first-pull] known\n";
  constexpr std::size_t large = std::size_t{test::fewer > 1 ? 2 : 5} << 20U;  // several parts
  for (std::size_t i = 0; stream.size() < large; ++i) {
    stream += i % 1000 == 7 ? "---\nkind: none\nimage: ghcr.io/o/a:v1\n" : "---\n" + pod;
    if (i % 500 == 11) stream += "---\napiVersion: v1\nkind: Pod\nspec: {note: pulled from ghcr.io/o/a:v1}\n";
  }
  for (const std::string command : {"rewrite", "check", "diff"}) {
    const Ran one = run_with(with_registry({command, "-j", "1", "-v"}), stream);
    CHECK(one.err.size() + one.out.size() > 100'000);
    for (const std::string jobs : {"2", "3", "8"}) {
      const Ran many = run_with(with_registry({command, "-j", jobs, "-v"}), stream);
      CHECK(many.status == one.status);
      CHECK((many.out == one.out));
      CHECK((many.err == one.err));
    }
  }
}

TEST_CASE("--jobs takes a number from 1 to 256") {
  for (const std::string bad : {"0", "257", "x", "1x", "99999999999999999999"}) {
    const Ran ran = run_with(with_registry({"check", "--jobs", bad, "."}));
    CHECK(ran.status == 2);
    CHECK(contains(ran.err, "is no number from 1 to 256"));
  }
}

TEST_CASE("--stats says where the time went and how documents were read") {
  const std::string tagged =
      "--- !!map\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
      "    - image: !!str ghcr.io/org/app:v1\n";
  const std::string stream = pod + "---\nkind: nothing\n---\n" + pod + tagged;
  const Ran ran = run_with(with_registry({"rewrite", "--stats"}), stream);
  CHECK(ran.status == 0);
  CHECK(contains(ran.err,
                 "4 documents: 3 could hold a reference, 2 read by the scanner, 1 by yaml-cpp, 1 unread"));
  for (const std::string part :
       {"list ", "read ", "prefilter ", "scan ", "fallback ", "decide ", "prove ", "write "}) {
    CHECK(contains(ran.err, part));
  }
  const Ran silent = run_with(with_registry({"rewrite"}), stream);
  CHECK((silent.out == ran.out));
  CHECK_FALSE(contains(silent.err, "stats:"));
}
