// SPDX-License-Identifier: Apache-2.0
// Whole runs: exit statuses, and what goes to which stream.
#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/cli/run.hpp"

namespace ecrify::cli {
namespace {

using testing::broken_pod;
using testing::contains;
using testing::pod;
using testing::Ran;
using testing::rewritten_pod;
using testing::run_with;
using testing::TempFolder;
using testing::with_registry;
using Words = std::vector<std::string>;

TEST_CASE("help and version go to stdout, a misuse to stderr", "[cli][run]") {
  for (const Words& words :
       std::vector<Words>{{"-h"}, {"help"}, {"rewrite", "--help"}, {"version", "-h"}, {"--version"}}) {
    const Ran ran = run_with(words);
    INFO(words.front());
    CHECK(ran.status == 0);
    CHECK_FALSE(ran.out.empty());
    CHECK(ran.err == "");
  }
  CHECK(run_with({"version"}).out.starts_with("ecrify "));
  CHECK(run_with({"version"}).out.ends_with("\n"));
  const Ran alone = run_with({}, pod);
  CHECK(alone.status == 2);
  CHECK(alone.out == "");
  CHECK(alone.err == run_with({"--help"}).out);
  const std::vector<Words> misuses = {
      {"chekc"},       {"rewrite", "--acount", "1"}, {"version", "x"},     {"explain"}, {"explain", "a", "b"},
      {"explain", ""}, {"check", "--color", "blue"}, {"check", "-q", "-v"}};
  for (const Words& words : misuses) {
    const Ran ran = run_with(words, pod);
    INFO((words.empty() ? "" : words.front()));
    CHECK(ran.status == 2);
    CHECK(ran.out == "");
    CHECK(contains(ran.err, "error: "));
    CHECK(contains(ran.err, "help: "));
  }
}

TEST_CASE("rewrite is a silent filter", "[cli][run]") {
  const Ran ran = run_with(with_registry({"rewrite"}), pod);
  CHECK(ran.status == 0);
  CHECK(ran.out == rewritten_pod);
  CHECK(ran.err == "");
  const Ran dash = run_with(with_registry({"rewrite", "-"}), pod);
  CHECK(dash.status == 0);
  CHECK(dash.out == rewritten_pod);
  const Ran again = run_with(with_registry({"rewrite"}), rewritten_pod);
  CHECK(again.status == 0);
  CHECK(again.out == rewritten_pod);
  const Ran nothing = run_with(with_registry({"rewrite", "--allow-empty"}), "");
  CHECK(nothing.status == 0);
  CHECK(nothing.out == "");
  CHECK(nothing.err == "");
  const Ran back = run_with(with_registry({"rewrite", "--reverse"}), rewritten_pod);
  CHECK(back.status == 0);
  CHECK(back.out == pod);
}

TEST_CASE("with -v rewrite says what it did", "[cli][run]") {
  const Ran ran = run_with(with_registry({"rewrite", "-v"}), pod);
  CHECK(ran.status == 0);
  CHECK(ran.out == rewritten_pod);
  CHECK(contains(ran.err, "registry: 123456789012.dkr.ecr.ca-central-1.amazonaws.com\n"));
  CHECK(contains(ran.err, "left alone: "));
  CHECK(contains(ran.err, "rewrote 1 reference in 1 document\n"));
}

TEST_CASE("a stream that can't be read in whole is not written at all", "[cli][run]") {
  const std::string stream = pod + "---\n" + broken_pod;
  for (const Words& words :
       std::vector<Words>{{"rewrite"}, {"rewrite", "--dry-run"}, {"diff"}, {"rewrite", "-q"}}) {
    INFO(words.back());
    const Ran ran = run_with(with_registry(words), stream);
    CHECK(ran.status == 2);
    CHECK(ran.out == "");
    CHECK(contains(ran.err, "<stdin>:"));
    CHECK(contains(ran.err, "[not-yaml]"));
    CHECK_FALSE(contains(ran.err, "[unmapped-image]"));  // only what stands in the way
  }
  const Ran named = run_with(with_registry({"rewrite", "--stdin-filename", "in.yaml"}), stream);
  CHECK(contains(named.err, "in.yaml:"));
}

TEST_CASE("check shows findings on stdout and ends with a line on stderr", "[cli][run]") {
  const Ran found = run_with(with_registry({"check"}), pod);
  CHECK(found.status == 1);
  CHECK(contains(found.out, "<stdin>:6:14: error: "));
  CHECK(contains(found.out, "[unmapped-image]"));
  CHECK(contains(found.out, "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1"));
  CHECK(
      found.err ==
      "1 reference left; run \"ecrify rewrite --account 123456789012 --region ca-central-1\" in the pipe\n");

  const Ran clean = run_with(with_registry({"check"}), rewritten_pod);
  CHECK(clean.status == 0);
  CHECK(clean.out == "");
  CHECK(clean.err == "ok: no reference left (1 document)\n");

  const Ran quiet = run_with(with_registry({"check", "-q"}), pod);
  CHECK(quiet.status == 1);
  CHECK(quiet.out == found.out);
  CHECK(quiet.err == "");

  const Ran both = run_with(with_registry({"check"}), pod + "---\n" + broken_pod);
  CHECK(both.status == 2);  // 2 outranks 1
  CHECK(contains(both.out, "[unmapped-image]"));
  CHECK(contains(both.out, "[not-yaml]"));
}

TEST_CASE("check works without a registry and then names the rule", "[cli][run]") {
  const Ran ran = run_with({"check"}, pod);
  CHECK(ran.status == 1);
  CHECK(contains(ran.out, "[unmapped-image]"));
  CHECK(contains(ran.out, "ghcr"));
  CHECK_FALSE(contains(ran.out, "amazonaws.com"));
}

TEST_CASE("rewrite and diff ask for the registry that a rule needs", "[cli][run]") {
  for (const char* command : {"rewrite", "diff"}) {
    const Ran ran = run_with({command}, pod);
    CHECK(ran.status == 2);
    CHECK(ran.out == "");
    CHECK(contains(ran.err,
                   "no target registry is known, and the rule ghcr.io -> prefix ghcr (default) needs it"));
    CHECK(contains(ran.err, "--account"));
    CHECK(contains(ran.err, "AWS_ACCOUNT_ID"));
    CHECK(contains(ran.err, ".ecrify.yaml"));
  }
  const options::Environment ambient{{{"AWS_ACCOUNT_ID", "123456789012"}, {"AWS_REGION", "ca-central-1"}},
                                     ""};
  CHECK(run_with({"rewrite"}, pod, ambient).out == rewritten_pod);
}

TEST_CASE("diff exits 1 on a difference, a dry run 0", "[cli][run]") {
  const Ran difference = run_with(with_registry({"diff"}), pod);
  CHECK(difference.status == 1);
  CHECK(contains(difference.out, "--- a/<stdin>\n+++ b/<stdin>\n"));
  CHECK(contains(difference.out, "-    - image: ghcr.io/org/app:v1\n+    - image: 123456789012.dkr.ecr."));
  CHECK(difference.err == "");
  const Ran dry = run_with(with_registry({"rewrite", "--dry-run"}), pod);
  CHECK(dry.status == 0);
  CHECK(dry.out == difference.out);
  const Ran same = run_with(with_registry({"diff"}), rewritten_pod);
  CHECK(same.status == 0);
  CHECK(same.out == "");
  CHECK_FALSE(contains(run_with(with_registry({"diff", "-U0"}), pod).out, " spec:\n"));
  CHECK(contains(run_with(with_registry({"diff", "--color=always"}), pod).out, "\x1b["));
}

TEST_CASE("a gate that saw nothing is not green", "[cli][run]") {
  const TempFolder temp;
  temp.write("notes.txt", "no manifest");
  for (const char* command : {"check", "diff"}) {
    const Ran empty = run_with(with_registry({command}), "");
    CHECK(empty.status == 2);
    CHECK(empty.out == "");
    CHECK(contains(empty.err, "stdin is empty: nothing was checked"));
    const Ran folder = run_with(with_registry({command, temp.path()}));
    CHECK(folder.status == 2);
    CHECK(contains(folder.err, "no manifest was found"));
  }
  CHECK(contains(run_with(with_registry({"rewrite"}), "").err, "stdin is empty: nothing was rewritten"));
  CHECK(run_with(with_registry({"rewrite", "--dry-run"}), "").status == 2);
  const std::string file = temp.write("empty.yaml", "");
  CHECK(contains(run_with(with_registry({"check", file})).err, "holds no document"));
  CHECK(run_with(with_registry({"check", file, temp.write("more.yaml", rewritten_pod)})).status == 0);
  // the message of a command that failed
  for (const Words& words : {Words{"check"}, Words{"check", "--stream"}, Words{"list"}}) {
    CHECK(contains(run_with(with_registry(words), "Error: chart not found\n").err,
                   "stdin holds no Kubernetes object"));
    CHECK(run_with(with_registry(words), rewritten_pod).status == 0);
  }
}

TEST_CASE("nothing is right where somebody says so", "[cli][run]") {
  const TempFolder temp;
  for (const Words& words :
       {Words{"rewrite"}, Words{"check"}, Words{"diff"}, Words{"list"}, Words{"check", "--stream"}}) {
    Words all = with_registry(words);
    all.push_back("--allow-empty");
    CHECK(run_with(all, "").status == 0);
    CHECK(run_with(all, "Error: chart not found\n").status == 0);
  }
  CHECK(run_with(with_registry({"check", "--allow-empty", temp.write("empty.yaml", "")})).status == 0);
}

TEST_CASE("configuration errors show their place", "[cli][run]") {
  const TempFolder temp;
  temp.write(".ecrify.yaml", "apiVersion: ecrify/v1\nkind: RewriteConfig\nrulez: []\n");
  const options::Environment here{{}, temp.path()};
  const Ran ran = run_with({"check"}, pod, here);
  CHECK(ran.status == 2);
  CHECK(ran.out == "");
  CHECK(contains(ran.err, ".ecrify.yaml:3:1: error: "));
  CHECK(contains(ran.err, "rulez: []"));
  CHECK(run_with({"check", "--no-config"}, pod, here).status == 1);
  CHECK(run_with({"check", "-c", temp / "none.yaml"}, pod).status == 2);
  // what needs no configuration reads none
  CHECK(run_with({"version"}, "", here).status == 0);
  CHECK(run_with({"check", "--help"}, "", here).status == 0);
}

TEST_CASE("the configuration file is used", "[cli][run]") {
  const TempFolder temp;
  temp.write(".ecrify.yaml",
             "apiVersion: ecrify/v1\nkind: RewriteConfig\nregistry: {account: \"123456789012\", region: "
             "ca-central-1}\n"
             "rules:\n  - {from: ghcr.io, prefix: github}\n");
  const options::Environment here{{}, temp.path()};
  CHECK(contains(run_with({"rewrite"}, pod, here).out, ".amazonaws.com/github/org/app:v1\n"));
  CHECK(contains(run_with({"rewrite", "--rule", "ghcr.io=ghcr"}, pod, here).out,
                 ".amazonaws.com/ghcr/org/app:v1\n"));
  CHECK(run_with({"rewrite", "--keep", "ghcr.io/org"}, pod, here).out == pod);
  CHECK(contains(run_with({"rewrite", "-v"}, pod, here).err, "configuration: .ecrify.yaml\n"));
}

}  // namespace
}  // namespace ecrify::cli
