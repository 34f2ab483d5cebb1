// SPDX-License-Identifier: Apache-2.0
// Suppressions: any text in a comment or an annotation is a directive, malformed, or prose, and one on a
// reference's line does what it says.
#include "../support/rewriting.hpp"
#include "ecrify/suppress/suppressions.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

void check_parsed(const suppress::DirectiveParse& parsed, std::string_view text) {
  require(!parsed.directive || !parsed.malformed, "no directive is malformed");
  require(parsed.span.begin <= parsed.span.end && parsed.span.end <= text.size(),
          "its span lies in the text");
  if (!parsed.directive) return;
  for (const FindingId id : parsed.directive->ids) {
    require(findings::row_of(id).is_suppressible() && parsed.directive->is_about(id),
            "it names what can be suppressed");
  }
}

void check_line(std::string_view text) {
  // A comment ends where the line does.
  const std::string comment = "# " + std::string(text.substr(0, text.find_first_of("\r\n")));
  const suppress::DirectiveParse parsed = suppress::parse_comment(comment);
  check_parsed(parsed, comment);
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: ghcr.io/o/a:1  " + comment +
      "\n";
  static const rules::Mapping mapping(test::default_rules());
  static const Examiner examiner(test::settings_of(mapping));  // what the settings cost is paid once
  const Examination out = examiner.examine(SourceText("test.yaml", pod), locate::Role::object);
  if (out.refused) return;  // no character of a comment
  const bool suppressed = parsed.directive && parsed.directive->scope != suppress::Scope::file &&
                          parsed.directive->is_about(FindingId::unmapped_image);
  require(out.edits.empty() == suppressed, "a reference is left alone exactly where its line says so", pod);
}

void check_annotation(std::string_view text) { check_parsed(suppress::parse_annotation(text), text); }

void check_head(std::string_view text) {
  const suppress::Head head = suppress::read_head(text);
  require(head.content <= text.size(), "the head ends in the text");
  for (const suppress::Suppression& one : head.file)
    require(one.span.end <= text.size(), "what is said stands there");
  for (const suppress::Problem& one : head.problems)
    require(one.span.end <= text.size(), "and so do problems");
}

}  // namespace

void suppress(std::string_view bytes) {
  check_line(bytes);
  check_annotation(bytes);
  check_head(bytes);
  static_cast<void>(suppress::misspelt_key(bytes));
}

}  // namespace ecrify::fuzz
