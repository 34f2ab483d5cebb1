// SPDX-License-Identifier: Apache-2.0
// The invariants over generated manifests.
#include <algorithm>

#include "../support/account.hpp"
#include "../support/generator.hpp"
#include "../support/invariants.hpp"
#include "../support/slowness.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

TEST_CASE("the invariants hold for generated manifests") {
  const rules::RuleSet rules = default_rules();
  std::size_t rewritten_streams = 0;
  std::size_t refused = 0;
  std::size_t references = 0;
  constexpr std::uint64_t streams = 20000 / fewer;
  for (std::uint64_t seed = 1; seed <= streams; ++seed) {
    const std::string text = Generator(seed).stream();
    const Examined out = examined(text, rules);
    if (out.refused) {
      ++refused;
      INFO(text);
      for (const Finding& finding : out.findings) {
        INFO(finding.message);
        CHECK(finding.id != FindingId::proof_failed);
        CHECK(finding.id != FindingId::not_yaml);
        CHECK(finding.id != FindingId::template_text);
      }
      continue;
    }
    if (!out.edits.empty()) ++rewritten_streams;
    references += out.edits.size();
    const std::string broken = broken_invariant(text, rules);
    if (!broken.empty()) {
      INFO("seed " << seed << "\n" << text << "\n--- becomes\n" << splice::apply(text, out.edits));
      CHECK(broken == "");
    }
  }
  // The generator must be worth its name: most of its streams hold something to do.
  CHECK(rewritten_streams > streams / 2);
  CHECK(refused < streams / 20);
  CHECK(references > streams);
}

TEST_CASE("with other rules, too") {
  const rules::RuleSet several =
      rule_set({rules::default_rule(), rule("quay.io", rules::RuleKind::prefix, "quay"),
                rule("docker.io", rules::RuleKind::prefix, "docker-hub"), rule("ghcr.io/org/sub", rules::RuleKind::keep, ""),
                rule("ghcr.io/o", rules::RuleKind::target, "harbor.example.com/ghcr-o")});
  for (std::uint64_t seed = 1; seed <= 4000 / fewer; ++seed) {
    const std::string text = Generator(seed).stream();
    const Examined out = examined(text, several);
    if (out.refused) continue;
    const std::string after = splice::apply(text, out.edits);
    const Examined again = examined(after, several);
    INFO("seed " << seed << "\n" << text);
    CHECK(!again.refused);
    CHECK(again.edits.empty());
  }
}

TEST_CASE("the quick way for single references gives what the long one gives") {
  const rules::RuleSet mapped[] = {
      default_rules(), rule_set({rules::default_rule(), rule("docker.io", rules::RuleKind::prefix, "docker-hub"),
                                 rule("ghcr.io/org/sub", rules::RuleKind::keep, "")})};
  std::size_t edits = 0;
  for (const rules::RuleSet& rules : mapped) {
    for (std::uint64_t batch = 0; batch < 60 / fewer; ++batch) {
      // Many streams as one, so that what is remembered of one document is used in others.
      std::string text;
      for (std::uint64_t seed = 0; seed < 50; ++seed) text += "---\n" + Generator(1 + batch * 50 + seed).stream() + "\n";
      const Examined quick = examined_quickly(text, rules);
      const Examined full = examined(text, rules);
      INFO("batch " << batch);
      REQUIRE(quick.edits.size() == full.edits.size());
      for (std::size_t i = 0; i < quick.edits.size(); ++i) {
        REQUIRE(quick.edits[i].span == full.edits[i].span);
        REQUIRE(quick.edits[i].text == full.edits[i].text);
      }
      CHECK(quick.refused == full.refused);
      CHECK(quick.counts.references == full.counts.references);
      CHECK(quick.counts.ignored == full.counts.ignored);
      CHECK(quick.counts.kept == full.counts.kept);
      CHECK(quick.counts.by_digest == full.counts.by_digest);
      CHECK(quick.counts.artifacts == full.counts.artifacts);
      const auto is_told = [](const Finding& finding) {
        return finding.severity != Severity::note &&
               !(finding.id == FindingId::unmapped_image && finding.severity == Severity::error && finding.replacement);
      };
      CHECK(std::count_if(quick.findings.begin(), quick.findings.end(), is_told) ==
            std::count_if(full.findings.begin(), full.findings.end(), is_told));
      edits += quick.edits.size();
    }
  }
  CHECK(edits > 6000 / fewer);
}

TEST_CASE("a source that is examined in parts gives what the whole gives") {
  const rules::RuleSet rules = default_rules();
  const std::string heads[] = {"", "# a comment\n", "# ecrify:ignore-file[digest-first-pull] known\n",
                               "# ecrify:ignore-file[digest-first-pull]: malformed\n", "# ecrify:ignore-file\n", "# ecrify:ignore-nothing\n",
                               "# ecrify:ignore-document\n---\n", "---\n# ecrify:ignore-document\n"};
  const Run one_by_one = [](std::size_t count, const std::function<void(std::size_t)>& work) {
    for (std::size_t i = count; i-- > 0;) work(i);
  };
  std::size_t changed = 0;
  std::size_t in_parts = 0;
  for (std::uint64_t batch = 0; batch < 300 / fewer; ++batch) {
    std::string text = heads[batch % std::size(heads)];
    if (batch % 3 == 0) text += "nothing: to find\n---\n" + std::string(batch * 20, '#') + "\n---\n";
    for (std::uint64_t seed = 0; seed < 1 + batch % 9; ++seed) {
      text += Generator(7000 + batch * 10 + seed).stream() + (batch % 4 == 0 ? "\n...\n" : "\n") + "---\n";
    }
    const SourceText source("test.yaml", text);
    for (const bool collects : {true, false}) {
      Settings settings = settings_of(rules);
      if (!collects) {
        settings.occurrences = Occurrences::skip;
        settings.told = {false, false};
      }
      const Examiner examiner(settings);
      const Examined whole = examiner.examine(source, locate::Role::object);
      changed += whole.edits.size();
      for (const std::size_t parts : {2U, 3U, 16U}) {
        std::size_t count = 0;
        const Run run = [&](std::size_t many, const std::function<void(std::size_t)>& work) {
          count = many;
          one_by_one(many, work);
        };
        INFO("batch " << batch << ", " << parts << " parts\n" << text);
        REQUIRE(account_of(examiner.examine(source, locate::Role::object, parts, run)) == account_of(whole));
        if (count > 1) ++in_parts;
      }
    }
  }
  CHECK(changed > 1000 / fewer);
  CHECK(in_parts > 1000 / fewer);
}
