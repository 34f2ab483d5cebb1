// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "ecrify/reference/grammar.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "impl.hpp"

namespace ecrify::rules {
namespace {

using Form = Subject::Form;

Decision unmapped(std::string reason) { return {Verdict::unmapped, nullptr, {}, std::move(reason)}; }

std::string why_no_rule(const Subject& subject, const std::unordered_set<std::string>& source_hosts) {
  const std::string_view host = subject.host();
  if (subject.form == Form::short_name || (host == docker_hub && !source_hosts.contains(std::string(host)))) {
    return "no rule is about Docker Hub (docker.io)";
  }
  const std::string written(subject.written_host());
  if (source_hosts.contains(std::string(host))) return "no rule is about this part of " + written;
  const std::string without_port(host.substr(0, host.rfind(':')));
  if (source_hosts.contains(without_port)) {
    return "no rule is about " + written + ", the port is a part of the registry host";
  }
  return "no rule is about " + written;
}

}  // namespace

std::string why_invalid(const Subject& subject) {
  if (subject.error == reference::ParseError::name_too_long) return std::string(error_message(subject.error));
  const std::string_view reason = reference::describe_error(subject.text);
  if (!reason.empty()) return std::string(reason);
  return subject.form == Form::short_name ? "64 hexadecimal digits are an image ID, not a repository"
                                          : "the registry host is not legal";
}

std::string_view behind_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == 0 || begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

std::optional<Decision> begins_with_blank(const Decision& rest) {
  const bool is_meant =
      rest.verdict == Verdict::rewrite || rest.verdict == Verdict::refuse || rest.verdict == Verdict::invalid;
  if (!is_meant) return std::nullopt;
  return Decision{Verdict::invalid, rest.rule, {}, "a blank stands before the name"};
}

std::string why_too_long(std::size_t size, std::size_t limit) {
  return "the repository name would have " + std::to_string(size) + " characters, " + std::to_string(limit) +
         " are allowed";
}

// `ghcr.io` and `ghcr.io:443` are names of Docker Hub repositories by the grammar, but nobody means that.
bool RuleSet::Impl::is_registry(const Subject& subject) const {
  if (!subject.one_component || subject.form != Form::short_name) return false;
  const std::string_view written = subject.text.substr(0, subject.path_end);
  const std::string host = canonical_host(written);
  return source_hosts.contains(host) || target_hosts.contains(host) || kind_of_host(written) != nullptr;
}

std::optional<Subject> RuleSet::Impl::behind_alias(const Subject& subject, std::size_t rule,
                                                   std::size_t covered) const {
  if (rule == PrefixTable::none || compiled[rule].aliases.empty()) return std::nullopt;
  const std::string& source = compiled[rule].source();
  const std::string_view rest = std::string_view(subject.name).substr(covered);  // "" or "/…"
  if (std::string_view(subject.name).substr(0, covered) == source) return std::nullopt;
  Subject result = subject;
  result.name = source;
  const bool is_official =
      source == docker_hub && rest.size() > 1 && rest.find('/', 1) == std::string_view::npos;
  if (is_official) result.name.append("/").append(official_prefix, 0, official_prefix.size() - 1);
  if (subject.placeholder != Subject::none && subject.placeholder >= covered) {
    result.placeholder = result.name.size() + (subject.placeholder - covered);
  }
  result.name.append(rest);
  result.host_size = std::min(source.find('/'), source.size());
  return result;
}

Decision RuleSet::Impl::decide(const Subject& subject, ShortNames short_names) const {
  if (const std::string_view rest = behind_blanks(subject.text); !rest.empty()) {
    if (auto decision = begins_with_blank(decide_name(read_subject(rest), short_names)))
      return *std::move(decision);
  }
  return decide_name(subject, short_names);
}

Decision RuleSet::Impl::decide_name(const Subject& subject, ShortNames short_names) const {
  switch (subject.form) {
    case Form::empty:
      return unmapped("the text is empty");
    case Form::url:
      return unmapped("a URL is no image reference");
    case Form::registry_only:
      return unmapped("it names a registry, but no repository in it");
    case Form::short_name:
      if (reference::is_image_id(subject.text)) return unmapped("an image ID is no repository");
      if (is_registry(subject)) return unmapped("it names a registry, but no repository in it");
      if (short_names == ShortNames::ignore) return unmapped("no registry host is written");
      if (subject.one_component && subject.placeholder == subject.host_size + 1 + official_prefix.size() &&
          subject.error == reference::ParseError::none) {
        return {Verdict::unresolved, nullptr, {}, std::string(begins_with_placeholder)};
      }
      break;
    case Form::full:
      break;
  }

  const PrefixTable::Match match = table.longest(subject.name);
  if (match.target != PrefixTable::none &&
      (match.source == PrefixTable::none || match.target_size > match.source_size)) {
    return {Verdict::already,
            rule_at(match.target),
            {},
            "it is in the target of " + describe(rules[match.target])};
  }
  if (const auto below_source = behind_alias(subject, match.source, match.source_size)) {
    Decision decision = decide_name(*below_source, short_names);
    decision.reason +=
        "; " + std::string(subject.written_host()) + " is an alias of " + rules[match.source].from;
    return decision;
  }
  const Rule* const rule = rule_at(match.source);
  const bool legal = subject.error == reference::ParseError::none;
  if (rule == nullptr && !registry.name.empty() && subject.host() == registry.name) {
    return {Verdict::already, nullptr, {}, "it is in the target registry"};
  }
  if (subject.host_templated) {
    if (const TargetKind* kind = kind_of_templated_host(subject.written_host())) {
      return {Verdict::already, nullptr, {}, std::string("it is in ").append(kind->title)};
    }
    if (!legal) return unmapped(why_invalid(subject));
    return {Verdict::unresolved, nullptr, {}, "the registry is a placeholder"};
  }
  if (subject.placeholder != Subject::none && legal) {
    if (subject.host() == docker_hub && subject.one_component && table.any_below(docker_hub)) {
      return {Verdict::unresolved, rule, {}, "whether library/ is due depends on a placeholder"};
    }
    if (table.any_below(std::string_view(subject.name).substr(0, subject.placeholder))) {
      return {Verdict::unresolved, rule, {}, "which rule applies depends on a placeholder"};
    }
  }
  if (rule == nullptr) {
    if (const TargetKind* kind = kind_of_host(subject.host())) {
      const auto own = kind->owner(registry.name);
      const bool foreign =
          own && own != kind->owner(subject.host()) && !target_hosts.contains(std::string(subject.host()));
      std::string reason = std::string("it is in ").append(kind->title).append(" that no rule is about");
      return {Verdict::already, nullptr, {}, std::move(reason), foreign};
    }
    if (!legal && source_hosts.contains(std::string(subject.host()))) {
      return {Verdict::invalid, nullptr, {}, why_invalid(subject)};
    }
    return unmapped(why_no_rule(subject, source_hosts));
  }
  if (rule->kind == RuleKind::keep) {
    return {Verdict::keep, rule, {}, rule->reason.empty() ? describe(*rule) : rule->reason};
  }
  if (!legal) return {Verdict::invalid, rule, {}, why_invalid(subject)};
  return map(subject, match.source, match.source_size);
}

// `covered`: the bytes of the canonical name that the rule replaces.
Decision RuleSet::Impl::map(const Subject& subject, std::size_t index, std::size_t covered) const {
  const CompiledRule& to = compiled[index];
  const Rule* const rule = &rules[index];
  const auto refuse = [rule](std::string reason) {
    return Decision{Verdict::refuse, rule, {}, std::move(reason)};
  };

  const std::string_view rest = std::string_view(subject.name).substr(covered);  // "" or "/…"
  const std::string name = to.target + std::string(rest);
  if (name.size() == to.target_host_size) return refuse("nothing would be left of the repository name");
  const std::string_view repository = std::string_view(name).substr(to.target_host_size + 1);
  if (!to.templated_path && subject.placeholder == Subject::none) {
    const std::size_t limit = to.kind->longest_path;
    if (repository.size() > limit) return refuse(why_too_long(repository.size(), limit));
    if (to.kind->objection != nullptr) {
      if (std::string objection = to.kind->objection(repository); !objection.empty())
        return refuse(std::move(objection));
    }
  }
  if (std::string_view(name).substr(0, to.target_host_size) == docker_hub &&
      repository.find('/') == std::string_view::npos) {
    return refuse("docker.io/" + std::string(repository) + " would be read as docker.io/library/" +
                  std::string(repository));
  }
  if (to.has_inner_targets) {
    const std::size_t inner = table.longest(name).target;
    if (inner != PrefixTable::none && inner != index)
      return refuse("it would be taken for an image of " + describe(rules[inner]));
  }
  Decision decision{Verdict::rewrite, rule, {}, to.described};
  decision.digest_first_pull = to.kind->digest_first_pull;
  if (!to.base.empty()) {
    decision.text.reserve(to.base.size() + rest.size() + subject.tail().size());
    decision.text.append(to.base).append(rest).append(subject.tail());
  }
  return decision;
}

}  // namespace ecrify::rules
