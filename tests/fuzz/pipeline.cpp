// SPDX-License-Identifier: Apache-2.0
// The whole flow for one source: bytes outside of edits stay, a second run changes nothing, `check` is
// content after `rewrite`, the values that yaml-cpp reads differ in the references alone, what is refused
// tells why, and what is examined in parts comes to the same.
#include <algorithm>

#include "../support/account.hpp"
#include "../support/invariants.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

using rules::Direction;

void check_refusal(const Examination& out) {
  const bool told = std::any_of(out.findings.begin(), out.findings.end(),
                                [](const Finding& finding) { return finding.severity == Severity::error; });
  require(told, "what is refused is told");
}

void check_spans(std::string_view text, const Examination& out) {
  std::size_t end = 0;
  for (const Edit& edit : out.edits) {
    require(edit.span.begin >= end && edit.span.begin <= edit.span.end && edit.span.end <= text.size(),
            "edits are apart, in order");
    end = edit.span.end;
  }
  for (const Finding& finding : out.findings) {
    require(finding.span.begin <= finding.span.end && finding.span.end <= text.size(),
            "a finding is about a place in the source");
    require(finding.id != FindingId::proof_failed, "no edit that is thought right is found to be wrong",
            finding.message);
  }
  for (const Ruling& one : out.rulings)
    require(one.span.end <= text.size(), "a ruling is about a place in the source");
}

// All that users can have rewritten or looked for beside.
Settings everything(const rules::Mapping& mapping) {
  Settings settings = test::settings_of(mapping);
  settings.suppression_search = SuppressionSearch::everywhere;
  settings.pull_secrets = {{"ghcr"}, {"ghcr"}};
  settings.actions.set(locate::LocationClass::embedded, locate::Action::rewrite);
  settings.actions.set(locate::LocationClass::artifact, locate::Action::rewrite);
  return settings;
}

Examination run(const Examiner& examiner, std::string_view text, locate::Role role = locate::Role::object) {
  return examiner.examine(SourceText("test.yaml", text), role);
}

// What the settings cost is paid once.
struct Examiners {
  rules::RuleSet rules = test::default_rules();
  rules::RuleSet more_rules =
      test::rule_set({rules::default_rule(), test::rule("docker.io", rules::RuleKind::prefix, "hub"),
                      test::rule("ghcr.io/o/keep", rules::RuleKind::keep, "")});
  rules::Mapping there{rules};
  rules::Mapping back{rules, Direction::reverse};
  rules::Mapping back_from_any{rules, Direction::reverse_any};
  rules::Mapping more{more_rules};
  rules::Mapping all{more_rules, Direction::forward, rules::RegistryScope::any};
  Examiner forward{test::settings_of(there)};
  Examiner reverse{test::settings_of(back)};
  Examiner reverse_any{test::settings_of(back_from_any)};
  Examiner mapped{everything(more)};
  Examiner any{everything(all)};
};

void check_role(const Examiners& by, const std::string& text, locate::Role role) {
  const Examination out = run(by.forward, text, role);
  check_spans(text, out);
  if (out.refused) return check_refusal(out);
  const std::string after = splice::apply(text, out.edits);
  const bool adds_keys =
      std::any_of(out.edits.begin(), out.edits.end(), [](const Edit& edit) { return edit.span.empty(); });
  if (adds_keys) {  // newName of a kustomization
    const Examination again = run(by.forward, after, role);
    require(!again.refused && again.edits.empty(), "a second rewrite is the identity", after);
    return;
  }
  const std::string broken = test::broken_invariant(text, [&](std::string_view source, Direction direction) {
    return run(direction == Direction::forward ? by.forward : by.reverse, source, role);
  });
  require(broken.empty(), broken, after);
}

void check_parts(const Examiner& examiner, std::string_view text, const Examination& whole) {
  const Run one_by_one = [](std::size_t count, const std::function<void(std::size_t)>& work) {
    for (std::size_t i = count; i-- > 0;) work(i);
  };
  const Examination in_parts =
      examiner.examine(SourceText("test.yaml", text), locate::Role::object, 3, one_by_one);
  require(test::account_of(in_parts) == test::account_of(whole), "three parts say what the whole says",
          test::account_of(in_parts));
}

}  // namespace

void pipeline(std::string_view bytes) {
  static const Examiners by;
  const std::string text(bytes);
  check_role(by, text, locate::Role::object);
  check_role(by, text, locate::Role::values);
  const Examination listed = run(by.any, text);
  check_spans(text, listed);
  if (listed.refused) check_refusal(listed);
  const Examination out = run(by.mapped, text);
  check_spans(text, out);
  check_parts(by.mapped, text, out);
  if (out.refused) {
    check_refusal(out);
  } else {
    const std::string after = splice::apply(text, out.edits);
    const Examination again = run(by.mapped, after);
    require(!again.refused && again.edits.empty(), "a second rewrite with more rules is the identity", after);
  }
  check_spans(text, run(by.reverse_any, text));
}

}  // namespace ecrify::fuzz
