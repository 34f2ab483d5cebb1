// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/options/config_file.hpp"

namespace ecrify::cli {
namespace {

using testing::TempFolder;

std::string found_name(const options::Environment& environment, const options::Flags& flags = {}) {
  const auto place = options::find_config(flags, environment);
  return place ? place->name : "";
}

constexpr const char* minimal = "apiVersion: ecrify/v1\nkind: RewriteConfig\n";

TEST_CASE("the nearest .ecrify.yaml up to the root of the repository counts", "[cli][config_file]") {
  const TempFolder temp;
  temp.make_folder("repo/.git");
  temp.make_folder("repo/a/b/c");
  const options::Environment at_c{{}, temp / "repo/a/b/c"};
  temp.write(".ecrify.yaml", minimal);  // above the repository: never
  CHECK(found_name(at_c) == "");
  temp.write("repo/.ecrify.yaml", minimal);
  CHECK(found_name(at_c) == "../../../.ecrify.yaml");
  CHECK(options::find_config({}, at_c)->path == temp / "repo/.ecrify.yaml");
  temp.write("repo/a/b/.ecrify.yaml", minimal);
  CHECK(found_name(at_c) == "../.ecrify.yaml");
  temp.write("repo/a/b/c/.ecrify.yaml", minimal);
  CHECK(found_name(at_c) == ".ecrify.yaml");
  CHECK(found_name({{}, temp / "repo"}) == ".ecrify.yaml");
}

TEST_CASE("a worktree or submodule has a file named .git", "[cli][config_file]") {
  const TempFolder temp;
  temp.write("repo/.git", "gitdir: elsewhere\n");
  temp.make_folder("repo/a");
  temp.write(".ecrify.yaml", minimal);
  CHECK(found_name({{}, temp / "repo/a"}) == "");
  temp.write("repo/.ecrify.yaml", minimal);
  CHECK(found_name({{}, temp / "repo/a"}) == "../.ecrify.yaml");
}

TEST_CASE("outside of a repository only the working folder counts", "[cli][config_file]") {
  const TempFolder temp;
  temp.make_folder("a/b");
  temp.write("a/.ecrify.yaml", minimal);
  CHECK(found_name({{}, temp / "a/b"}) == "");
  CHECK(found_name({{}, temp / "a"}) == ".ecrify.yaml");
  CHECK(found_name({{}, ""}) == "");  // the working folder is gone
}

TEST_CASE("then comes the user's own file", "[cli][config_file]") {
  const TempFolder temp;
  temp.make_folder("work/.git");
  const std::string xdg = temp.write("xdg/ecrify/config.yaml", minimal);
  const std::string home = temp.write("home/.config/ecrify/config.yaml", minimal);
  const std::string work = temp / "work";
  struct Row {
    std::map<std::string, std::string, std::less<>> variables;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {{}, ""},
      {{{"XDG_CONFIG_HOME", temp / "xdg"}, {"HOME", temp / "home"}}, xdg},
      {{{"HOME", temp / "home"}}, home},
      {{{"XDG_CONFIG_HOME", ""}, {"HOME", temp / "home"}}, home},
      {{{"XDG_CONFIG_HOME", "relative"}, {"HOME", temp / "home"}}, home},
      {{{"XDG_CONFIG_HOME", temp / "nothing"}, {"HOME", temp / "home"}}, ""},
  };
  for (const Row& row : rows) CHECK(found_name({row.variables, work}) == row.expected);
  temp.write("work/.ecrify.yaml", minimal);
  for (const Row& row : rows) CHECK(found_name({row.variables, work}) == ".ecrify.yaml");
}

TEST_CASE("a named file comes before what is found", "[cli][config_file]") {
  const TempFolder temp;
  temp.write(".ecrify.yaml", minimal);
  const options::Environment plain{{}, temp.path()};
  const options::Environment named{{{"ECRIFY_CONFIG", "by-variable.yaml"}}, temp.path()};
  options::Flags flag;
  flag.config = "by-flag.yaml";
  options::Flags none;
  none.no_config = true;
  CHECK(found_name(plain) == ".ecrify.yaml");
  CHECK(found_name(named) == "by-variable.yaml");
  CHECK(found_name({{{"ECRIFY_CONFIG", ""}}, temp.path()}) == ".ecrify.yaml");
  CHECK(found_name(named, flag) == "by-flag.yaml");
  CHECK(found_name(named, none) == "");
  CHECK(options::find_config(flag, named)->given == "--config");
  CHECK(options::find_config({}, named)->given == "ECRIFY_CONFIG");
}

TEST_CASE("a configuration that can't be read is never passed over", "[cli][config_file]") {
  const TempFolder temp;
  temp.make_folder("repo/.git");
  const options::Environment environment{{}, temp / "repo"};
  SECTION("a folder") { temp.make_folder("repo/.ecrify.yaml"); }
  SECTION("a dangling link") { REQUIRE(symlink("nowhere", (temp / "repo/.ecrify.yaml").c_str()) == 0); }
  options::ConfigFile file;
  const Status status = file.load({}, environment);
  REQUIRE_FALSE(status.ok());
  CHECK(status.failure().remedy == "correct it, or run with --no-config");
  options::Flags none;
  none.no_config = true;
  CHECK(options::ConfigFile().load(none, environment).ok());
}

TEST_CASE("a named file that is missing is a failure that says who named it", "[cli][config_file]") {
  const TempFolder temp;
  options::Flags flags;
  flags.config = temp / "missing.yaml";
  options::ConfigFile by_flag;
  Status status = by_flag.load(flags, {});
  REQUIRE_FALSE(status.ok());
  CHECK(status.failure().remedy == "it is the configuration file that --config names");

  options::ConfigFile by_variable;
  status = by_variable.load({}, {{{"ECRIFY_CONFIG", temp / "missing.yaml"}}, temp.path()});
  REQUIRE_FALSE(status.ok());
  CHECK(status.failure().remedy == "it is the configuration file that ECRIFY_CONFIG names");

  flags.no_config = true;
  options::ConfigFile both;
  CHECK_FALSE(both.load(flags, {}).ok());
}

TEST_CASE("the file's text stays for messages", "[cli][config_file]") {
  const TempFolder temp;
  temp.write(".ecrify.yaml",
             std::string(minimal) + "registry: {account: \"123456789012\", region: ca-central-1}\n");
  options::ConfigFile file;
  REQUIRE(file.load({}, {{}, temp.path()}).ok());
  CHECK(file.name() == ".ecrify.yaml");
  CHECK(file.config().account == "123456789012");
  REQUIRE(file.source() != nullptr);
  CHECK(file.source()->position(22).line == 2);

  options::ConfigFile none;
  REQUIRE(none.load({}, {}).ok());
  CHECK(none.name().empty());
  CHECK(none.source() == nullptr);
}

}  // namespace
}  // namespace ecrify::cli
