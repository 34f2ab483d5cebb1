// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "catch.hpp"
#include "ecrify/base/finding.hpp"

using namespace ecrify;

TEST_CASE("names are the stable ones") {
  struct Row {
    FindingId id;
    std::string name;
  };
  const Row rows[] = {
      {FindingId::unmapped_image, "unmapped-image"},
      {FindingId::result_not_legal, "result-not-legal"},
      {FindingId::style_cannot_carry, "style-cannot-carry"},
      {FindingId::shared_scalar, "shared-scalar"},
      {FindingId::not_yaml, "not-yaml"},
      {FindingId::template_text, "template-text"},
      {FindingId::template_placeholder, "template-placeholder"},
      {FindingId::signed_document, "signed-document"},
      {FindingId::proof_failed, "proof-failed"},
      {FindingId::unresolved_registry, "unresolved-registry"},
      {FindingId::invalid_reference, "invalid-reference"},
      {FindingId::policy_pattern, "policy-pattern"},
      {FindingId::artifact_reference, "artifact-reference"},
      {FindingId::builder_argument, "builder-argument"},
      {FindingId::embedded_reference, "embedded-reference"},
      {FindingId::unknown_field, "unknown-field"},
      {FindingId::automation, "automation"},
      {FindingId::digest_first_pull, "digest-first-pull"},
      {FindingId::policy_verify_skipped, "policy-verify-skipped"},
      {FindingId::values_file, "values-file"},
      {FindingId::kustomize_selector, "kustomize-selector"},
      {FindingId::kustomize_both_names, "kustomize-both-names"},
      {FindingId::kustomize_elsewhere, "kustomize-elsewhere"},
      {FindingId::pull_secret_left, "pull-secret-left"},
      {FindingId::generated_file, "generated-file"},
  };
  for (const Row& row : rows) CHECK(std::string(finding_name(row.id)) == row.name);
  CHECK(all_finding_ids().size() == std::size(rows));
}

TEST_CASE("the catalogue has one kebab-case name and one sentence an id") {
  std::set<std::string> names;
  for (const FindingId id : all_finding_ids()) {
    const std::string name(finding_name(id));
    CAPTURE(name);
    CHECK(names.insert(name).second);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
    const std::string title(finding_title(id));
    REQUIRE(title.size() > 20);
    CHECK(title.back() != '.');
    CHECK((title[0] >= 'a' && title[0] <= 'z'));
  }
}

TEST_CASE("severities have the names that formats use") {
  CHECK(severity_name(Severity::note) == "note");
  CHECK(severity_name(Severity::warning) == "warning");
  CHECK(severity_name(Severity::error) == "error");
}
