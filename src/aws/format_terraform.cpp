// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fields.hpp"
#include "formats.hpp"
#include "policy.hpp"
#include "terraform_config.hpp"

// Terraform and OpenTofu: `show -json` of a plan and of a state (the JSON output format, major versions 0 and
// 1), and the state file itself, version 4.
namespace ecrify::aws {
namespace {

// The values of one resource of a state or of a plan.
struct Resource {
  std::string type;
  std::string address;
  const Value* values;
};

using Resources = std::vector<Resource>;

constexpr std::size_t max_modules = 500;  // in each other

// NOLINTNEXTLINE(misc-no-recursion): max_modules
void collect(const Value& module, std::size_t depth, Resources& into) {
  if (depth > max_modules) return;
  if (const Value& resources = member(module, "resources"); resources.is_array()) {
    for (const Value& one : resources) {
      if (text(one, "mode") == "data") continue;
      into.push_back({text(one, "type"), text(one, "address"), &member(one, "values")});
    }
  }
  if (const Value& children = member(module, "child_modules"); children.is_array()) {
    for (const Value& child : children) collect(child, depth + 1, into);
  }
}

// Attributes that a plan does not know: address → after_unknown.
std::map<std::string, const Value*> unknowns_of(const Value& plan) {
  std::map<std::string, const Value*> unknowns;
  const Value& changes = member(plan, "resource_changes");
  if (!changes.is_array()) return unknowns;
  for (const Value& one : changes)
    unknowns[text(one, "address")] = &member(member(one, "change"), "after_unknown");
  return unknowns;
}

// The key of an address, `["ghcr"]`; empty where it has none.
std::string key_of(const std::string& address) {
  const std::size_t bracket = address.ends_with(']') ? address.rfind('[') : std::string::npos;
  return bracket == std::string::npos ? "" : address.substr(bracket);
}

// The names of secrets by their addresses without keys, and by their keys; name_prefix begins a name.
using Secrets = std::map<std::string, std::multimap<std::string, Setting>>;
Secrets secrets_of(const Resources& resources) {
  Secrets secrets;
  for (const Resource& one : resources) {
    if (resource_kind(one.type) != ResourceKind::secret) continue;
    secrets[TerraformConfig::without_keys(one.address)].emplace(
        key_of(one.address), first_of(setting(*one.values, "name"), setting(*one.values, "name_prefix")));
  }
  return secrets;
}

// The name of the secret that a rule's credential refers to: of one that for_each makes, that with the same
// key.
Setting secret_of(const TerraformConfig& config, const std::string& address, const Secrets& secrets) {
  const auto referred = config.referred(address, "credential_arn", "aws_secretsmanager_secret");
  const auto found = referred ? secrets.find(*referred) : secrets.end();
  if (found == secrets.end()) return {};
  const auto& [of_secret, names] = *found;
  const std::string key = key_of(address);
  if (const auto same = names.find(key); !key.empty() && same != names.end()) return same->second;
  return names.size() == 1 ? names.begin()->second : Setting{};
}

void add_rule(const Resource& one, const TerraformConfig& config,
              const std::map<std::string, const Value*>& unknowns, const Secrets& secrets,
              const Input& input) {
  CacheRule rule = cache_rule(*one.values, snake_case, {input.file, one.address});
  if (const auto found = unknowns.find(one.address); found != unknowns.end()) {
    const auto learn = [&](Setting& into, std::string_view attribute) {
      const Value& value = member(*found->second, attribute);
      if (!into.known() && value.is_boolean() && value.get<bool>()) into = unknown();
    };
    learn(rule.prefix, snake_case.prefix);
    learn(rule.upstream, snake_case.url);
    learn(rule.upstream_prefix, snake_case.upstream_prefix);
    learn(rule.credential, snake_case.credential);
    learn(rule.owner.account, snake_case.account);
    learn(rule.owner.region, snake_case.region);
  }
  if (!rule.owner.region.known())
    rule.owner.region = first_of(rule.owner.region, config.region_of(one.address));
  if (!rule.credential.known()) {
    rule.secret_name = secret_of(config, one.address, secrets);
    if (rule.secret_name.known()) rule.credential = unknown();
  }
  input.into.rules.push_back(std::move(rule));
}

void add_resource(const Resource& one, const TerraformConfig& config, const Input& input) {
  const Place place{input.file, one.address};
  switch (resource_kind(one.type).value_or(ResourceKind::secret)) {
    case ResourceKind::creation_template: {
      CreationTemplate found = creation_template(*one.values, snake_case, place);
      if (!found.owner.region.known()) found.owner.region = config.region_of(one.address);
      input.into.templates.push_back(std::move(found));
      break;
    }
    case ResourceKind::lifecycle:
      input.into.lifecycles.push_back({place, text(*one.values, "repository"), text(*one.values, "policy")});
      break;
    case ResourceKind::policy:
    case ResourceKind::registry_policy:
      add_policy(member(*one.values, "policy"), place, input);
      break;
    case ResourceKind::policy_attachment:
      add_managed_policy(text(*one.values, "policy_arn"), input);
      break;
    default:
      break;  // rules and secrets are read together
  }
}

void add_resources(const Resources& resources, const Value& plan, const Input& input) {
  const TerraformConfig config(plan);
  const auto unknowns = unknowns_of(plan);
  const auto secrets = secrets_of(resources);
  input.into.knows_templates = true;
  for (const Resource& one : resources) {
    if (resource_kind(one.type) == ResourceKind::cache_rule) {
      add_rule(one, config, unknowns, secrets, input);
    } else {
      add_resource(one, config, input);
    }
  }
}

}  // namespace

bool is_terraform_json(const Value& document) {
  return has(document, "format_version") &&
         (has(document, "values") || has(document, "planned_values") || has(document, "resource_changes") ||
          has(document, "terraform_version"));
}

Status read_terraform_json(const Value& document, const Input& input) {
  const std::string& version = text(document, "format_version");
  if (!version.starts_with("0.") && !version.starts_with("1.")) {
    return Failure{"a version of Terraform's JSON format that ecrify does not know",
                   "versions 0 and 1 are known; is there a newer ecrify?", input.file, no_offset};
  }
  const bool is_plan = has(document, "planned_values");
  Resources resources;
  collect(member(member(document, is_plan ? "planned_values" : "values"), "root_module"), 0, resources);
  add_resources(resources, document, input);
  return Success{};
}

// OpenTofu's encrypted state and plan have the members that are needed to decrypt them, and nothing else.
bool is_encrypted_state(const Value& document) {
  return has(document, "encrypted_data") || has(document, "encryption_version");
}

Status refuse_encrypted_state(const Value& /*document*/, const Input& input) {
  return Failure{"an encrypted state of OpenTofu",
                 "let OpenTofu decrypt it: tofu show -json | ecrify config import -", input.file, no_offset};
}

bool is_state(const Value& document) {
  const Value& version = member(document, "version");
  return version.is_number() && !has(document, "deployment") &&
         (member(document, "resources").is_array() || has(document, "terraform_version") ||
          has(document, "lineage"));
}

Status read_state(const Value& document, const Input& input) {
  constexpr int known_version = 4;
  const Value& version = member(document, "version");
  if (!version.is_number_integer() || version.get<std::int64_t>() != known_version) {
    return Failure{"a state of a version other than 4",
                   "write it with Terraform 0.12 or later, or any OpenTofu: terraform show -json | ecrify "
                   "config import -",
                   input.file, no_offset};
  }
  Resources found;
  const Value& resources = member(document, "resources");
  if (!resources.is_array()) return Success{};
  for (const Value& one : resources) {
    const Value& instances = member(one, "instances");
    if (text(one, "mode") == "data" || !instances.is_array()) continue;
    std::string address = text(one, "module");
    address += (address.empty() ? "" : ".") + text(one, "type") + "." + text(one, "name");
    for (const Value& instance : instances) {
      if (has(instance, "deposed")) continue;  // replaced, and soon to be deleted
      const Value& key = member(instance, "index_key");
      std::string own = address;
      if (key.is_string()) own += "[\"" + text(key) + "\"]";
      if (key.is_number_integer()) own += "[" + std::to_string(key.get<std::int64_t>()) + "]";
      found.push_back({text(one, "type"), own, &member(instance, "attributes")});
    }
  }
  add_resources(found, Value(), input);
  return Success{};
}

}  // namespace ecrify::aws
