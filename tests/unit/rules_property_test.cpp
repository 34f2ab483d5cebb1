// SPDX-License-Identifier: Apache-2.0
// Promises of rules.hpp, over generated rule sets and references: whatever build() accepts keeps them.
#include <random>
#include <string>
#include <vector>

#include "ecrify/reference/reference.hpp"
#include "rules_testing.hpp"

using namespace ecrify;
using namespace ecrify::rules;

namespace {

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const std::string& pick(const std::vector<std::string>& words) { return words[below(words.size())]; }

  // Few words, so that sources, targets and references often meet.
  std::string host() {
    return pick({"ghcr.io", "GHCR.io", "docker.io", "index.docker.io", "registry-1.docker.io",
                 "h.example.com", "ghcr.io:443", "localhost", registry,
                 "999999999999.dkr.ecr.us-east-1.amazonaws.com", "${R}.dkr.ecr.x.amazonaws.com"});
  }
  std::string path(std::size_t most) {
    std::string text = pick({"a", "b", "library", "ab", "a--b"});
    for (std::size_t i = below(most); i > 0; --i) text += "/" + pick({"a", "b", "ab", "app"});
    return text;
  }
  std::string place() { return below(3) == 0 ? host() : host() + "/" + path(2); }

  std::vector<Rule> rules() {
    std::vector<Rule> rules;
    for (std::size_t i = below(5) + 1; i > 0; --i) {
      Rule rule{place(), RuleKind::prefix, pick({"ab", "ab/a", "ghcr", "ghcr/a", "ROOT", "ghcr/b"}), {}, {}};
      const std::size_t kind = below(4);
      if (kind == 0) rule = {rule.from, RuleKind::keep, {}, {}, {}};
      if (kind == 1) rule = {rule.from, RuleKind::target, place(), {}, {}};
      rules.push_back(rule);
    }
    return rules;
  }
  std::string registry_host() {
    return pick({registry, "h.example.com", "${R}.dkr.ecr.x.amazonaws.com", "${REGISTRY}", ""});
  }
  std::string reference() {
    const std::string tail =
        pick({"", ":v1", ":V1@sha256:" + hex64, "@sha256:" + hex64, ":${TAG}", "@${DIGEST}"});
    switch (below(6)) {
      case 0:
        return path(4) + tail;
      case 1:
        return host() + "/" + path(2) + "/${X}" + tail;
      case 2:
        return host() + "/" + pick({"ghcr", "ab", "ab/a"}) + "/" + path(3) + tail;
      default:
        return host() + "/" + path(4) + tail;
    }
  }

 private:
  std::mt19937 random_;
};

// The canonical form of a reference without placeholders.
std::string canonical(const std::string& text) {
  const auto result = reference::normalize(reference::mask_placeholders(text));
  REQUIRE(result.ok());
  return result.value.registry + "/" + result.value.path + text.substr(result.value.path_in_text.end);
}

}  // namespace

TEST_CASE("a second run changes nothing, and back is the identity") {
  Generator generate(20261123);
  std::size_t accepted = 0;
  std::size_t rewritten = 0;
  std::size_t reversed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::vector<Rule> rules = generate.rules();
    const std::string host = generate.registry_host();
    const Result<RuleSet> set = RuleSet::build(rules, host);
    if (!set.ok()) continue;
    ++accepted;
    for (int j = 0; j < 10; ++j) {
      const std::string text = generate.reference();
      const Decision first = set->decide(text, ShortNames::count);
      if (first.verdict != Verdict::rewrite || first.text.empty()) {
        CHECK(first.text.empty());
        continue;
      }
      ++rewritten;
      const Decision second = set->decide(first.text, ShortNames::count);
      std::string told = "registry: " + host + "\n";
      for (const Rule& rule : rules) told += describe(rule) + "\n";
      told += text + " -> " + first.text + " -> " + verdict_name(second.verdict) + " " + second.text;
      INFO(told);
      REQUIRE((second.verdict == Verdict::already || second.verdict == Verdict::keep));
      CHECK(reference::parse(reference::mask_placeholders(first.text)).ok());

      // Tag and digest stay to the letter.
      const auto normal = reference::normalize(reference::mask_placeholders(text));
      const std::string tail = text.substr(normal.value.path_in_text.end);
      CHECK(first.text.ends_with(tail));

      // What is in a target already, or comes from an alias of Docker Hub, is not canonical.
      if (text.find("registry-1") != std::string::npos) continue;
      const std::string name = canonical(text);
      const Decision back = set->decide_reverse(first.text, ReverseScope::configured_target);
      told = "reverse: " + back.text + " " + verdict_name(back.verdict) + " " + back.reason;
      INFO(told);
      if (back.verdict == Verdict::keep || second.verdict == Verdict::keep) continue;
      if (back.verdict == Verdict::unresolved || back.verdict == Verdict::unmapped) {
        // Only a placeholder, or a target on Docker Hub written as a short name, keeps it from going back.
        CHECK(text.find('$') != std::string::npos);
        continue;
      }
      ++reversed;
      CHECK(back.verdict == Verdict::rewrite);
      CHECK(back.text == name);
    }
  }
  // The generator must reach the cases that it is for.
  CHECK(accepted > 5'000);
  CHECK(rewritten > 5'000);
  CHECK(reversed > 5'000);
}

TEST_CASE("a second reverse run changes nothing") {
  Generator generate(5);
  std::size_t reversed = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string host = generate.registry_host();
    const Result<RuleSet> set = RuleSet::build(generate.rules(), host);
    if (!set.ok()) continue;
    for (int j = 0; j < 10; ++j) {
      const std::string text = generate.reference();
      for (const ReverseScope scope : {ReverseScope::configured_target, ReverseScope::any_kind}) {
        const Decision first = set->decide_reverse(text, scope);
        if (first.verdict != Verdict::rewrite) continue;
        ++reversed;
        INFO(text << " -> " << first.text);
        CHECK(reference::parse(reference::mask_placeholders(first.text)).ok());
        const Decision second = set->decide_reverse(first.text, scope);
        CHECK(second.text.empty());
        CHECK(second.verdict != Verdict::invalid);
        CHECK(second.verdict != Verdict::refuse);
      }
    }
  }
  CHECK(reversed > 5'000);
}

TEST_CASE("the order of the rules decides nothing") {
  Generator generate(7);
  std::size_t compared = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::vector<Rule> rules = generate.rules();
    const Result<RuleSet> forward = RuleSet::build(rules, registry);
    const Result<RuleSet> backward = RuleSet::build({rules.rbegin(), rules.rend()}, registry);
    REQUIRE(forward.ok() == backward.ok());
    if (!forward.ok()) continue;
    for (int j = 0; j < 5; ++j) {
      const std::string text = generate.reference();
      const Decision a = forward->decide(text, ShortNames::count);
      const Decision b = backward->decide(text, ShortNames::count);
      CHECK(a.verdict == b.verdict);
      CHECK(a.text == b.text);
      const Decision c = forward->decide_reverse(text, ReverseScope::any_kind);
      const Decision d = backward->decide_reverse(text, ReverseScope::any_kind);
      CHECK(c.verdict == d.verdict);
      CHECK(c.text == d.text);
      ++compared;
    }
  }
  CHECK(compared > 1'000);
}

TEST_CASE("whatever decide() rewrites, refuses or calls invalid holds a needle, but for short names") {
  Generator generate(99);
  std::size_t seen = 0;
  for (int i = 0; i < 5'000; ++i) {
    const Result<RuleSet> set = RuleSet::build(generate.rules(), generate.registry_host());
    if (!set.ok()) continue;
    const std::vector<std::string> needles = set->needles();
    for (int j = 0; j < 5; ++j) {
      std::string text = generate.reference();
      const Decision decision = set->decide(text, ShortNames::ignore);
      if (decision.verdict != Verdict::rewrite && decision.verdict != Verdict::refuse &&
          decision.verdict != Verdict::invalid)
        continue;
      ++seen;
      for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      bool found = false;
      for (const std::string& needle : needles) found = found || text.find(needle) != std::string::npos;
      INFO(text);
      CHECK(found);
    }
  }
  CHECK(seen > 1'000);
}
