// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/name.hpp"

namespace ecrify::rules {
namespace {

Failure in_flag(std::string_view flag, std::string_view text, Failure failure) {
  failure.message = std::string(flag) + " " + std::string(text) + ": " + failure.message;
  return failure;
}

Failure expected(std::string what) { return problem(std::move(what), "for example --rule ghcr.io=ghcr"); }

// `r.example.com/ghcr`, `localhost:5000/a`: no prefix of ECR, but another registry without its slashes.
bool begins_with_host(std::string_view to) {
  const std::size_t slash = to.find('/');
  return slash != std::string_view::npos && to.substr(0, slash).find_first_of(".:") != std::string_view::npos;
}

}  // namespace

Result<Rule> parse_rule_flag(std::string_view text) {
  const auto bad = [text](Failure failure) { return in_flag("--rule", text, std::move(failure)); };
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return bad(expected("expected FROM=PREFIX or FROM=//HOST/PATH"));
  const std::string_view from = text.substr(0, equals);
  const std::string_view to = text.substr(equals + 1);
  if (Result<HostPath> place = read_place("from", from, Placeholders::refuse); !place.ok())
    return bad(place.failure());

  Rule rule{std::string(from), RuleKind::prefix, {}, {}, {"--rule", 0, 0, no_offset}};
  if (to.starts_with("//")) {
    Result<HostPath> target = read_place("target", to.substr(2), Placeholders::allow);
    if (!target.ok()) return bad(target.failure());
    rule.kind = RuleKind::target;
    rule.to = std::move(target->text);
    return rule;
  }
  if (to.find("://") != std::string_view::npos) {
    return bad(problem("the target has a URL scheme", "write " + std::string(from) + "=//HOST/PATH"));
  }
  Result<std::string> prefix = ecr_prefix(to);
  if (!prefix.ok()) {
    Failure failure = prefix.failure();
    if (begins_with_host(to))
      failure.remedy = "for another registry write " + std::string(from) + "=//" + std::string(to);
    return bad(std::move(failure));
  }
  rule.to = std::move(prefix).value();
  return rule;
}

Result<Rule> parse_keep_flag(std::string_view text) {
  if (Result<HostPath> place = read_place("from", text, Placeholders::refuse); !place.ok()) {
    return in_flag("--keep", text, place.failure());
  }
  return Rule{std::string(text), RuleKind::keep, {}, {}, {"--keep", 0, 0, no_offset}};
}

}  // namespace ecrify::rules
