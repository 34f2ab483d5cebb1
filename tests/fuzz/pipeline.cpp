// SPDX-License-Identifier: Apache-2.0
// The whole flow for one source: bytes outside of edits stay, a second run changes nothing, `check` is content after
// `rewrite`, the values that yaml-cpp reads differ in the references alone, and what is refused tells why.
#include <algorithm>

#include "../support/invariants.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

using test::examined;

void check_refusal(const Examined& out) {
  const bool told = std::any_of(out.findings.begin(), out.findings.end(),
                                [](const Finding& finding) { return finding.severity == Severity::error; });
  require(told, "what is refused is told");
}

void check_spans(std::string_view text, const Examined& out) {
  std::size_t end = 0;
  for (const splice::Edit& edit : out.edits) {
    require(edit.span.begin >= end && edit.span.begin <= edit.span.end && edit.span.end <= text.size(), "edits are apart, in order");
    end = edit.span.end;
  }
  for (const Finding& finding : out.findings) {
    require(finding.span.begin <= finding.span.end && finding.span.end <= text.size(), "a finding is about a place in the source");
    require(finding.id != FindingId::proof_failed, "no edit that is thought right is found to be wrong", finding.message);
  }
  for (const Occurrence& one : out.occurrences) require(one.span.end <= text.size(), "an occurrence is in the source");
}

Examined with(std::string_view text, const rules::RuleSet& rules, RegistryScope scope) {
  Settings settings;
  settings.rules = &rules;
  settings.scope = scope;
  settings.occurrences = Occurrences::collect;
  settings.suppression_search = SuppressionSearch::everywhere;
  settings.pull_secrets = {{"ghcr"}, {"ghcr"}};
  settings.actions.set(locate::LocationClass::embedded, locate::Action::rewrite);
  settings.actions.set(locate::LocationClass::artifact, locate::Action::rewrite);
  return examine(SourceText("test.yaml", text), settings);
}

}  // namespace

void pipeline(std::string_view bytes) {
  static const rules::RuleSet rules = test::default_rules();
  static const rules::RuleSet with_docker_hub = test::rule_set(
      {rules::default_rule(), test::rule("docker.io", rules::RuleKind::prefix, "hub"),
       test::rule("ghcr.io/o/keep", rules::RuleKind::keep, "")});
  const std::string text(bytes);
  for (const auto role : {locate::Role::object, locate::Role::values}) {
    const Examined out = examined(text, rules, Direction::forward, role);
    check_spans(text, out);
    if (out.refused) {
      check_refusal(out);
      continue;
    }
    const std::string after = splice::apply(text, out.edits);
    const bool adds_keys = std::any_of(out.edits.begin(), out.edits.end(), [](const splice::Edit& edit) { return edit.span.empty(); });
    if (adds_keys) {  // newName of a kustomization
      const Examined again = examined(after, rules, Direction::forward, role);
      require(!again.refused && again.edits.empty(), "a second rewrite is the identity", after);
    } else {
      const std::string broken = test::broken_invariant(text, rules, role);
      require(broken.empty(), broken, after);
    }
  }
  for (const auto scope : {RegistryScope::mapped, RegistryScope::any}) {
    const Examined out = with(text, with_docker_hub, scope);
    check_spans(text, out);
    if (out.refused) {
      check_refusal(out);
    } else if (scope == RegistryScope::mapped) {
      const std::string after = splice::apply(text, out.edits);
      const Examined again = with(after, with_docker_hub, scope);
      require(!again.refused && again.edits.empty(), "a second rewrite with more rules is the identity", after);
    }
  }
  check_spans(text, examined(text, rules, Direction::reverse_any));
}

}  // namespace ecrify::fuzz
