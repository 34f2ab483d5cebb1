// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "ecrify/reference/grammar.hpp"
#include "ecrify/rules/ecr.hpp"
#include "impl.hpp"

namespace ecrify::rules {
namespace {

constexpr std::size_t none = PrefixTable::none;
using Form = Subject::Form;

}  // namespace

Decision RuleSet::Impl::decide_reverse(const Subject& subject, ReverseScope scope) const {
  if (subject.form != Form::full)
    return {Verdict::unmapped, nullptr, {}, "no registry host and repository are written"};

  const PrefixTable::Match match = table.longest(subject.name);
  if (match.source != none && match.source_size >= match.target_size &&
      rules[match.source].kind == RuleKind::keep) {
    const Rule& keep = rules[match.source];
    return {Verdict::keep, &keep, {}, keep.reason.empty() ? describe(keep) : keep.reason};
  }
  const bool legal = subject.error == reference::ParseError::none;
  const std::string_view name = subject.name;
  std::size_t index = match.target;
  std::size_t covered = match.target_size;
  std::size_t looked_up_from = 0;
  const PrefixTable* used = &table;
  if (index == none && scope == ReverseScope::any_ecr && looks_like_ecr_host(subject.written_host())) {
    used = &prefixes;
    looked_up_from = subject.host_size;
    const PrefixTable::Match prefix = prefixes.longest(name.substr(looked_up_from));
    index = prefix.target;
    covered = looked_up_from + prefix.target_size;
  }
  if (subject.placeholder != Subject::none && legal &&
      used->any_below(name.substr(looked_up_from, subject.placeholder - looked_up_from))) {
    return {Verdict::unresolved, rule_at(index), {}, "which rule applies depends on a placeholder"};
  }
  if (index == none) {
    if (subject.host_templated && legal && !looks_like_ecr_host(subject.written_host())) {
      return {Verdict::unresolved, nullptr, {}, "the registry is a placeholder"};
    }
    return {Verdict::unmapped, nullptr, {}, "it is not in the target of a rule"};
  }
  if (!legal) return {Verdict::invalid, rule_at(index), {}, why_invalid(subject)};
  return map_back(subject, index, covered);
}

Decision RuleSet::Impl::map_back(const Subject& subject, std::size_t index, std::size_t covered) const {
  const Rule* const rule = &rules[index];
  const std::string& source = compiled[index].source;
  const auto refuse = [rule](std::string reason) {
    return Decision{Verdict::refuse, rule, {}, std::move(reason)};
  };

  const std::string_view rest = std::string_view(subject.name).substr(covered);  // "" or "/…"
  std::string name = source;
  // What stands in the cache without library/ can only be an official image that somebody wrote the short
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
  return {Verdict::rewrite, rule, name + std::string(subject.tail()), describe(*rule)};
}

}  // namespace ecrify::rules
