// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "catch.hpp"
#include "ecrify/findings/catalogue.hpp"

using namespace ecrify;
using findings::CatalogueRow;

namespace {

bool is_sentences(std::string_view text) {
  return text.size() > 20 && text.back() == '.' && text.find('\n') == std::string_view::npos &&
         ((text[0] >= 'A' && text[0] <= 'Z') || text[0] == '`');
}

}  // namespace

TEST_CASE("names are the stable ones") {
  // Users write them down: a new name comes at the end, and none is ever changed.
  const char* const names[] = {
      "unmapped-image",
      "result-not-legal",
      "style-cannot-carry",
      "shared-scalar",
      "not-yaml",
      "template-text",
      "template-placeholder",
      "signed-document",
      "proof-failed",
      "unresolved-registry",
      "invalid-reference",
      "policy-pattern",
      "artifact-reference",
      "builder-argument",
      "embedded-reference",
      "unknown-field",
      "automation",
      "digest-first-pull",
      "policy-verify-skipped",
      "values-file",
      "kustomize-selector",
      "kustomize-both-names",
      "kustomize-elsewhere",
      "pull-secret-left",
      "generated-file",
      "unreadable-file",
      "foreign-ecr",
      "unused-suppression",
      "malformed-suppression",
      "stale-baseline",
      "secret-data",
      "near-reference",
      "cache-rule-missing",
      "cache-rule-differs",
      "cache-rule-elsewhere",
      "cache-rule-unused",
      "cache-rule-quota",
      "cache-prefix-illegal",
      "cache-secret",
      "cache-template-missing",
      "cache-template-unfit",
      "cache-lifecycle",
      "cache-policy",
      "digest-expires",
      "vanity-host",
  };
  REQUIRE(findings::catalogue().size() >= std::size(names));
  for (std::size_t i = 0; i < std::size(names); ++i)
    CHECK(std::string(findings::catalogue()[i].name) == names[i]);
}

TEST_CASE("each row says all that there is to say") {
  std::set<std::string> names;
  for (const CatalogueRow& row : findings::catalogue()) {
    const std::string name(row.name);
    CAPTURE(name);
    CHECK(names.insert(name).second);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
    REQUIRE(row.title.size() > 20);
    CHECK(row.title.back() != '.');
    CHECK((row.title[0] >= 'a' && row.title[0] <= 'z'));
    CHECK(is_sentences(row.why));
    CHECK(is_sentences(row.remedy));
    if (!row.example.empty()) {
      CHECK(row.example.starts_with("# file: "));
      CHECK(row.example.ends_with("\n"));
    }
    CHECK(&findings::row_of(row.id) == &row);
    CHECK(findings::find_row(name) == &row);
    CHECK(findings::name_of(row.id) == name);
    // What ends with 2 is an error.
    const bool stops = row.effect == findings::Effect::refuses || row.effect == findings::Effect::reads_not;
    CHECK((!stops || row.severity == Severity::error));
  }
  CHECK(findings::find_row("unmapped") == nullptr);
  CHECK(findings::find_row("") == nullptr);
  CHECK_THROWS(findings::row_of(static_cast<FindingId>(findings::catalogue().size())));
}
