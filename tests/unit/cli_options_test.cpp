// SPDX-License-Identifier: Apache-2.0
#include "../../src/cli/arguments.hpp"
#include "catch.hpp"
#include "cli_testing.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::cli {
namespace {

using rules::Rule;
using rules::RuleKind;
using testing::TempFolder;
using testing::with_registry;
using Words = std::vector<std::string>;

Result<run::Options> options_of(const Words& words, const options::Environment& environment = {}) {
  const Result<options::Invocation> invocation = parse_arguments(words);
  REQUIRE(invocation.ok());
  options::ConfigFile file;
  REQUIRE(file.load(invocation->flags, environment).ok());
  return options::resolve_options(*invocation, environment, file);
}

// "from>to" of each rule, "from!" for one that keeps.
std::string sketch(const std::vector<rules::Rule>& rules) {
  std::string text;
  for (const rules::Rule& rule : rules) {
    text +=
        (text.empty() ? "" : " ") + rule.from + (rule.kind == rules::RuleKind::keep ? "!" : ">" + rule.to);
  }
  return text;
}

TEST_CASE("flags add to the file's rules and replace those with the same source", "[cli][options]") {
  struct Row {
    Words rules;
    Words keeps;
    std::vector<rules::Rule> file;
    std::string expected;
  };
  const rules::Rule ghcr{"ghcr.io", rules::RuleKind::prefix, "github", "", {}};
  const rules::Rule quay{"quay.io/team", rules::RuleKind::target, "harbor.example.com/quay", "", {}};
  const rules::Rule keep{"ghcr.io/org", rules::RuleKind::keep, "", "", {}};
  const std::vector<Row> rows = {
      {{}, {}, {}, "ghcr.io>ghcr"},  // the default
      {{}, {}, {ghcr, quay}, "ghcr.io>github quay.io/team>harbor.example.com/quay"},
      {{}, {}, {keep}, "ghcr.io>ghcr ghcr.io/org!"},  // a rule that keeps maps nothing
      {{}, {"ghcr.io/org"}, {}, "ghcr.io>ghcr ghcr.io/org!"},
      {{}, {"ghcr.io"}, {}, "ghcr.io!"},  // the default would be doubled
      {{"quay.io=quay"}, {}, {}, "quay.io>quay"},
      {{"quay.io=quay"}, {}, {ghcr}, "ghcr.io>github quay.io>quay"},
      {{"ghcr.io=other"}, {}, {ghcr, quay}, "quay.io/team>harbor.example.com/quay ghcr.io>other"},
      {{"GHCR.IO=other"}, {}, {ghcr}, "GHCR.IO>other"},  // the same host, spelt otherwise
      {{}, {"quay.io/team"}, {ghcr, quay}, "ghcr.io>github quay.io/team!"},
      {{"ghcr.io/org=mine"}, {}, {keep}, "ghcr.io/org>mine"},
      {{"ghcr.io=//harbor.example.com/x"}, {}, {}, "ghcr.io>harbor.example.com/x"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO("row " << i);
    options::Flags flags;
    flags.rules = rows[i].rules;
    flags.keeps = rows[i].keeps;
    config::Config config;
    config.rules = rows[i].file;
    const auto combined = options::combine_rules(flags, config);
    REQUIRE(combined.ok());
    CHECK(sketch(*combined) == rows[i].expected);
  }
}

TEST_CASE("a flag that is no rule is refused", "[cli][options]") {
  for (const char* text : {"ghcr.io", "=ghcr", "ghcr.io=", "ghcr.io=UPPER", "ghcr.io=//"}) {
    INFO(text);
    options::Flags flags;
    flags.rules = {text};
    CHECK_FALSE(options::combine_rules(flags, {}).ok());
  }
  options::Flags flags;
  flags.keeps = {""};
  CHECK_FALSE(options::combine_rules(flags, {}).ok());
}

TEST_CASE("what goes with what", "[cli][options]") {
  const TempFolder temp;
  const std::string file = temp.write("a.yaml", "");
  const std::string folder = temp.path();
  struct Row {
    Words words;
    std::string message;  // empty: it goes
  };
  const std::vector<Row> rows = {
      {{"rewrite"}, ""},
      {{"rewrite", "-"}, ""},
      {{"rewrite", file}, ""},
      {{"rewrite", "missing.yaml"}, ""},  // reading reports it
      {{"rewrite", folder}, folder + " is a folder: it needs --write"},
      {{"rewrite", file, file}, "several files need --write"},
      {{"rewrite", "-", file}, "several files need --write"},
      {{"rewrite", "-w", file, folder}, ""},
      {{"rewrite", "-w"}, "--write can't write stdin"},
      {{"rewrite", "-w", "-"}, "--write can't write stdin"},
      {{"rewrite", "-w", file, "-"}, "--write can't write stdin"},
      {{"rewrite", "--dry-run", file, folder, "-"}, ""},
      {{"rewrite", "--dry-run", "-w", folder}, ""},
      {{"rewrite", "--dry-run", "-", "-"}, "\"-\" is given twice"},
      {{"check", "-", file, folder}, ""},
      {{"check", "-", file, "-"}, "\"-\" is given twice"},
      {{"diff", file, folder, "-"}, ""},
      {{"diff", "-U", "0"}, ""},
      {{"diff", "-U", "99999999999999999999999999"}, ""},
      {{"diff", "-U", "x"}, "--unified \"x\" is no number of lines"},
      {{"diff", "-U", "3x"}, "--unified \"3x\" is no number of lines"},
      {{"diff", "-U", "99999999999999999999999999x"},
       "--unified \"99999999999999999999999999x\" is no number of lines"},
      {{"diff", "-U", "+3"}, "--unified \"+3\" is no number of lines"},
      {{"diff", "--reverse"}, ""},
      {{"diff", "--reverse=any"}, ""},
      {{"diff", "--reverse=all"}, "unknown --reverse=all"},
      {{"diff", "--force"}, "--force goes with --reverse alone"},
      {{"diff", "--force", "--reverse"}, ""},
      {{"check", "-q", "-v"}, "--quiet and --verbose contradict each other"},
      {{"rewrite", "--rule", "ghcr.io=ROOT"}, ""},
      {{"rewrite", "--rule", "ghcr.io=ROOT", "--reverse"},
       "in reverse the rule ghcr.io -> prefix ROOT (--rule) would take every repository of the registry to "
       "ghcr.io"},
      {{"check", "--rule", "ghcr.io=ROOT", "--reverse=any"},
       "in reverse the rule ghcr.io -> prefix ROOT (--rule) would take every repository of the registry to "
       "ghcr.io"},
      {{"rewrite", "--rule", "ghcr.io=ROOT", "--reverse", "--force"}, ""},
  };
  for (const Row& row : rows) {
    std::string typed;
    for (const std::string& word : row.words) typed += word + " ";
    INFO(typed);
    const auto options = options_of(with_registry(row.words));
    CHECK((options.ok() ? "" : options.failure().message) == row.message);
    if (!options.ok()) CHECK_FALSE(options.failure().remedy.empty());
  }
}

TEST_CASE("only check can do without a registry, and only forwards", "[cli][options]") {
  struct Row {
    Words words;
    bool ok;
  };
  const std::vector<Row> rows = {
      {{"rewrite"}, false},
      {{"rewrite", "--dry-run"}, false},
      {{"diff"}, false},
      {{"check"}, true},
      {{"explain", "ghcr.io/org/app"}, true},
      {{"check", "--reverse"}, false},
      {{"rewrite", "--reverse"}, false},
      {{"rewrite", "--reverse=any"}, true},
      {{"check", "--reverse=any"}, true},
      {{"rewrite", "--rule", "ghcr.io=//harbor.example.com/ghcr"}, true},  // no rule with a prefix is left
      {{"diff", "--rule", "ghcr.io=//harbor.example.com/ghcr", "--rule", "quay.io=quay"}, false},
      {{"rewrite", "--keep", "ghcr.io"}, true},
      {{"rewrite", "--keep", "ghcr.io/org"}, false},
      {{"rewrite", "--account", "123456789012"}, false},
      {{"rewrite", "--registry", "harbor.example.com"}, true},
  };
  for (const Row& row : rows) {
    std::string typed;
    for (const std::string& word : row.words) typed += word + " ";
    INFO(typed);
    const auto options = options_of(row.words);
    CHECK(options.ok() == row.ok);
    if (!options.ok()) {
      CHECK(testing::contains(options.failure().message, " needs it"));
      CHECK(testing::contains(options.failure().remedy, "--region"));
    }
  }
}

TEST_CASE("the options that come out", "[cli][options]") {
  const auto plain = options_of(with_registry({"diff"}));
  REQUIRE(plain.ok());
  CHECK(plain->context == 3);
  CHECK(plain->mapping.is_forward());
  CHECK(plain->mapping.names("ghcr.io"));
  CHECK(plain->destination == run::Destination::stream);
  CHECK(plain->verbosity == run::Verbosity::normal);
  CHECK(plain->stdin_name == "<stdin>");
  CHECK(plain->paths.empty());
  CHECK(plain->mapping.rules().registry_host() == "123456789012.dkr.ecr.ca-central-1.amazonaws.com");

  const auto set = options_of(with_registry(
      {"rewrite", "-w", "-U7", "--reverse=any", "-q", "--stdin-filename", "in.yaml", "a.yaml", "b.yaml"}));
  REQUIRE(set.ok());
  CHECK(set->context == 7);
  CHECK_FALSE(set->mapping.is_forward());
  CHECK(set->mapping.names("999999999999.dkr.ecr.eu-west-1.amazonaws.com"));
  CHECK(set->destination == run::Destination::in_place);
  CHECK(set->verbosity == run::Verbosity::quiet);
  CHECK(set->stdin_name == "in.yaml");
  CHECK(set->paths == Words{"a.yaml", "b.yaml"});

  const auto dry = options_of(with_registry({"rewrite", "-w", "--dry-run", "--reverse", "-v", "a.yaml"}));
  REQUIRE(dry.ok());
  CHECK(dry->destination == run::Destination::difference);  // --dry-run beats --write
  CHECK_FALSE(dry->mapping.is_forward());
  CHECK_FALSE(dry->mapping.names("999999999999.dkr.ecr.eu-west-1.amazonaws.com"));
  CHECK(dry->verbosity == run::Verbosity::verbose);
}

}  // namespace
}  // namespace ecrify::cli
