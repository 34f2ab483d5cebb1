// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/read.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "ecrify/base/text.hpp"
#include "fields.hpp"
#include "formats.hpp"
#include "value.hpp"

namespace ecrify::aws {
namespace {

struct Format {
  std::string_view name;  // "a plan of Terraform"
  bool (*fits)(const Value& document);
  Status (*read)(const Value& document, const Input& input);
};

// In the order in which they are tried.
constexpr Format formats[] = {
    {"an answer of the ECR API", is_aws_list, read_aws_list},
    {"a list of a stack's resources", is_stack_resources, refuse_stack_resources},
    {"a plan or state of Terraform in JSON", is_terraform_json, read_terraform_json},
    {"an encrypted state", is_encrypted_state, refuse_encrypted_state},
    {"an export of Pulumi", is_pulumi, read_pulumi},
    {"a manifest of the CDK", is_cdk_manifest, read_cdk_manifest},
    {"a template of CloudFormation", is_template, read_template},
    {"a state of Terraform", is_state, read_state},
    {"manifests", is_manifest, read_manifest},
    {"an IAM policy", is_policy_answer, read_policy_answer},
};

constexpr std::size_t max_rules = 10'000;  // a registry has 50

std::size_t size_of(const CacheRules& rules) {
  return rules.rules.size() + rules.templates.size() + rules.policies.size() + rules.lifecycles.size() +
         rules.managed_policies.size();
}

const Format* format_of(const Value& document) {
  const auto* const found = std::find_if(std::begin(formats), std::end(formats),
                                         [&](const Format& format) { return format.fits(document); });
  return found == std::end(formats) ? nullptr : found;
}

// True for bytes that name a kind of cache rule, so that a walk should read the file.
bool may_hold_cache_rules(std::string_view bytes) {
  constexpr std::array words = {
      "PullThroughCacheRule", "pullThroughCacheRule",       "aws_ecr_pull_through_cache_rule",
      "ecrRepositoryPrefix",  "RepositoryCreationTemplate", "\"templateFile\""};
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return bytes.find(word) != std::string_view::npos; });
}

}  // namespace

Status read_documents(std::string_view bytes, const TakeDocument& take) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return Failure{
        "the text is not in UTF-8", "save it as UTF-8; in PowerShell: | Out-File -Encoding utf8 FILE", {}, 0};
  }
  const std::size_t begin = bytes.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n", begin);
  if (first == std::string_view::npos)
    return problem("the input is empty", "has the command before it failed?");
  if (bytes[first] != '{' && bytes[first] != '[') return read_yaml(bytes, take);
  // Of an object of JSON the first key is in quotes; a mapping of YAML may begin with a brace, too.
  const std::size_t key = bytes.find_first_not_of(" \t\r\n", first + 1);
  if (bytes[first] == '{' && key != std::string_view::npos && bytes[key] != '"' && bytes[key] != '}')
    return read_yaml(bytes, take);
  Status json = read_json(bytes.substr(begin), take);
  if (!json.ok() && json.failure().offset != no_offset) json.failure().offset += begin;
  return json;
}

Status InputReader::add(const std::string& name, std::string_view bytes, Source source) {
  if (source == Source::walk && !may_hold_cache_rules(bytes)) return Success{};
  if (source != Source::walk && name.ends_with(".tf")) {
    return Failure{"a module of Terraform, whose values Terraform alone knows",
                   "give what \"terraform show -json\" prints of a plan or of the state", name, no_offset};
  }
  const std::size_t before = size_of(rules_);
  const std::size_t stacks_before = stacks_.size();
  bool is_answered = false;
  const Input input{name, rules_, stacks_, is_answered};
  std::string_view recognised;
  Status status = read_documents(bytes, [&](const Value& document) -> Status {
    const Format* const format = format_of(document);
    if (format == nullptr) return Success{};
    recognised = format->name;
    if (Status read = format->read(document, input); !read.ok()) return read;
    if (size_of(rules_) > max_rules)
      return Failure{"more than 10,000 cache rules, templates and policies", "give the part that matters",
                     name, no_offset};
    return Success{};
  });
  if (!status.ok()) {
    if (status.failure().file.empty()) status.failure().file = name;
    return status;
  }
  if (source == Source::walk || size_of(rules_) > before || stacks_.size() > stacks_before || is_answered)
    return Success{};
  if (recognised.empty()) {
    return Failure{"no file that ecrify knows pull-through cache rules from",
                   "give what \"aws ecr describe-pull-through-cache-rules\" prints, \"terraform show "
                   "-json\", a state of Terraform, a template of "
                   "CloudFormation, \"pulumi stack export\", or manifests of Crossplane or ACK",
                   name, no_offset};
  }
  return Failure{std::string(recognised) + ", and no pull-through cache rule in it",
                 "is it that of the stack and the region that define them?", name, no_offset};
}

CacheRules InputReader::finish() && {
  const auto complete = [&](const Place& place, Owner& owner) {
    const auto stack = stacks_.find(place.file);
    if (stack == stacks_.end()) return;
    owner.account = first_of(owner.account, stack->second.account);
    owner.region = first_of(owner.region, stack->second.region);
  };
  for (CacheRule& rule : rules_.rules) complete(rule.place, rule.owner);
  for (CreationTemplate& one : rules_.templates) complete(one.place, one.owner);
  return std::move(rules_);
}

}  // namespace ecrify::aws
