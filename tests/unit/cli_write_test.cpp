// SPDX-License-Identifier: Apache-2.0
// Files: read one by one, written in place, each on its own.
#include <sys/stat.h>

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

TEST_CASE("one file goes to stdout and stays as it is", "[cli][write]") {
  const TempFolder temp;
  const Ran ran = run_with(with_registry({"rewrite", temp.write("a.yaml", pod)}));
  CHECK(ran.status == 0);
  CHECK(ran.out == rewritten_pod);
  CHECK(ran.err == "");
  CHECK(temp.read("a.yaml") == pod);
}

TEST_CASE("-w writes what changes and touches nothing else", "[cli][write]") {
  const TempFolder temp;
  temp.write("tree/a.yaml", pod);
  temp.write("tree/b.yaml", rewritten_pod);
  temp.write("tree/c.txt", pod);
  struct stat before {};
  REQUIRE(stat((temp / "tree/b.yaml").c_str(), &before) == 0);
  const Ran ran = run_with(with_registry({"rewrite", "-w", temp / "tree"}));
  CHECK(ran.status == 0);
  CHECK(ran.out == "");
  CHECK(contains(ran.err, "tree/a.yaml: 1 reference\n"));
  CHECK(ran.err.ends_with("rewrote 1 reference in 1 file\n"));
  CHECK(temp.read("tree/a.yaml") == rewritten_pod);
  CHECK(temp.read("tree/c.txt") == pod);
  struct stat after {};
  REQUIRE(stat((temp / "tree/b.yaml").c_str(), &after) == 0);
  CHECK(before.st_ino == after.st_ino);

  const Ran again = run_with(with_registry({"rewrite", "-w", temp / "tree"}));
  CHECK(again.status == 0);
  CHECK(again.err == "nothing to rewrite in 2 files\n");
  CHECK(run_with(with_registry({"rewrite", "-wq", temp / "tree"})).err == "");
}

TEST_CASE("files that are fine are written although others are not", "[cli][write]") {
  const TempFolder temp;
  const std::string a = temp.write("a.yaml", broken_pod);
  const std::string b = temp.write("b.yaml", pod);
  const Ran ran = run_with(with_registry({"rewrite", "-w", a, temp / "missing.yaml", b}));
  CHECK(ran.status == 2);
  CHECK(ran.out == "");
  CHECK(temp.read("a.yaml") == broken_pod);
  CHECK(temp.read("b.yaml") == rewritten_pod);
  CHECK(contains(ran.err, "a.yaml:"));
  CHECK(contains(ran.err, "[not-yaml]"));
  CHECK(contains(ran.err, "missing.yaml"));
  CHECK(ran.err.ends_with("rewrote 1 reference in 1 file\n"));
}

TEST_CASE("a run that wrote nothing because it failed does not say that nothing was to do", "[cli][write]") {
  const TempFolder temp;
  const Ran ran = run_with(with_registry({"rewrite", "-w", temp.write("a.yaml", broken_pod)}));
  CHECK(ran.status == 2);
  CHECK_FALSE(contains(ran.err, "nothing to rewrite"));
}

TEST_CASE("check and diff go on after a file that can't be read", "[cli][write]") {
  const TempFolder temp;
  const std::string b = temp.write("b.yaml", pod);
  for (const char* command : {"check", "diff"}) {
    const Ran ran = run_with(with_registry({command, temp / "missing.yaml", b}));
    CHECK(ran.status == 2);
    CHECK(contains(ran.out, "b.yaml"));
    CHECK(contains(ran.err, "missing.yaml"));
  }
  const Ran only = run_with(with_registry({"check", temp / "missing.yaml"}));
  CHECK(only.status == 2);
  CHECK_FALSE(contains(only.err, "ok:"));
  CHECK_FALSE(contains(only.err, "no manifest was found"));  // the one reason is enough
}

TEST_CASE("a file that is named twice is read once, in the order of the names", "[cli][write]") {
  const TempFolder temp;
  const std::string a = temp.write("a.yaml", pod);
  const std::string b = temp.write("b.yaml", pod);
  const Ran ran = run_with(with_registry({"check", b, a, b, "-"}), pod);
  CHECK(ran.status == 1);
  CHECK(contains(ran.err, "3 references left in 3 files"));
  CHECK(ran.out.find("b.yaml:") < ran.out.find("a.yaml:"));
  CHECK(ran.out.find("a.yaml:") < ran.out.find("<stdin>:"));
}

TEST_CASE("a template fails where it is named and is passed over on a walk", "[cli][write]") {
  const TempFolder temp;
  const std::string text =
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    {{- range .Values.all }}\n    - image: "
      "ghcr.io/org/app:v1\n"
      "    {{- end }}\n";
  const std::string file = temp.write("tree/template.yaml", text);
  temp.write("tree/a.yaml", pod);

  const Ran named = run_with(with_registry({"check", file}));
  CHECK(named.status == 2);
  CHECK(contains(named.out, "[template-text]"));
  CHECK(run_with(with_registry({"rewrite"}), text).status == 2);

  const Ran walked = run_with(with_registry({"check", temp / "tree"}));
  CHECK(walked.status == 1);  // of a.yaml
  CHECK(contains(walked.out, "warning: "));
  CHECK(contains(walked.out, "[template-text]"));
  const Ran written = run_with(with_registry({"rewrite", "-w", temp / "tree"}));
  CHECK(written.status == 0);
  CHECK(contains(written.err, "[template-text]"));
  CHECK(temp.read("tree/template.yaml") == text);
  CHECK(temp.read("tree/a.yaml") == rewritten_pod);
}

class WorkingFolder {
 public:
  explicit WorkingFolder(const std::string& folder) { std::filesystem::current_path(folder); }
  ~WorkingFolder() { std::filesystem::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};

TEST_CASE("the diff's names are those that git apply takes", "[cli][write]") {
  const TempFolder temp;
  const TempFolder elsewhere;
  const std::string a = temp.write("a.yaml", pod);
  {
    const WorkingFolder there(elsewhere.path());
    const Ran outside = run_with(with_registry({"diff", a}));
    CHECK(contains(outside.out, "--- a" + a + "\n"));  // not a//tmp/…
  }
  const WorkingFolder here(temp.path());
  for (const std::string& name : {std::string("./a.yaml"), std::string("a.yaml"), a, std::string(".")}) {
    INFO(name);
    const Ran ran = run_with(with_registry({"diff", name}));
    CHECK(ran.status == 1);
    CHECK(contains(ran.out, "--- a/a.yaml\n+++ b/a.yaml\n"));
  }
}

}  // namespace
}  // namespace ecrify::cli
