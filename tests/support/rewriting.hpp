// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/findings/catalogue.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/rules/mapping.hpp"
#include "ecrify/splice/edit.hpp"

namespace ecrify::test {

using rules::Direction;

inline constexpr std::string_view registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

inline rules::Rule rule(std::string from, rules::RuleKind kind, std::string to) {
  rules::Rule made;
  made.from = std::move(from);
  made.kind = kind;
  made.to = std::move(to);
  made.origin.file = "--rule";
  return made;
}

inline rules::RuleSet rule_set(std::vector<rules::Rule> rules, std::string_view host = registry) {
  auto built = rules::RuleSet::build(std::move(rules), std::string(host));
  if (!built.ok()) throw std::runtime_error(built.failure().message);
  return std::move(built).value();
}

inline rules::RuleSet default_rules(std::string_view host = registry) {
  return rule_set({rules::default_rule()}, host);
}

// The mapping must outlive the settings.
inline Settings settings_of(const rules::Mapping& mapping) {
  Settings settings;
  settings.mapping = &mapping;
  settings.kept = RulingScope::all;
  return settings;
}

inline Examination examined(std::string_view text, const rules::RuleSet& rules,
                            Direction direction = Direction::forward,
                            locate::Role role = locate::Role::object) {
  const rules::Mapping mapping(rules, direction);
  return examine(SourceText("test.yaml", text), settings_of(mapping), role);
}

// As `rewrite` asks: nothing is told of what is simply rewritten, which leaves the quick way open.
inline Examination examined_quickly(std::string_view text, const rules::RuleSet& rules) {
  const rules::Mapping mapping(rules);
  Settings settings;
  settings.mapping = &mapping;
  settings.wording = {false, false};
  return examine(SourceText("test.yaml", text), settings);
}

// The rewritten text, or "refused: " and the name of the first finding that says so.
inline std::string rewritten(std::string_view text, const rules::RuleSet& rules,
                             Direction direction = Direction::forward,
                             locate::Role role = locate::Role::object) {
  const Examination out = examined(text, rules, direction, role);
  if (!out.refused) return splice::apply(text, out.edits);
  for (const Finding& finding : out.findings) {
    const auto effect = findings::row_of(finding.id).effect;
    if (effect == findings::Effect::refuses || effect == findings::Effect::reads_not) {
      return "refused: " + std::string(findings::name_of(finding.id));
    }
  }
  return "refused without a finding";
}

}  // namespace ecrify::test
