// SPDX-License-Identifier: Apache-2.0
// The invariants over generated manifests.
#include <algorithm>

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
    const Examination out = examined(text, rules);
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
                rule("docker.io", rules::RuleKind::prefix, "docker-hub"),
                rule("ghcr.io/org/sub", rules::RuleKind::keep, ""),
                rule("ghcr.io/o", rules::RuleKind::target, "harbor.example.com/ghcr-o")});
  for (std::uint64_t seed = 1; seed <= 4000 / fewer; ++seed) {
    const std::string text = Generator(seed).stream();
    const Examination out = examined(text, several);
    if (out.refused) continue;
    const std::string after = splice::apply(text, out.edits);
    const Examination again = examined(after, several);
    INFO("seed " << seed << "\n" << text);
    CHECK(!again.refused);
    CHECK(again.edits.empty());
  }
}

TEST_CASE("the quick way for single references gives what the long one gives") {
  const rules::RuleSet mapped[] = {
      default_rules(),
      rule_set({rules::default_rule(), rule("docker.io", rules::RuleKind::prefix, "docker-hub"),
                rule("ghcr.io/org/sub", rules::RuleKind::keep, "")})};
  std::size_t edits = 0;
  for (const rules::RuleSet& rules : mapped) {
    for (std::uint64_t batch = 0; batch < 60 / fewer; ++batch) {
      // Many streams as one, so that what is remembered of one document is used in others.
      std::string text;
      for (std::uint64_t seed = 0; seed < 50; ++seed)
        text += "---\n" + Generator(1 + batch * 50 + seed).stream() + "\n";
      const Examination quick = examined_quickly(text, rules);
      const Examination full = examined(text, rules);
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
               !(finding.id == FindingId::unmapped_image && finding.severity == Severity::error &&
                 finding.replacement);
      };
      CHECK(std::count_if(quick.findings.begin(), quick.findings.end(), is_told) ==
            std::count_if(full.findings.begin(), full.findings.end(), is_told));
      edits += quick.edits.size();
    }
  }
  CHECK(edits > 6000 / fewer);
}

namespace {

// A document whose object and path, written one below the other, are these parts: apiVersion, kind, then the
// path from the leaf on; `[]` is an item.
std::string document_of(const std::vector<std::string>& parts) {
  const auto quoted = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
      text.replace(at, 1, "\\n");
    return "\"" + text + "\"";
  };
  std::string text = "apiVersion: " + quoted(parts[0]) + "\nkind: " + quoted(parts[1]) + "\n";
  std::string indent;
  bool is_open = true;  // a line begins
  for (std::size_t i = parts.size(); i-- > 2;) {
    if (parts[i] == "[]") {
      text += (is_open ? indent : "") + "- ";
      is_open = false;
    } else {
      text += (is_open ? indent : "") + parts[i] + (i > 2 ? ":\n" : ": ");
      is_open = true;
    }
    indent += "  ";
  }
  return text + "ghcr.io/o/a:1\n";
}

std::string joined(const std::vector<std::string>& parts, std::size_t begin, std::size_t end) {
  std::string text = parts[begin];
  for (std::size_t i = begin + 1; i < end; ++i) text += "\n" + parts[i];
  return text;
}

}  // namespace

TEST_CASE("what is remembered of one document is not taken for what another one says") {
  const rules::RuleSet rules = default_rules();
  const std::vector<std::string> objects[] = {
      {"v1", "Pod", "image", "[]", "containers", "spec"},
      {"v1", "Pod", "reference", "image", "[]", "volumes", "spec"},
      {"apps/v1", "Deployment", "image", "[]", "containers", "spec", "template", "spec"},
      {"v1", "Widget", "image", "spec"}};
  std::size_t pairs = 0;
  for (const std::vector<std::string>& parts : objects) {
    const std::string known = document_of(parts);
    for (std::size_t first = 1; first + 1 < parts.size(); ++first) {
      for (std::size_t second = first + 1; second < parts.size(); ++second) {
        std::vector<std::string> other{joined(parts, 0, first), joined(parts, first, second)};
        other.insert(other.end(), parts.begin() + static_cast<std::ptrdiff_t>(second), parts.end());
        for (const std::string& text :
             {known + "---\n" + document_of(other), document_of(other) + "---\n" + known}) {
          INFO(text);
          const Examination quick = examined_quickly(text, rules);
          const Examination full = examined(text, rules);
          CHECK(splice::apply(text, quick.edits) == splice::apply(text, full.edits));
          CHECK(full.edits.size() >= 1);
          ++pairs;
        }
      }
    }
  }
  CHECK(pairs > 60);
}
