// SPDX-License-Identifier: Apache-2.0
// What a configuration adds to the table of the classes.
#include "../support/rewriting.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

const std::string ecr = std::string(registry) + "/ghcr/";

locate::UserField field(std::string kind, std::string api_version, std::string_view path) {
  return {std::move(kind), std::move(api_version), locate::PathPattern::parse(path).value()};
}

std::size_t rewritten_with(const std::string& text, const Settings& settings) {
  const SourceText source("a.yaml", text);
  return examine(source, settings).counts.references;
}

}  // namespace

TEST_CASE("a field of the configuration names an image") {
  const rules::RuleSet rules = default_rules();
  const std::string widget =
      "apiVersion: example.com/v1\nkind: Widget\nspec:\n  parts:\n  - ref: ghcr.io/o/a\n";
  struct Row {
    std::string text;
    locate::UserField field;
    std::size_t references;
  };
  const Row rows[] = {
      {widget, field("Widget", "example.com/*", "spec.parts[].ref"), 1},
      {widget, field("", "", "spec.parts[].ref"), 1},
      {widget, field("W*", "*/v1", "**.ref"), 1},
      {widget, field("Gadget", "", "spec.parts[].ref"), 0},
      {widget, field("Widget", "example.org/*", "spec.parts[].ref"), 0},
      {widget, field("Widget", "", "spec.parts[].other"), 0},
      {"apiVersion: v1\nkind: List\nitems:\n- apiVersion: example.com/v1\n  kind: Widget\n  spec: {ref: "
       "ghcr.io/o/a}\n",
       field("Widget", "example.com/v1", "spec.ref"), 1},
      {"spec:\n  ref: ghcr.io/o/a\n", field("", "", "spec.ref"), 0},  // no object
      {"apiVersion: v1\nkind: Widget\nspec: {ref: \"oci://ghcr.io/o/chart\"}\n",
       field("Widget", "v1", "spec.ref"), 1},
      {"apiVersion: v1\nkind: Widget\nspec: {ref: see ghcr.io/o/a for more}\n",
       field("Widget", "v1", "spec.ref"), 0},
  };
  for (const Row& row : rows) {
    INFO(row.text << row.field.path.text());
    const rules::Mapping mapping(rules);
    Settings settings;
    settings.mapping = &mapping;
    CHECK(rewritten_with(row.text, settings) == 0);
    settings.fields = {row.field};
    CHECK(rewritten_with(row.text, settings) == row.references);
  }
}

TEST_CASE("objects that the configuration ignores are left alone and counted") {
  const rules::RuleSet rules = default_rules();
  const std::string text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: legacy-a, namespace: old}\nspec: {containers: [{image: "
      "ghcr.io/o/a}]}\n";
  const std::pair<locate::UserIgnore, bool> rows[] = {
      {{"Pod", "", ""}, true},        {{"", "legacy-*", ""}, true}, {{"", "", "old"}, true},
      {{"Pod", "other", ""}, false},  {{"Job", "", ""}, false},     {{"Pod", "legacy-*", "new"}, false},
      {{"", "legacy-a", "old"}, true}};
  for (const auto& [ignore, ignored] : rows) {
    const rules::Mapping mapping(rules);
    Settings settings;
    settings.mapping = &mapping;
    settings.ignored = {ignore};
    settings.kept = RulingScope::left_by_wish;
    const SourceText source("a.yaml", text);
    const Examination examined = examine(source, settings);
    CAPTURE(ignore.kind, ignore.name, ignore.name_space);
    CHECK(examined.edits.empty() == ignored);
    CHECK(examined.counts.ignored == (ignored ? 1U : 0U));
    const auto left = std::count_if(examined.rulings.begin(), examined.rulings.end(),
                                    [](const Ruling& one) { return one.ignored_by_user; });
    CHECK(left == (ignored ? 1 : 0));
  }
}

TEST_CASE("digests that the cache may not fill for are told, refused or passed over") {
  const rules::RuleSet rules = default_rules();
  const std::string text = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a@sha256:" +
                           std::string(64, 'a') + "\n";
  struct Row {
    config::DigestFirstPull setting;
    bool refused;
    std::size_t by_digest;
    std::size_t findings;
  };
  const Row rows[] = {{config::DigestFirstPull::off, false, 0, 1},
                      {config::DigestFirstPull::warning, false, 1, 2},
                      {config::DigestFirstPull::error, true, 0, 1}};
  for (const Row& row : rows) {
    const rules::Mapping mapping(rules);
    Settings settings;
    settings.mapping = &mapping;
    settings.digest_first_pull = row.setting;
    const SourceText source("a.yaml", text);
    const Examination examined = examine(source, settings);
    CHECK(examined.refused == row.refused);
    CHECK(examined.counts.by_digest == row.by_digest);
    CHECK(examined.findings.size() == row.findings);
    if (row.refused) CHECK(examined.findings.front().id == FindingId::digest_first_pull);
  }
}

TEST_CASE("a class does what the configuration says") {
  const rules::RuleSet rules = default_rules();
  const std::string text =
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a\n    args: [sh, -c, docker "
      "run ghcr.io/o/b now]\n";
  const rules::Mapping mapping(rules);
  Settings settings;
  settings.mapping = &mapping;
  CHECK(rewritten_with(text, settings) == 1);
  settings.actions.set(locate::LocationClass::embedded, locate::Action::rewrite);
  CHECK(rewritten_with(text, settings) == 2);
  settings.actions.set(locate::LocationClass::container, locate::Action::warn);
  const SourceText source("a.yaml", text);
  const Examination examined = examine(source, settings);
  CHECK(examined.counts.references == 1);
  REQUIRE_FALSE(examined.findings.empty());
  CHECK(examined.findings.front().severity == Severity::warning);
  CHECK(examined.findings.front().message == "image of a container is left alone, as the configuration says");
}
