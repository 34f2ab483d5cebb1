// SPDX-License-Identifier: Apache-2.0
#include "value_builder.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ecrify/aws/read.hpp"
#include "fields.hpp"

namespace ecrify::aws {
namespace {

// Members of documents that are looked at. Of everything else a document is known by, nothing is needed.
constexpr std::string_view root_keys[] = {
    "AWSTemplateFormatVersion",
    "Document",
    "Parameters",
    "Policy",
    "PolicyDocument",
    "PolicyName",
    "PolicyVersion",
    "PullThroughCacheRules",
    "RepositoryCreationTemplates",
    "Resources",
    "StackResources",
    "Statement",
    "TemplateBody",
    "Version",
    "apiVersion",
    "artifacts",
    "configuration",
    "credentialArn",
    "deployment",
    "ecrRepositoryPrefix",
    "encrypted_data",
    "encryption_version",
    "format_version",
    "items",
    "kind",
    "lineage",
    "meta",
    "metadata",
    "nextToken",
    "NextToken",
    "planned_values",
    "policyText",
    "pullThroughCacheRules",
    "registryId",
    "repositoryCreationTemplates",
    "resource_changes",
    "resources",
    "serial",
    "spec",
    "status",
    "terraform_version",
    "upstreamRegistry",
    "upstreamRegistryUrl",
    "upstreamRepositoryPrefix",
    "values",
    "version",
};

// Members that hold what is of no use, secrets among it.
constexpr std::string_view dropped_keys[] = {
    "GenerateSecretString",
    "Metadata",
    "SecretString",
    "after",
    "after_sensitive",
    "before",
    "before_sensitive",
    "checks",
    "kubectl.kubernetes.io/last-applied-configuration",
    "managedFields",
    "private",
    "provisioners",
    "relevant_attributes",
    "secretBinary",
    "secretString",
    "secret_binary",
    "secret_string",
    "sensitive_attributes",
    "sensitive_values",
    "stringData",
};

template <std::size_t N>
bool is_among(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

bool ValueBuilder::fail(std::string message, std::string remedy) {
  if (failure_.message.empty()) failure_ = problem(std::move(message), std::move(remedy));
  return false;
}

bool ValueBuilder::count(std::size_t bytes) {
  ++kept_;
  bytes_ += bytes;
  if (kept_ <= max_kept && bytes_ <= max_kept_bytes) return true;
  return fail("more than 500,000 values, or 64 MiB, that may be about pull-through caches",
              "give the part of it that holds the pull-through cache rules");
}

// True if the next value is kept; says it once.
bool ValueBuilder::takes_next() {
  if (frames_.empty()) return true;
  Frame& frame = frames_.back();
  return !frame.other && !std::exchange(frame.skip_next, false);
}

void ValueBuilder::put(Value value, const std::string& name) {
  if (frames_.empty()) {
    root_ = std::move(value);
  } else if (Value& into = frames_.back().value; into.is_array()) {
    into.push_back(std::move(value));
  } else {
    into[name] = std::move(value);
  }
}

bool ValueBuilder::scalar(Value value) {
  if (skipped_ > 0 || !takes_next()) return true;
  put(std::move(value), frames_.empty() ? "" : frames_.back().key);
  return count(0);
}

bool ValueBuilder::text(std::string& content) {
  if (skipped_ > 0 || !takes_next()) return true;
  if (!frames_.empty()) {
    Frame& frame = frames_.back();
    const bool names_type = frame.key == "type" || frame.key == "Type" || frame.key == "kind";
    const bool is_list = frame.key == "kind" && content.ends_with("List");
    const bool at_root = frames_.size() == 1 && frame.key == "kind";
    if (names_type && (frame.resource || at_root) && !is_list && !resource_kind(content)) {
      frame.other = true;  // the rest of it is passed over; what came before goes at its end
      if (!at_root) return true;
    }
  }
  if (content.size() > max_kept_text) content.clear();
  const std::size_t size = content.size();
  put(std::move(content), frames_.empty() ? "" : frames_.back().key);
  return count(size);
}

bool ValueBuilder::key(std::string& name) {
  if (skipped_ > 0 || frames_.back().other) return true;
  Frame& frame = frames_.back();
  const bool at_root = frames_.size() == 1;
  // Outputs of a plan's modules are references; those of a state are values, and may be secrets.
  const bool outputs_of_values =
      name == "outputs" && !frame.resource && frame.name != "module" && frame.name != "root_module";
  frame.skip_next =
      is_among(dropped_keys, name) || outputs_of_values || (at_root && !is_among(root_keys, name));
  if (name.size() > max_kept_text) frame.skip_next = true;
  if (!frame.skip_next) frame.key = std::move(name);
  return true;
}

// True if an object that begins now is one of a list of resources, or of a map of them.
bool ValueBuilder::is_resource(const std::string& name) const {
  static constexpr std::string_view lists[] = {"resources", "resource_changes", "items"};
  if (frames_.empty()) return false;
  const Frame& parent = frames_.back();
  if (parent.value.is_array()) return is_among(lists, parent.name);
  return parent.name == "Resources" && !name.empty();
}

bool ValueBuilder::begin(Value empty) {
  if (frames_.size() + skipped_ >= max_depth)
    return fail("nested deeper than 500", "give a file that a tool has written");
  if (skipped_ > 0 || !takes_next()) {
    ++skipped_;
    return true;
  }
  Frame frame;
  frame.name = frames_.empty() ? "" : (frames_.back().value.is_array() ? "" : frames_.back().key);
  frame.resource = empty.is_object() && is_resource(frame.name);
  frame.value = std::move(empty);
  frame.kept_before = kept_;
  frame.bytes_before = bytes_;
  frames_.push_back(std::move(frame));
  return count(0);
}

bool ValueBuilder::end() {
  if (skipped_ > 0) {
    --skipped_;
    return true;
  }
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  const bool has_type = has(frame.value, "type") || has(frame.value, "kind");
  if (frame.resource && (frame.other || !has_type)) {
    kept_ = frame.kept_before;
    bytes_ = frame.bytes_before;
    return true;
  }
  put(std::move(frame.value), frame.name);
  return true;
}

Value ValueBuilder::take() {
  kept_ = 0;
  bytes_ = 0;
  return std::exchange(root_, Value());
}

}  // namespace ecrify::aws
