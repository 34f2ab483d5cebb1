// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/suppress/directive.hpp"

using namespace ecrify;
using namespace ecrify::suppress;

namespace {

const std::vector<FindingId> all;

std::string shown(const DirectiveParse& parsed) {
  if (parsed.malformed) return "malformed";
  return parsed.directive ? "directive" : "none";
}

}  // namespace

TEST_CASE("comments that are directives") {
  struct Row {
    std::string comment;
    Scope scope;
    std::vector<FindingId> ids;
    std::string reason;
    std::string directive;  // the bytes of the span
  };
  const Row rows[] = {
      {"# ecrify:ignore", Scope::line, all, "", "ecrify:ignore"},
      {"#ecrify:ignore", Scope::line, all, "", "ecrify:ignore"},
      {"## \t ecrify:ignore  private to CI  ", Scope::line, all, "private to CI", "ecrify:ignore"},
      {"# ecrify:ignore private to CI\r", Scope::line, all, "private to CI", "ecrify:ignore"},
      {"# ecrify:ignore\r", Scope::line, all, "", "ecrify:ignore"},
      {"# ecrify:ignore-document why", Scope::document, all, "why", "ecrify:ignore-document"},
      {"# ecrify:ignore-file why", Scope::file, all, "why", "ecrify:ignore-file"},
      {"# ecrify:ignore[unmapped-image] why",
       Scope::line,
       {FindingId::unmapped_image},
       "why",
       "ecrify:ignore[unmapped-image]"},
      {"# ecrify:ignore[ unmapped-image , digest-first-pull ]",
       Scope::line,
       {FindingId::unmapped_image, FindingId::digest_first_pull},
       "",
       "ecrify:ignore[ unmapped-image , digest-first-pull ]"},
      {"# ecrify:ignore[automation,automation]",
       Scope::line,
       {FindingId::automation},
       "",
       "ecrify:ignore[automation,automation]"},
      {"# pinned # ecrify:ignore both tools", Scope::line, all, "both tools", "ecrify:ignore"},
      {"# {\"$imagepolicy\": \"a:b\"} # ecrify:ignore", Scope::line, all, "", "ecrify:ignore"},
      {"# ecrify:ignore -- why # not a second comment", Scope::line, all, "-- why # not a second comment",
       "ecrify:ignore"},
      {"# ecrify:ignore \x1b[31m\xff", Scope::line, all, "\x1b[31m\xff",
       "ecrify:ignore"},  // shown escaped, by who shows it
  };
  for (const Row& row : rows) {
    INFO(row.comment);
    const DirectiveParse parsed = parse_comment(row.comment);
    REQUIRE(shown(parsed) == "directive");
    CHECK(parsed.directive->scope == row.scope);
    CHECK(parsed.directive->ids == row.ids);
    CHECK(parsed.directive->reason == row.reason);
    CHECK(row.comment.substr(parsed.span.begin, parsed.span.size()) == row.directive);
  }
}

TEST_CASE("comments that are prose") {
  const std::string rows[] = {"",
                              "#",
                              "# nothing",
                              "# see ecrify:ignore in the manual",
                              "# a#ecrify:ignore",
                              "# ecrify",
                              "# ecrify rewrites this",
                              "# ecrify: rewrites this",
                              "# ecrify ignores comments",
                              "# ecrify-config is elsewhere",
                              "# ecrify:rule",
                              "# ecrify/v1",
                              "# https://example.com/ecrify:ignore",
                              "# my-ecrify:ignore",
                              "# ecrify:",
                              "ecrify:ignore"};
  for (const std::string& row : rows) {
    INFO(row);
    CHECK(shown(parse_comment(row)) == "none");
  }
}

TEST_CASE("comments that are meant as directives say what is wrong") {
  struct Row {
    std::string comment;
    std::string culprit;
    std::string message;  // a part of it
    std::string help;
  };
  const Row rows[] = {
      {"# ecrify: ignore why", "ecrify: ignore", "no suppression: \"ecrify: ignore\"", "write ecrify:ignore"},
      {"# Ecrify:Ignore", "Ecrify:Ignore", "no suppression", "write ecrify:ignore"},
      {"# ECRIFY:ignore", "ECRIFY:ignore", "no suppression", "write ecrify:ignore"},
      {"# ecrify:ignroe", "ecrify:ignroe", "no suppression", "write ecrify:ignore"},
      {"# ecrify:ignored", "ecrify:ignored", "no suppression", "write ecrify:ignore"},
      {"# ecrify:ignore-docment", "ecrify:ignore-docment", "no suppression", "write ecrify:ignore-document"},
      {"# ecrify:ignore_file", "ecrify:ignore_file", "no suppression", "write ecrify:ignore-file"},
      {"# ecrify:ignore-next-line", "ecrify:ignore-next-line", "no suppression", "write ecrify:ignore"},
      {"# ecrify/ignore why", "ecrify/ignore", "no suppression", "write ecrify:ignore"},
      {"# ecrify-ignore why", "ecrify-ignore", "no suppression", "write ecrify:ignore"},
      {"# ecrify_ignore why", "ecrify_ignore", "no suppression", "write ecrify:ignore"},
      {"# ecrify:ignore: why", ":", "goes on without a blank",
       "write the reason behind a blank: ecrify:ignore reason"},
      {"# ecrify:ignore(unmapped-image)", "(", "goes on without a blank", ""},
      {"# ecrify:ignore[unmapped-image]why", "w", "goes on without a blank", ""},
      {"# ecrify:ignore [unmapped-image] why", "[", "stand apart", "ecrify:ignore[unmapped-image]"},
      {"# ecrify:ignore[unmapped-image why", "[", "not closed", "ecrify:ignore[unmapped-image]"},
      {"# ecrify:ignore[]", "]", "name is missing", "leave the brackets out"},
      {"# ecrify:ignore[automation,]", "]", "name is missing", ""},
      {"# ecrify:ignore[,automation]", ",", "name is missing", ""},
      {"# ecrify:ignore[unmaped-image]", "unmaped-image", "unknown finding \"unmaped-image\"",
       "did you mean unmapped-image?"},
      {"# ecrify:ignore[all]", "all", "unknown finding", "a finding's name stands in brackets"},
      {"# ecrify:ignore[not-yaml]", "not-yaml", "can't be suppressed", "mend what it is about"},
      {"# ecrify:ignore[malformed-suppression]", "malformed-suppression", "can't be suppressed", ""},
  };
  for (const Row& row : rows) {
    INFO(row.comment);
    const DirectiveParse parsed = parse_comment(row.comment);
    REQUIRE(shown(parsed) == "malformed");
    CHECK(row.comment.substr(parsed.span.begin, parsed.span.size()) == row.culprit);
    INFO(parsed.malformed->message << " / " << parsed.malformed->help);
    CHECK(parsed.malformed->message.find(row.message) != std::string::npos);
    CHECK(parsed.malformed->help.find(row.help) != std::string::npos);
  }
}

TEST_CASE("annotations") {
  struct Row {
    std::string value;
    std::string kind;
    std::vector<FindingId> ids;
    std::string reason;
  };
  const Row rows[] = {
      {"", "directive", all, ""},
      {"true", "directive", all, ""},
      {"still private", "directive", all, "still private"},
      {" still private\n", "directive", all, "still private"},
      {"[unmapped-image] still private", "directive", {FindingId::unmapped_image}, "still private"},
      {"[unmapped-image]still private", "directive", {FindingId::unmapped_image}, "still private"},
      {"[unmapped-image,automation]", "directive", {FindingId::unmapped_image, FindingId::automation}, ""},
      {"false", "none", all, ""},
      {"[unmapped-imag] x", "malformed", all, ""},
      {"[unmapped-image", "malformed", all, ""},
      {"[]", "malformed", all, ""},
  };
  for (const Row& row : rows) {
    INFO(row.value);
    const DirectiveParse parsed = parse_annotation(row.value);
    REQUIRE(shown(parsed) == row.kind);
    if (!parsed.directive) continue;
    CHECK(parsed.directive->scope == Scope::object);
    CHECK(parsed.directive->ids == row.ids);
    CHECK(parsed.directive->reason == row.reason);
  }
}

TEST_CASE("keys that are nearly the annotation's") {
  for (const std::string key : {"ecrify/ignored", "ecrify/ignor", "ecrify.io/ignore", "Ecrify/Ignore",
                                "ecrify:ignore", "ecrify/ignore-document", "ecrify/IGNORE"}) {
    INFO(key);
    const auto wrong = misspelt_key(key);
    REQUIRE(wrong);
    CHECK(wrong->help == "the key is ecrify/ignore");
  }
  for (const std::string key :
       {"ecrify/ignore", "ecrify/owner", "ecrify", "", "example.com/ignore", "ignore", "ecrify/"}) {
    INFO(key);
    CHECK_FALSE(misspelt_key(key));
  }
}

TEST_CASE("each finding either can be suppressed by its name or says that it can't") {
  for (const findings::CatalogueRow& row : findings::catalogue()) {
    const FindingId id = row.id;
    const std::string name(row.name);
    const DirectiveParse parsed = parse_comment("# ecrify:ignore[" + name + "]");
    INFO(name);
    CHECK(shown(parsed) == (findings::row_of(id).is_suppressible() ? "directive" : "malformed"));
    Directive bare;
    CHECK(bare.is_about(id) == findings::row_of(id).is_suppressible());
  }
}
