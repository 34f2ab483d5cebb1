// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <sstream>

#include "../../src/cli/arguments.hpp"
#include "catch.hpp"
#include "ecrify/cli/completion.hpp"
#include "ecrify/options/flag_table.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/report/formats.hpp"

namespace ecrify::cli {
namespace {

using Words = std::vector<std::string>;

options::Flags flags_of(const Words& words) {
  const Result<options::Invocation> result = parse_arguments(words);
  INFO((result.ok() ? "" : result.failure().message));
  REQUIRE(result.ok());
  return result->flags;
}

TEST_CASE("the first word is the command", "[cli][flags]") {
  struct Row {
    Words words;
    run::Command command;
    bool help;
  };
  const std::vector<Row> rows = {
      {{"rewrite"}, run::Command::rewrite, false},
      {{"check"}, run::Command::check, false},
      {{"diff"}, run::Command::diff, false},
      {{"explain", "x"}, run::Command::explain, false},
      {{"version"}, run::Command::version, false},
      {{"--version"}, run::Command::version, false},
      {{"-V"}, run::Command::version, false},
      {{"-h"}, run::Command::none, true},
      {{"--help"}, run::Command::none, true},
      {{"help"}, run::Command::none, true},
      {{"help", "diff"}, run::Command::diff, true},
      {{"check", "-h"}, run::Command::check, true},
      {{"check", "--help"}, run::Command::check, true},
      {{"version", "-h"}, run::Command::version, true},
      {{"explain", "-h"}, run::Command::explain, true},
  };
  for (const Row& row : rows) {
    INFO(row.words.front() << " " << row.words.back());
    const Result<options::Invocation> result = parse_arguments(row.words);
    REQUIRE(result.ok());
    CHECK(result->command == row.command);
    CHECK(result->flags.help == row.help);
  }
}

TEST_CASE("flags and arguments may be mixed", "[cli][flags]") {
  const options::Flags flags = flags_of(
      {"rewrite", "a.yaml", "-wv",    "--account",      "1",      "-", "--region=r", "-U", "5",  "[b]",
       "--rule",  "x=y",    "c.yaml", "--rule=z=//h/p", "--keep", "k", "--",         "-d", "--", "-"});
  CHECK(flags.write);
  CHECK(flags.verbose);
  CHECK_FALSE(flags.quiet);
  CHECK_FALSE(flags.help);
  CHECK(flags.account == "1");
  CHECK(flags.region == "r");
  CHECK_FALSE(flags.registry);
  CHECK(flags.unified == "5");
  CHECK(flags.rules == Words{"x=y", "z=//h/p"});
  CHECK(flags.keeps == Words{"k"});
  CHECK(flags.arguments == Words{"a.yaml", "-", "[b]", "c.yaml", "-d", "--", "-"});
}

TEST_CASE("a flag that is given again takes the place of the first", "[cli][flags]") {
  CHECK(flags_of({"check", "--account", "1", "--account=2"}).account == "2");
  CHECK(flags_of({"diff", "-U3", "--unified", "0"}).unified == "0");
  CHECK(flags_of({"check", "-q", "-q"}).quiet);
}

TEST_CASE("--reverse takes its value only with =", "[cli][flags]") {
  struct Row {
    Words words;
    std::optional<std::string> reverse;
    Words arguments;
  };
  const std::vector<Row> rows = {
      {{"diff", "any"}, std::nullopt, {"any"}},
      {{"diff", "--reverse", "any"}, "", {"any"}},
      {{"diff", "--reverse=any", "a"}, "any", {"a"}},
      {{"diff", "--reverse=some"}, "some", {}},  // options.hpp judges it
      {{"diff", "--reverse", "--reverse=any"}, "any", {}},
  };
  for (const Row& row : rows) {
    const options::Flags flags = flags_of(row.words);
    CHECK(flags.reverse == row.reverse);
    CHECK(flags.arguments == row.arguments);
  }
}

TEST_CASE("what was mistyped is named, with what may have been meant", "[cli][flags]") {
  struct Row {
    Words words;
    std::string message;
    std::string remedy;
  };
  const std::vector<Row> rows = {
      {{}, "a command is needed", "see \"ecrify --help\""},
      {{"chekc"}, "unknown command \"chekc\"", "did you mean \"ecrify check\"?"},
      {{"frobnicate"},
       "unknown command \"frobnicate\"",
       "the commands are rewrite, check, diff, list, explain, fn, config, generate, completion, version"},
      {{"help", "frobnicate"},
       "unknown command \"frobnicate\"",
       "the commands are rewrite, check, diff, list, explain, fn, config, generate, completion, version"},
      {{"-"}, "\"-\" is no command", "did you mean \"ecrify rewrite -\"?"},
      {{"/dev/null"}, "\"/dev/null\" is no command", "did you mean \"ecrify rewrite /dev/null\"?"},
      {{"/"}, "\"/\" is no command", "did you mean \"ecrify check /\"?"},
      {{"fix"}, "unknown command \"fix\"", "did you mean \"ecrify rewrite -w PATH\"?"},
      {{"fix", "-i", "my deploy"},
       "unknown command \"fix\"",
       "did you mean \"ecrify rewrite -w 'my deploy'\"?"},
      {{"fix", "--region", "ca-central-1", "deploy"},
       "unknown command \"fix\"",
       "did you mean \"ecrify rewrite -w --region ca-central-1 deploy\"?"},
      {{"--fix", "deploy"},
       "the command comes first, not \"--fix\"",
       "did you mean \"ecrify rewrite -w deploy\"?"},
      {{"lint", "deploy"}, "unknown command \"lint\"", "did you mean \"ecrify check deploy\"?"},
      {{"init"}, "unknown command \"init\"", "did you mean \"ecrify config init\"?"},
      {{"-w", "rewrite"}, "the command comes first, not \"-w\"", "put it behind: \"ecrify COMMAND -w\""},
      {{"rewrite", "--acount", "1"},
       "unknown flag \"--acount\" of \"ecrify rewrite\"",
       "did you mean --account?"},
      {{"rewrite", "--acount=1"},
       "unknown flag \"--acount\" of \"ecrify rewrite\"",
       "did you mean --account?"},
      {{"rewrite", "a", "--dryrun"},
       "unknown flag \"--dryrun\" of \"ecrify rewrite\"",
       "did you mean --dry-run?"},
      {{"rewrite", "--frobnicate"},
       "unknown flag \"--frobnicate\" of \"ecrify rewrite\"",
       "see \"ecrify rewrite --help\""},
      {{"rewrite", "-x"}, "unknown flag \"-x\" of \"ecrify rewrite\"", "see \"ecrify rewrite --help\""},
      {{"rewrite", "-wx"}, "unknown flag \"-x\" of \"ecrify rewrite\"", "see \"ecrify rewrite --help\""},
      {{"rewrite", "-5"}, "unknown flag \"-5\" of \"ecrify rewrite\"", "see \"ecrify rewrite --help\""},
      {{"check", "-w"},
       "unknown flag \"-w\" of \"ecrify check\"",
       "\"ecrify rewrite -w PATH\" rewrites files in place"},
      {{"rewrite", "-i", "--rule", "quay.io=quay", "deploy"},
       "unknown flag \"-i\" of \"ecrify rewrite\"",
       "\"ecrify rewrite -w --rule quay.io=quay deploy\" rewrites files in place"},
      {{"check", "--dry-run"},
       "unknown flag \"--dry-run\" of \"ecrify check\"",
       "it belongs to \"ecrify rewrite\""},
      {{"rewrite", "--account"}, "--account needs a value", "see \"ecrify rewrite --help\""},
      {{"diff", "-U"}, "--unified needs a value", "see \"ecrify diff --help\""},
      {{"rewrite", "--account", "--region", "r"},
       "--account needs a value, found \"--region\"",
       "see \"ecrify rewrite --help\""},
      {{"rewrite", "--account", ""},
       "--account needs a value, and it is empty",
       "is a variable unset? see \"ecrify rewrite --help\""},
      {{"rewrite", "--account=", "x"},
       "--account needs a value, and it is empty",
       "is a variable unset? see \"ecrify rewrite --help\""},
      {{"rewrite", "--rule", ""},
       "--rule needs a value, and it is empty",
       "is a variable unset? see \"ecrify rewrite --help\""},
      {{"rewrite", "--write=false"}, "--write takes no value", "see \"ecrify rewrite --help\""},
  };
  for (const Row& row : rows) {
    std::string typed;
    for (const std::string& word : row.words) typed += word + " ";
    INFO(typed);
    const Result<options::Invocation> result = parse_arguments(row.words);
    REQUIRE_FALSE(result.ok());
    CHECK(result.failure().message == row.message);
    CHECK(result.failure().remedy == row.remedy);
  }
}

TEST_CASE("each command takes the flags of the table and no others", "[cli][flags]") {
  for (const options::CommandRow& command : options::command_table()) {
    for (const options::FlagRow& flag : options::flag_table()) {
      std::string word = "--" + std::string(flag.name);
      if (std::holds_alternative<options::Value>(flag.target) ||
          std::holds_alternative<options::ValueList>(flag.target) ||
          std::holds_alternative<options::InOrder>(flag.target) ||
          std::holds_alternative<options::WordList>(flag.target))
        word += "=v";
      INFO(command.name << " " << word);
      std::vector<std::string> words;
      std::istringstream names{std::string(command.name)};
      for (std::string name; names >> name;) words.push_back(name);
      words.push_back(word);
      CHECK(parse_arguments(words).ok() == options::has_flag(command.command, flag));
    }
  }
}

TEST_CASE("formats and outputs keep the order in which they were typed", "[cli][flags]") {
  const auto parsed = parse_arguments(
      {"check", "-f", "github", "a.yaml", "--format=sarif", "-o", "x", "-f", "json", "--output", "-"});
  REQUIRE(parsed.ok());
  std::string order;
  for (const options::TypedFlag& flag : parsed->flags.reports) order += flag.name + "=" + flag.value + " ";
  CHECK(order == "format=github format=sarif output=x format=json output=- ");
  CHECK(parsed->flags.arguments == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("the help names every flag of the command, in 100 columns", "[cli][flags]") {
  for (const options::CommandRow& command : options::command_table()) {
    const std::string help = help_text(command.command);
    for (const options::FlagRow& flag : options::flag_table()) {
      INFO(command.name << " --" << flag.name);
      const bool named = help.find("--" + std::string(flag.name)) != std::string::npos;
      CHECK((named || !options::has_flag(command.command, flag)));
    }
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 100);
      CHECK((line.empty() || line.back() != ' '));
    }
    const std::string overview = help_text(options::group_of(command).empty()
                                               ? run::Command::none
                                               : options::find_command(options::group_of(command))->command);
    CHECK(overview.find("  " + std::string(command.name) + " ") != std::string::npos);
  }
}

TEST_CASE("help and man page have the names of the formats", "[cli][flags]") {
  const std::string page = man_page("1.0");
  for (const report::FormatRow& format : report::formats()) {
    CHECK(help_text(run::Command::check).find(format.name) != std::string::npos);
    CHECK(page.find(format.name) != std::string::npos);
  }
  CHECK(page.find("{formats}") == std::string::npos);
}

TEST_CASE("no two flags share a name", "[cli][flags]") {
  std::set<std::string_view> names;
  for (const options::FlagRow& flag : options::flag_table()) {
    CHECK(names.insert(flag.name).second);
    if (!flag.letter.empty()) CHECK(names.insert(flag.letter).second);
  }
}

}  // namespace
}  // namespace ecrify::cli
