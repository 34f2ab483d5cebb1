// SPDX-License-Identifier: Apache-2.0
// The invariants over generated manifests.
#include <algorithm>

#include "../support/generator.hpp"
#include "../support/invariants.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;

TEST_CASE("the invariants hold for generated manifests") {
  const rules::RuleSet rules = default_rules();
  std::size_t rewritten_streams = 0;
  std::size_t refused = 0;
  std::size_t references = 0;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr std::uint64_t streams = 4000;  // each takes ten times as long
#else
  constexpr std::uint64_t streams = 20000;
#endif
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
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
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
    for (std::uint64_t batch = 0; batch < 60; ++batch) {
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
  CHECK(edits > 6000);
}
