// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/result.hpp"

// Reads pull-through cache rules out of what AWS and infrastructure tools write: answers of the AWS CLI and
// SDKs, `terraform show -json`, a state of Terraform or OpenTofu, templates of CloudFormation and the CDK,
// `pulumi stack export`, manifests of Crossplane and ACK, IAM policies. No tool is run and no network used.
namespace ecrify::aws {

inline constexpr std::size_t max_depth = 500;              // of collections in each other
inline constexpr std::size_t max_kept = 500'000;           // values that may speak of caches
inline constexpr std::size_t max_kept_text = 64UL * 1024;  // bytes of one of them; longer ones are no policy
inline constexpr std::size_t max_kept_bytes = 64UL * 1024 * 1024;  // of all of them
inline constexpr std::size_t max_json_text = 32UL * 1024 * 1024;   // bytes of one text in JSON

// Reads several inputs into one value.
class InputReader {
 public:
  // Adds what the bytes say. `named`: the user named the file, so that one which is nothing of the kind is a
  // failure; else it is passed over. Failure::file is `name`, Failure::offset the place in the bytes of what
  // is no JSON or YAML; the message holds nothing of the bytes.
  enum class Source { named, walk };
  Status add(const std::string& name, std::string_view bytes, Source source);

  // The rules of all inputs, with the references between them resolved.
  [[nodiscard]] CacheRules finish() &&;

 private:
  CacheRules rules_;
  std::map<std::string, Owner> stacks_;  // by template, of CDK manifests: folder/Cache.template.json
};

}  // namespace ecrify::aws
