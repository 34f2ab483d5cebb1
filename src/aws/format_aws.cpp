// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "ecrify/rules/ecr.hpp"
#include "fields.hpp"
#include "formats.hpp"
#include "policy.hpp"

// Answers of the ECR API, as the AWS CLI (v1 and v2, JSON and YAML) and SDKs write them; some begin their
// keys with capitals.
namespace ecrify::aws {
namespace {

constexpr std::string_view rules_key = "pullThroughCacheRules";
constexpr std::string_view templates_key = "repositoryCreationTemplates";

// A bare list, or one rule, is what `--query` leaves of an answer.
const Value& list_of(const Value& document, std::string_view key, std::string_view of_item) {
  static const Value none;
  if (document.is_array()) return document.empty() || has(document.front(), of_item) ? document : none;
  return member(document, key);
}

bool is_rule(const Value& value) { return has(value, "ecrRepositoryPrefix"); }

Place at(const Input& input, std::string_view list, std::size_t index) {
  return {input.file, std::string(list) + "[" + std::to_string(index) + "]"};
}

void add_rule(const Value& item, Place place, const Input& input) {
  if (!item.is_object()) return;
  CacheRule rule = cache_rule(item, camel_case, std::move(place));
  // Older versions of the CLI leave out the credential of a rule that has one.
  if (rule.credential.state == Setting::State::absent) rule.credential = unknown();
  // … and the upstream prefix, which only rules between registries of ECR have.
  if (rule.upstream_prefix.state == Setting::State::absent && rules::is_ecr_host(rule.upstream.text)) {
    input.into.notes.push_back(input.file + ": no upstreamRepositoryPrefix of the prefix " +
                               rule.prefix.text + ": taken for ROOT; a newer AWS CLI says it");
  }
  input.into.rules.push_back(std::move(rule));
}

// All rules of an answer are of one registry and one region, which credentials tell.
void share_owner(std::vector<CacheRule>& rules, std::size_t begin) {
  Owner owner;
  for (std::size_t i = begin; i < rules.size(); ++i) {
    owner.account = first_of(owner.account, rules[i].owner.account);
    owner.region = first_of(owner.region, rules[i].owner.region);
  }
  for (std::size_t i = begin; i < rules.size(); ++i) {
    rules[i].owner.account = first_of(rules[i].owner.account, owner.account);
    rules[i].owner.region = first_of(rules[i].owner.region, owner.region);
  }
}

}  // namespace

bool is_aws_list(const Value& document) {
  if (document.is_array())
    return !document.empty() && (is_rule(document.front()) || has(document.front(), "appliedFor"));
  return member(document, rules_key).is_array() || member(document, templates_key).is_array() ||
         is_rule(document);
}

Status read_aws_list(const Value& document, const Input& input) {
  const std::size_t begin = input.into.rules.size();
  const Value& items = list_of(document, rules_key, "ecrRepositoryPrefix");
  if (items.is_array()) {
    for (std::size_t i = 0; i < items.size(); ++i) add_rule(items[i], at(input, rules_key, i), input);
  } else if (is_rule(document)) {
    add_rule(document, {input.file, ""}, input);
  }
  share_owner(input.into.rules, begin);

  const Value& templates = list_of(document, templates_key, "appliedFor");
  if (templates.is_array() && (!document.is_array() || !is_rule(document.front()))) {
    input.into.knows_templates = true;
    input.is_answered = true;
    for (std::size_t i = 0; i < templates.size(); ++i) {
      CreationTemplate one = creation_template(templates[i], camel_case, at(input, templates_key, i));
      if (one.owner.account.state == Setting::State::absent)
        one.owner.account = account_setting(document, "registryId");
      input.into.templates.push_back(std::move(one));
    }
  }
  if (has(document, "nextToken")) {
    input.into.complete = false;
    input.into.notes.push_back(
        input.file + ": the list goes on behind its end (nextToken): rules that it lacks may exist");
  }
  return Success{};
}

// describe-stack-resources, which names the prefix, and not the upstream.
bool is_stack_resources(const Value& document) { return member(document, "StackResources").is_array(); }

Status refuse_stack_resources(const Value& /*document*/, const Input& input) {
  return Failure{
      "a list of a stack's resources does not say where cache rules get their images from",
      "\"aws cloudformation get-template\" does, and so does \"aws ecr describe-pull-through-cache-rules\"",
      input.file, no_offset};
}

// A policy document alone, or in an answer of IAM or ECR.
bool is_policy_answer(const Value& document) {
  return has(document, "Statement") || has(document, "policyText") ||
         has(member(document, "PolicyVersion"), "Document") || has(document, "PolicyDocument");
}

Status read_policy_answer(const Value& document, const Input& input) {
  const Place place{input.file, text(document, "PolicyName")};
  if (has(document, "Statement")) add_policy(document, place, input);
  add_policy(member(document, "policyText"), place, input);
  add_policy(member(document, "PolicyDocument"), place, input);
  add_policy(member(member(document, "PolicyVersion"), "Document"), place, input);
  return Success{};
}

}  // namespace ecrify::aws
