// SPDX-License-Identifier: Apache-2.0
#include "policy.hpp"

#include <string>
#include <utility>
#include <vector>

#include "ecrify/base/ascii.hpp"

namespace ecrify::aws {
namespace {

// One item, or each of a list. Parts that aren't known are stars.
std::vector<std::string> patterns_of(const Value& value) {
  std::vector<std::string> patterns;
  if (value.is_array()) {
    for (const Value& one : value) patterns.push_back(text_with_stars(one));
  } else if (!value.is_null()) {
    patterns.push_back(text_with_stars(value));
  }
  return patterns;
}

PolicyStatement statement_of(const Value& value) {
  PolicyStatement statement;
  statement.allow = text(value, "Effect") != "Deny";
  statement.not_action = has(value, "NotAction");
  statement.not_resource = has(value, "NotResource");
  statement.conditional = has(value, "Condition");
  statement.actions = patterns_of(member(value, statement.not_action ? "NotAction" : "Action"));
  for (std::string& action : statement.actions) action = lower_case(action);
  statement.resources = patterns_of(member(value, statement.not_resource ? "NotResource" : "Resource"));
  if (statement.resources.empty()) statement.resources.emplace_back("*");  // of a repository: itself
  return statement;
}

}  // namespace

std::string text_with_stars(const Value& value) {
  if (value.is_string()) return text(value);
  if (const Value& sub = member(value, "Fn::Sub"); !sub.is_null()) {
    std::string pattern = text(sub.is_array() && !sub.empty() ? sub.front() : sub);
    for (std::size_t at = 0; (at = pattern.find("${", at)) != std::string::npos; ++at) {
      const std::size_t end = pattern.find('}', at);
      if (end == std::string::npos) break;
      pattern.replace(at, end - at + 1, "*");
    }
    return pattern;
  }
  if (const Value& join = member(value, "Fn::Join");
      join.is_array() && join.size() == 2 && join[1].is_array()) {
    std::string joined;
    for (const Value& part : join[1]) {
      if (&part != &join[1].front()) joined += text(join[0]);
      joined += part.is_string() ? text(part) : "*";
    }
    return joined;
  }
  return "*";
}

void add_policy(const Value& document, Place place, const Input& input) {
  if (document.is_string()) {
    const Value parsed = Value::parse(text(document), nullptr, false);
    if (parsed.is_object()) add_policy(parsed, std::move(place), input);
    return;
  }
  const Value& statements = member(document, "Statement");
  Policy policy{std::move(place), {}};
  if (statements.is_object()) policy.statements.push_back(statement_of(statements));
  if (statements.is_array()) {
    for (const Value& one : statements) {
      if (one.is_object()) policy.statements.push_back(statement_of(one));
    }
  }
  if (!policy.statements.empty()) input.into.policies.push_back(std::move(policy));
}

void add_managed_policy(std::string_view arn, const Input& input) {
  constexpr std::string_view of_aws = ":iam::aws:policy/";
  const std::size_t at = arn.find(of_aws);
  if (at != std::string_view::npos) input.into.managed_policies.emplace(arn.substr(at + of_aws.size()));
}

}  // namespace ecrify::aws
