// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "ecrify/reference/grammar.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "impl.hpp"

namespace ecrify::rules {
namespace {

using Form = Subject::Form;

}  // namespace

// The rule in whose target the name is: in its own registry, or by its prefix alone in any registry of a
// target kind.
RuleSet::Impl::TargetMatch RuleSet::Impl::target_of(std::string_view name, std::size_t host_size,
                                                    ReverseScope scope) const {
  const PrefixTable::Match match = table.longest(name);
  const bool any =
      scope == ReverseScope::any_kind && kind_of_templated_host(name.substr(0, host_size)) != nullptr;
  if (match.target != PrefixTable::none || !any) return {match.target, match.target_size, &table, 0};
  const PrefixTable::Match prefix = prefixes.longest(name.substr(host_size));
  return {prefix.target, host_size + prefix.target_size, &prefixes, host_size};
}

Decision RuleSet::Impl::decide_reverse(const Subject& subject, ReverseScope scope) const {
  if (const std::string_view rest = behind_blanks(subject.text); !rest.empty()) {
    if (auto decision = begins_with_blank(decide_name_reverse(read_subject(rest), scope)))
      return *std::move(decision);
  }
  return decide_name_reverse(subject, scope);
}

Decision RuleSet::Impl::decide_name_reverse(const Subject& subject, ReverseScope scope) const {
  if (subject.form != Form::full) {
    return {Verdict::unmapped, nullptr, {}, "no registry host and repository are written"};
  }
  const std::string_view name = subject.name;
  const TargetMatch match = target_of(name, subject.host_size, scope);
  const PrefixTable::Match keep = table.longest(name);
  if (keep.source != PrefixTable::none && keep.source_size >= keep.target_size &&
      rules[keep.source].kind == RuleKind::keep) {
    const Rule& rule = rules[keep.source];
    return {Verdict::keep, &rule, {}, rule.reason.empty() ? describe(rule) : rule.reason};
  }
  const bool legal = subject.error == reference::ParseError::none;
  if (subject.placeholder != Subject::none && legal &&
      match.table->any_below(name.substr(match.table_begin, subject.placeholder - match.table_begin))) {
    return {Verdict::unresolved, rule_at(match.rule), {}, "which rule applies depends on a placeholder"};
  }
  if (match.rule == PrefixTable::none) {
    if (subject.host_templated && legal && kind_of_templated_host(subject.written_host()) == nullptr) {
      return {Verdict::unresolved, nullptr, {}, "the registry is a placeholder"};
    }
    return {Verdict::unmapped, nullptr, {}, "it is not in the target of a rule"};
  }
  if (!legal) return {Verdict::invalid, rule_at(match.rule), {}, why_invalid(subject)};
  return map_back(subject, match.rule, match.covered, scope);
}

Decision RuleSet::Impl::map_back(const Subject& subject, std::size_t index, std::size_t covered,
                                 ReverseScope scope) const {
  const Rule* const rule = &rules[index];
  const std::string& source = compiled[index].source();
  const auto refuse = [rule](std::string reason) {
    return Decision{Verdict::refuse, rule, {}, std::move(reason)};
  };

  const std::string_view rest = std::string_view(subject.name).substr(covered);  // "" or "/…"
  std::string name = source;
  // A name in the cache without library/ can only be an official image that somebody wrote the short
  // way.
  if (source == docker_hub && rest.find('/', 1) == std::string_view::npos &&
      subject.placeholder == Subject::none) {
    name.append("/").append(official_prefix, 0, official_prefix.size() - 1);
  }
  name.append(rest);

  const std::size_t slash = name.find('/');
  if (rest.empty() && source.find('/') == std::string::npos)
    return refuse("nothing would be left of the repository name");
  const std::string_view path = std::string_view(name).substr(slash + 1);
  if (path.size() > reference::max_path_size && subject.placeholder == Subject::none) {
    return refuse(why_too_long(path.size(), reference::max_path_size));
  }
  if (std::string_view(name).substr(0, slash) == docker_hub && path.find('/') == std::string_view::npos &&
      subject.placeholder == Subject::none) {
    return refuse("docker.io/" + std::string(path) + " would be read as docker.io/library/" +
                  std::string(path));
  }
  // With a target below its own source decide() writes no such name, and a second run would map it once more.
  if (const TargetMatch again = target_of(name, slash, scope); again.rule != PrefixTable::none) {
    return refuse("its source would be in the target of " + describe(rules[again.rule]));
  }
  return {Verdict::rewrite, rule, name + std::string(subject.tail()), describe(*rule)};
}

}  // namespace ecrify::rules
