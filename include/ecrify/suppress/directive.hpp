// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/span.hpp"

// What somebody wrote into a manifest to have something left alone:
//
//     image: ghcr.io/org/app:v1  # ecrify:ignore still private to CI
//     # ecrify:ignore[digest-first-pull] pulled once by hand      (alone on a line: about the next one)
//     # ecrify:ignore-document reason                             (anywhere in the document)
//     # ecrify:ignore-file reason                                 (at the top of the file)
//     metadata: {annotations: {ecrify/ignore: "reason"}}          (or a label; about the object)
//
//     directive  = "ecrify:" name [ "[" id *( "," id ) "]" ] [ blank reason ]
//     name       = "ignore" / "ignore-document" / "ignore-file"
//     annotation = [ "[" id *( "," id ) "]" [ blank ] ] [ reason ]
//
// A directive stands at the beginning of a comment, or behind a `#` within it, so that it goes together with
// the comments of other tools; prose that mentions one is none. What is nearly a directive is malformed and
// not prose: whoever wrote it wants something left alone that would be rewritten. `true` and no text at all
// give no reason; `false` in an annotation says that nothing is suppressed.
namespace ecrify::suppress {

enum class Scope { line, document, file, object };

struct Directive {
  Scope scope = Scope::line;
  std::vector<FindingId> ids;  // empty: all that can be suppressed
  std::string reason;          // may be empty

  [[nodiscard]] bool is_about(FindingId id) const;
};

struct MalformedDirective {
  std::string message;
  std::string help;
  std::optional<Scope> meant = {};  // of the name that it comes next to
};

// At most one of the two; neither when the text holds no directive.
struct DirectiveParse {
  std::optional<Directive> directive = {};
  std::optional<MalformedDirective> malformed = {};
  Span span = {};  // in the text: the directive without its reason, or the culprit
};

// `comment` runs from its `#` to the end of the line. Linear.
[[nodiscard]] DirectiveParse parse_comment(std::string_view comment);

inline constexpr std::string_view annotation_key = "ecrify/ignore";
// The value of that annotation or label.
[[nodiscard]] DirectiveParse parse_annotation(std::string_view value);
// What is wrong with an annotation's or label's key that is nearly the right one; nothing for any other key.
[[nodiscard]] std::optional<MalformedDirective> misspelt_key(std::string_view key);

}  // namespace ecrify::suppress
