// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"

namespace ecrify {

enum class Severity { note, warning, error };

// The kind of a finding. Each id has one row in the catalogue (findings/catalogue.hpp), which feeds messages,
// formats, `explain` and the documentation. New ids come at the end.
enum class FindingId {
  unmapped_image,          // a reference that a rule maps is still there
  result_not_legal,        // the rule's result would be no legal repository of the target
  style_cannot_carry,      // the new text can't stand in this scalar's style
  shared_scalar,           // an anchored scalar is used by fields of different classes
  not_yaml,                // a document that may hold a reference can't be read
  template_text,           // a Go template, not YAML
  template_placeholder,    // `{{ … }}` that YAML reads as a mapping
  signed_document,         // encrypted and signed by SOPS: an edit would break the signature
  proof_failed,            // the edited document did not re-read as intended (a defect of ecrify)
  unresolved_registry,     // the registry or the mapped part of the path is a placeholder
  invalid_reference,       // looks like a reference of a mapped registry but is none
  policy_pattern,          // a policy matches images by their old names
  artifact_reference,      // fetched by a controller with a login of its own
  builder_argument,        // of a program that builds, copies or scans images
  embedded_reference,      // inside prose or a script
  unknown_field,           // a full reference in a field that nobody knows
  automation,              // image automation writes the old name back
  digest_first_pull,       // pinned by digest: the cache may fill on pulls by tag only
  policy_verify_skipped,   // a policy that verifies signatures stops matching: images would run unverified
  values_file,             // looks like a chart's values, and nothing names it as such
  kustomize_selector,      // images are selected by a name that they may no longer have
  kustomize_both_names,    // a selector would work on other images than before
  kustomize_elsewhere,     // a file that must be written together with this one is not among those given
  pull_secret_left,        // a pod spec names a pull secret that it does not need any more
  generated_file,          // a tool will write the file again, with the old names
  unreadable_file,         // a file that was named or found, and that could not be read
  foreign_ecr,             // an ECR registry that is not the target
  unused_suppression,      // suppresses nothing
  malformed_suppression,   // looks like a suppression and is none
  stale_baseline,          // names what is not there any more
  secret_data,             // a document in base64 names a mapped registry
  near_reference,          // begins with a mapped registry, and something else completes it
  cache_rule_missing,      // no pull-through cache rule has the prefix of a rule
  cache_rule_differs,      // the cache rule of a rule's prefix has another upstream
  cache_rule_elsewhere,    // the cache rule is of another account or region
  cache_rule_unused,       // no rule uses a cache rule
  cache_rule_quota,        // more cache rules than a registry can have
  cache_prefix_illegal,    // a prefix that ECR does not take
  cache_secret,            // a credential that ECR does not take
  cache_template_missing,  // no creation template is about a prefix
  cache_template_unfit,    // a creation template that the cache can't work with
  cache_lifecycle,         // a lifecycle policy that bounds nothing of what a cache holds
  cache_policy,            // a policy lacks a right that pulls through the cache need
  digest_expires,          // pinned by digest, and expired by a lifecycle policy
  vanity_host,             // a host in front of a mapped registry that no rule is about
  chart_verifies_images,   // the chart compares its images with a list of its own, and ends where they differ
};

// The object that a finding is in, as the manifest names it. Fields that are absent or no text are empty.
struct Resource {
  std::string api_version;
  std::string kind;
  std::string name;
  std::string name_space;
  std::string owner = {};  // Deployment/web: what made it and keeps it, by its ownerReferences
};

// "apps" of "apps/v1", "" of "v1".
[[nodiscard]] inline std::string_view group_of(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

// A message to the user about one place. Data only: stages collect findings, write/ renders them.
struct Finding {
  FindingId id = FindingId::unmapped_image;
  Severity severity = Severity::error;
  std::size_t document = 0;  // 0-based index of the document in its source
  Span span;                 // the bytes of the reference (or of the culprit) in the source
  std::string message;       // lower case, no full stop, raw manifest text in it is not yet escaped
  std::string help;          // the remedy or the new reference; may be empty
  Resource resource;
  std::string path;                        // field path: spec.template.spec.containers[0].image
  std::string reference;                   // decoded, as it stands in the manifest; empty when none
  std::optional<std::string> replacement;  // what it should be, when that is known
  std::string_view location_class = {};  // the name of the place's class, `container`; empty when it has none
  std::vector<Edit> edits = {};          // what `rewrite` does about it; sorted, in offsets of the source
};

// A finding with what it says; where it is about an object, that is filled in.
[[nodiscard]] Finding make_finding(FindingId id, Severity severity, Span span, std::string message,
                                   std::string help);

[[nodiscard]] std::string_view severity_name(Severity severity);

// Puts findings in order of position; those of one place stay in the order that they are in.
void sort_by_position(std::vector<Finding>& findings);

}  // namespace ecrify
