// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/finding.hpp"

#include <array>

namespace ecrify {
namespace {

struct Row {
  FindingId id;
  std::string_view name;
  std::string_view title;
};

// The catalogue. Names are stable: users write them into suppressions and dashboards.
constexpr std::array catalogue{
    Row{FindingId::unmapped_image, "unmapped-image",
        "an image is still referenced by its upstream name although a rule maps it to the target registry"},
    Row{FindingId::result_not_legal, "result-not-legal",
        "the reference that the rule would give is not one that the target registry accepts"},
    Row{FindingId::style_cannot_carry, "style-cannot-carry",
        "the new reference cannot stand in this scalar without changing how the scalar is written"},
    Row{FindingId::shared_scalar, "shared-scalar",
        "one anchored scalar is used both by fields that are rewritten and by fields that must not change"},
    Row{FindingId::not_yaml, "not-yaml",
        "a document that may hold a reference cannot be read as YAML or JSON"},
    Row{FindingId::template_text, "template-text",
        "the text is a template that has to be rendered before it is a manifest"},
    Row{FindingId::template_placeholder, "template-placeholder",
        "a template expression stands outside quotes, where YAML reads it as a mapping and kubectl rejects "
        "it"},
    Row{FindingId::signed_document, "signed-document",
        "the document is encrypted and signed by SOPS, so an edit would break its signature"},
    Row{FindingId::proof_failed, "proof-failed",
        "the edited document did not read back as intended, which is a defect of ecrify; nothing was "
        "written"},
    Row{FindingId::unresolved_registry, "unresolved-registry",
        "the registry, or the part of the path that rules look at, is a placeholder that is filled in later"},
    Row{FindingId::invalid_reference, "invalid-reference",
        "the text begins with a mapped registry but is not a legal image reference"},
    Row{FindingId::policy_pattern, "policy-pattern",
        "a policy matches images by their upstream names and stops matching once they are rewritten"},
    Row{FindingId::artifact_reference, "artifact-reference",
        "a chart, bundle or other artifact is fetched by a controller that needs a login of its own"},
    Row{FindingId::builder_argument, "builder-argument",
        "an argument of a program that builds or copies images may be a place to push to"},
    Row{FindingId::embedded_reference, "embedded-reference", "a reference stands inside prose or a script"},
    Row{FindingId::unknown_field, "unknown-field",
        "a full reference stands in a field that is not known to name an image"},
    Row{FindingId::automation, "automation", "image automation will write the upstream name back"},
    Row{FindingId::digest_first_pull, "digest-first-pull",
        "a reference pinned by digest goes through a cache that may fill on pulls by tag only"},
    Row{FindingId::policy_verify_skipped, "policy-verify-skipped",
        "a policy verifies signatures of images by their upstream names, and would let the renamed ones run unverified"},
    Row{FindingId::values_file, "values-file", "a file looks like the values of a chart, and nothing names it as such"},
    Row{FindingId::kustomize_selector, "kustomize-selector",
        "kustomize selects images by a name that they no longer have once their manifests are rewritten"},
    Row{FindingId::kustomize_both_names, "kustomize-both-names",
        "an images entry of a kustomization would select other images after a rewrite than before"},
    Row{FindingId::kustomize_elsewhere, "kustomize-elsewhere",
        "a kustomization and a file that it selects images from must be rewritten together, and one is missing"},
    Row{FindingId::pull_secret_left, "pull-secret-left",
        "a pod spec whose images all come out of the cache still names a pull secret of the upstream registry"},
    Row{FindingId::generated_file, "generated-file",
        "a tool wrote this file, and will write it again with the upstream names"},
};

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    if (catalogue[i].id != static_cast<FindingId>(i)) return false;
  }
  return true;
}
static_assert(rows_in_order(), "the catalogue is looked up by index");
static_assert(catalogue.size() == static_cast<std::size_t>(FindingId::generated_file) + 1);

const Row& row(FindingId id) { return catalogue.at(static_cast<std::size_t>(id)); }

}  // namespace

std::string_view finding_name(FindingId id) { return row(id).name; }
std::string_view finding_title(FindingId id) { return row(id).title; }

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

const std::vector<FindingId>& all_finding_ids() {
  static const std::vector<FindingId> ids = [] {
    std::vector<FindingId> all;
    for (const Row& entry : catalogue) all.push_back(entry.id);
    return all;
  }();
  return ids;
}

}  // namespace ecrify
