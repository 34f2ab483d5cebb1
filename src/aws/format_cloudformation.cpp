// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>

#include "ecrify/aws/read.hpp"
#include "fields.hpp"
#include "formats.hpp"
#include "policy.hpp"
#include "value.hpp"

// Templates of CloudFormation, in JSON or YAML, and of the CDK (cdk.out/*.template.json), whose manifest
// names accounts and regions. Of functions those are worked out that need nothing but parameters with
// defaults; the rest is not known.
namespace ecrify::aws {
namespace {

constexpr std::string_view secret_mark = ":secret:";

class Template {
 public:
  explicit Template(const Value& document)
      : parameters_(member(document, "Parameters")), resources_(member(document, "Resources")) {}

  [[nodiscard]] const Value& resources() const { return resources_; }

  // Properties with their functions worked out as far as possible; what is left of one is an object, and so
  // unknown.
  [[nodiscard]] Value worked_out(const Value& properties) const {
    Value result = Value::object();
    if (!properties.is_object()) return result;
    for (const auto& [name, value] : properties.items()) {
      const auto known_text = value.is_object() ? text_of(value) : std::nullopt;
      result[name] = known_text ? Value(*known_text) : value;
    }
    return result;
  }

  // The name of the secret that a credential refers to: by its resource, or in an ARN that is put together.
  [[nodiscard]] Setting secret_of(const Value& credential) const {
    const std::string pieces = text_with_stars(credential);
    const std::size_t mark = pieces.find(secret_mark);
    if (mark != std::string::npos) {
      const std::string name = pieces.substr(mark + secret_mark.size());
      return name.empty() || name.starts_with('*') ? Setting{} : known(name);
    }
    std::string target = text(credential, "Ref");
    const Value& attribute = member(credential, "Fn::GetAtt");
    if (attribute.is_string()) target = text(attribute).substr(0, text(attribute).find('.'));
    if (attribute.is_array() && !attribute.empty()) target = text(attribute.front());
    const Value& resource = member(resources_, target);
    if (resource_kind(text(resource, "Type")) != ResourceKind::secret) return {};
    const Value& name = member(member(resource, "Properties"), "Name");
    if (name.is_null()) return known("");  // CloudFormation makes one up, which never has the prefix
    if (const auto worked = text_of(name)) return known(*worked);
    const std::string pattern = text_with_stars(name);
    return pattern.starts_with('*') ? unknown() : known(pattern);
  }

 private:
  // The text of a value: a string, a parameter's default, or these in a text.
  [[nodiscard]] std::optional<std::string> text_of(const Value& value) const {
    if (value.is_string()) return text(value);
    if (has(value, "Ref")) return parameter(text(value, "Ref"));
    if (const Value& sub = member(value, "Fn::Sub"); sub.is_string()) return filled(text(sub));
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> parameter(const std::string& name) const {
    const Value& declared = member(parameters_, name);
    // Of `AWS::SSM::Parameter::Value<String>` it is where the value is kept.
    if (text(declared, "Type").starts_with("AWS::SSM::")) return std::nullopt;
    const Value& found = member(declared, "Default");
    return found.is_string() ? std::optional(text(found)) : std::nullopt;
  }

  // `${Prefix}/x` with defaults of parameters; `${!x}` stands for `${x}` itself.
  [[nodiscard]] std::optional<std::string> filled(const std::string& pattern) const {
    std::string result;
    for (std::size_t at = 0; at < pattern.size();) {
      const std::size_t begin = pattern.find("${", at);
      if (begin == std::string::npos) return result + pattern.substr(at);
      const std::size_t end = pattern.find('}', begin);
      if (end == std::string::npos) return std::nullopt;
      const std::string name = pattern.substr(begin + 2, end - begin - 2);
      const auto value = name.starts_with('!') ? std::optional("${" + name.substr(1) + "}") : parameter(name);
      if (!value || result.size() + value->size() > max_kept_text) return std::nullopt;
      result.append(pattern, at, begin - at).append(*value);
      at = end + 1;
    }
    return result;
  }

  const Value& parameters_;
  const Value& resources_;
};

void add_role(const Value& properties, const Place& place, const Input& input) {
  if (const Value& policies = member(properties, "Policies"); policies.is_array()) {
    for (const Value& one : policies) add_policy(member(one, "PolicyDocument"), place, input);
  }
  const Value& managed = member(properties, "ManagedPolicyArns");
  if (!managed.is_array()) return;
  for (const Value& one : managed) add_managed_policy(text_with_stars(one), input);
}

void add_resource(const std::string& name, const Value& resource, const Template& whole, const Input& input) {
  const auto kind = resource_kind(text(resource, "Type"));
  if (!kind) return;
  const Place place{input.file, name};
  const Value properties = whole.worked_out(member(resource, "Properties"));
  const std::size_t policies_before = input.into.policies.size();
  switch (*kind) {
    case ResourceKind::cache_rule: {
      CacheRule rule = cache_rule(properties, camel_case, place);
      if (has(resource, "Condition")) rule.prefix = unknown();  // whether it is there, the stack decides
      if (rule.credential.state == Setting::State::unknown) {
        rule.secret_name = whole.secret_of(member(member(resource, "Properties"), "CredentialArn"));
      }
      input.into.rules.push_back(std::move(rule));
      break;
    }
    case ResourceKind::creation_template:
      input.into.templates.push_back(creation_template(properties, camel_case, place));
      break;
    case ResourceKind::lifecycle: {
      const std::string& policy = text(member(properties, "LifecyclePolicy"), "LifecyclePolicyText");
      if (!policy.empty())
        input.into.lifecycles.push_back({place, text(properties, "RepositoryName"), policy});
      break;
    }
    case ResourceKind::policy:
      add_policy(member(properties, "PolicyDocument"), place, input);
      break;
    case ResourceKind::registry_policy:
      add_policy(member(properties, "PolicyText"), place, input);
      break;
    case ResourceKind::role:
      add_role(properties, place, input);
      break;
    default:
      break;
  }
  // Nor does a statement hold for sure.
  for (std::size_t i = policies_before; has(resource, "Condition") && i < input.into.policies.size(); ++i) {
    for (PolicyStatement& statement : input.into.policies[i].statements) statement.conditional = true;
  }
}

}  // namespace

bool is_template(const Value& document) {
  return member(document, "Resources").is_object() || has(document, "AWSTemplateFormatVersion") ||
         has(document, "TemplateBody");
}

// NOLINTNEXTLINE(misc-no-recursion): of an answer, once
Status read_template(const Value& document, const Input& input) {
  // The answer of get-template has a template in JSON as a value, and one in YAML as a text.
  if (const Value& body = member(document, "TemplateBody"); !body.is_null()) {
    const auto read_inner = [&](const Value& inner) {  // NOLINT(misc-no-recursion): one of an answer is none
      return is_template(inner) && !has(inner, "TemplateBody") ? read_template(inner, input)
                                                               : Status(Success{});
    };
    return body.is_string() ? read_documents(text(body), read_inner) : read_inner(body);
  }
  const Template whole(document);
  input.into.knows_templates = true;
  if (!whole.resources().is_object()) return Success{};
  for (const auto& [name, resource] : whole.resources().items()) {
    if (name.starts_with("Fn::ForEach::")) {
      input.into.complete = false;
      input.into.notes.push_back(
          input.file + ": what " + name +
          " makes is not seen (aws cloudformation get-template --template-stage Processed "
          "has it)");
      continue;
    }
    add_resource(name, resource, whole, input);
  }
  return Success{};
}

bool is_cdk_manifest(const Value& document) {
  return member(document, "artifacts").is_object() && has(document, "version");
}

Status read_cdk_manifest(const Value& document, const Input& input) {
  constexpr std::string_view scheme = "aws://";
  for (const auto& [name, artifact] : member(document, "artifacts").items()) {
    const std::string& environment = text(artifact, "environment");
    const std::string& file = text(member(artifact, "properties"), "templateFile");
    if (!environment.starts_with(scheme) || file.empty()) continue;
    const std::string owner = environment.substr(scheme.size());
    const std::size_t slash = owner.find('/');
    // "unknown-account/unknown-region" where the stack has no environment.
    const Owner found =
        owner_of_arn("arn:aws:cdk:" + owner.substr(slash == std::string::npos ? owner.size() : slash + 1) +
                     ":" + owner.substr(0, slash) + ":");
    input.stacks[input.file.substr(0, input.file.rfind('/') + 1) + file] = found;
  }
  return Success{};
}

}  // namespace ecrify::aws
