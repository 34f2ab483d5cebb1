// SPDX-License-Identifier: Apache-2.0
// The invariants over generated manifests.
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
  constexpr std::uint64_t streams = 20000;
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
