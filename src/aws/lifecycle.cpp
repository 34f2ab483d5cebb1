// SPDX-License-Identifier: Apache-2.0
#include "lifecycle.hpp"

#include "value.hpp"

namespace ecrify::aws {
namespace {

std::string number_of(const Value& selection) {
  const Value& number = member(selection, "countNumber");
  return number.is_number_unsigned() ? std::to_string(number.get<std::uint64_t>()) : "some";
}

std::string reason_of(const Value& selection) {
  const std::string tags = text(selection, "tagStatus") == "tagged" ? "some tags" : "any tag";
  const std::string number = number_of(selection);
  if (text(selection, "countType") == "imageCountMoreThan")
    return "images of " + tags + " beyond the last " + number;
  return "images of " + tags + ", " + number + " days after they came into the cache";
}

}  // namespace

Lifecycle read_lifecycle(std::string_view policy) {
  Lifecycle result;
  const Value parsed = Value::parse(policy.begin(), policy.end(), nullptr, false);
  const Value& rules = member(parsed, "rules");
  if (!rules.is_array()) return result;
  result.known = true;
  for (const Value& rule : rules) {
    if (text(member(rule, "action"), "type") != "expire") continue;
    const Value& selection = member(rule, "selection");
    const std::string& status = text(selection, "tagStatus");
    result.expires = true;
    if (status != "any" && status != "tagged") continue;
    if (!result.expires_tagged) result.reason = reason_of(selection);
    result.expires_tagged = true;
  }
  return result;
}

}  // namespace ecrify::aws
