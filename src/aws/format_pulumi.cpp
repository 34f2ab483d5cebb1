// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fields.hpp"
#include "formats.hpp"
#include "policy.hpp"

// `pulumi stack export`: deployments of version 3. Secrets in it are encrypted objects, and so unknown.
namespace ecrify::aws {
namespace {

// "ghcr" of urn:pulumi:prod::cache::aws:ecr/pullThroughCacheRule:PullThroughCacheRule::ghcr.
std::string name_of(const std::string& urn) {
  const std::size_t last = urn.rfind("::");
  return last == std::string::npos ? urn : urn.substr(last + 2);
}

void add_resource(const Value& resource, const Input& input) {
  const std::string& type = text(resource, "type");
  const auto kind = resource_kind(type);
  const Value& leaving = member(resource, "delete");  // it is replaced, and not gone yet
  if (!kind || (leaving.is_boolean() && leaving.get<bool>())) return;
  const Value& outputs = member(resource, "outputs");
  const Value& fields = outputs.is_object() && !outputs.empty() ? outputs : member(resource, "inputs");
  const Place place{input.file, type + "::" + name_of(text(resource, "urn"))};
  switch (*kind) {
    case ResourceKind::cache_rule:
      input.into.rules.push_back(cache_rule(fields, camel_case, place));
      break;
    case ResourceKind::creation_template:
      input.into.templates.push_back(creation_template(fields, camel_case, place));
      break;
    case ResourceKind::lifecycle:
      input.into.lifecycles.push_back({place, text(fields, "repository"), text(fields, "policy")});
      break;
    case ResourceKind::policy:
      add_policy(member(fields, "policy"), place, input);
      break;
    case ResourceKind::registry_policy:
      add_policy(member(fields, has(fields, "policyText") ? "policyText" : "policy"), place, input);
      break;
    case ResourceKind::policy_attachment:
      add_managed_policy(text(fields, "policyArn"), input);
      break;
    default:
      break;
  }
}

}  // namespace

bool is_pulumi(const Value& document) { return has(document, "deployment"); }

Status read_pulumi(const Value& document, const Input& input) {
  const Value& resources = member(member(document, "deployment"), "resources");
  input.into.knows_templates = true;
  if (!resources.is_array()) return Success{};
  for (const Value& one : resources) {
    if (one.is_object()) add_resource(one, input);
  }
  return Success{};
}

}  // namespace ecrify::aws
