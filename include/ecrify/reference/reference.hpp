// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"

// Image references, as container runtimes read them. Texts only: nothing here resolves a name, asks a
// registry, or knows which registries matter (that is rules/).
namespace ecrify::reference {

// An image reference: the original text plus offsets into it, nothing copied, nothing normalised.
//
//     ghcr.io:443/org/app:v1.0@sha256:9f86…
//     |          ||      ||   ||
//     domain-----'path---'tag-'digest
//
// Grammar: distribution/reference, the header comment of reference.go and regexp.go:
//
//     reference        := name [ ":" tag ] [ "@" digest ]
//     name             := [ domain "/" ] path
//     domain           := host [ ":" port ]
//     host             := domain-name | IPv4-address | "[" IPv6-address "]"
//     domain-name      := domain-component [ "." domain-component ]*
//     domain-component := [a-zA-Z0-9] | [a-zA-Z0-9] [a-zA-Z0-9-]* [a-zA-Z0-9]
//     IPv4-address     := a domain-name by its letters
//     IPv6-address     := [a-fA-F0-9:]+                       no zone, no embedded IPv4
//     port             := [0-9]+
//     path             := path-component [ "/" path-component ]*     at most 255 characters, without the
//     domain path-component   := [a-z0-9]+ [ separator [a-z0-9]+ ]* separator        := "." | "_" | "__" |
//     "-"+ tag              := [A-Za-z0-9_] [A-Za-z0-9_.-]{0,127} digest           := algorithm ":"
//     [0-9a-fA-F]{32,} algorithm        := [A-Za-z] [A-Za-z0-9]* [ [-_+.] [A-Za-z] [A-Za-z0-9]* ]*
//
// A digest is then checked as go-digest does with all its algorithms registered: sha256, sha384 and sha512
// want exactly 64, 96 and 128 lower case hexadecimal digits, other algorithms are unsupported. The whole text
// has to fit: no blank, no newline, nothing but ASCII.
struct Reference {
  std::string_view text;
  Span domain;  // empty at 0 when the text has none
  Span path;    // never empty
  Span tag;     // without ':', empty when absent
  Span digest;  // without '@', empty when absent

  [[nodiscard]] std::string_view part(Span s) const { return text.substr(s.begin, s.size()); }
  [[nodiscard]] bool has_tag() const { return !tag.empty(); }
  [[nodiscard]] bool has_digest() const { return !digest.empty(); }
};

enum class ParseError {
  none,
  name_empty,
  invalid_format,
  name_contains_uppercase,
  name_too_long,       // the path alone is longer than 255
  digest_length,       // a known algorithm with a wrong number of digits
  digest_unsupported,  // an algorithm that nobody registered
  digest_format,       // upper case in the algorithm or in the digits
};

struct ParseResult {
  Reference reference;  // meaningful only when error is none
  ParseError error = ParseError::none;
  [[nodiscard]] bool ok() const { return error == ParseError::none; }
};

// Parses the whole text by the grammar above (a "raw" parse: `nginx` has no domain; `foo/bar` has the domain
// `foo`, as in distribution/reference's Parse). Linear, no allocation.
[[nodiscard]] ParseResult parse(std::string_view text);
// The kind of error as distribution/reference or go-digest names it: "ErrNameEmpty", … "" for none.
[[nodiscard]] std::string_view error_name(ParseError error);
// The message for an error: "the repository name must be lower case", ….
[[nodiscard]] std::string_view error_message(ParseError error);
// The message for one text, more precise than error_message() about its format: "the tag is empty", …. "" for
// a legal one.
[[nodiscard]] std::string_view describe_error(std::string_view text);

// Placeholders that pipelines fill in later: ${X} (nested, with defaults), ${{ X }}, $X, $(X), {{ X }}, {X},
// <X>, %X%, @@X@@; in tags (the first five at the beginning, too) @X@, #{X}#, [X], [[X]], ((X)), #X#, %{X},
// %s. `text` has as many 'x' bytes in the place of each placeholder, so offsets in it are offsets in the
// original. What is not closed stays, and so does everything in a text with control characters.
struct MaskedText {
  std::string text;
  std::string_view original;
  std::vector<Span> spans;  // of the placeholders, in order, not overlapping
  [[nodiscard]] bool any() const { return !spans.empty(); }
  // True if a masked span overlaps s.
  [[nodiscard]] bool touches(Span s) const;
};
[[nodiscard]] MaskedText mask_placeholders(std::string_view text);
// The text with the placeholder at its beginning filled in by its default: `ghcr.io/o/a:v1` for
// `${X:-ghcr.io/o/a}:v1`.
// `-`, `=` and `+` as in POSIX.1-2017, 2.6.2, with or without the colon; a default may begin with another
// one. Empty where the text begins with no such placeholder. Linear.
[[nodiscard]] std::string with_default(std::string_view text);
// Quick check before mask_placeholders(): false if the text certainly holds no placeholder.
[[nodiscard]] bool may_hold_placeholder(std::string_view text);

// Parses a text with placeholders; the reference's text is the original. A placeholder counts as characters
// that are legal in its position, so the length of a part that holds one is not checked, and a digest that
// holds one (`@${DIGEST}`, `@sha256:${HEX}`) only has to be made of the characters of a digest otherwise.
[[nodiscard]] ParseResult parse(const MaskedText& masked);

// The text without its tag and digest; colons in placeholders are none. Of what is no reference, what comes
// out of that.
[[nodiscard]] std::string_view without_tag(std::string_view text);

// A reference as a container runtime reads it: with its registry host, and in Docker Hub's normal form.
// `registry` is "docker.io" for short names; `path` has "library/" added where Docker Hub needs it. Normal
// forms are for matching, never for printing.
struct NormalForm {
  std::string registry;   // lower case
  std::string path;       // repository in the registry
  Span registry_in_text;  // bytes of the host in the text; empty at 0 for short names
  Span path_in_text;      // bytes of the path in the text
  Span tag;               // as in Reference
  Span digest;
  bool short_name = false;  // no registry host is written
};

// Parses and normalises (splitDockerDomain, then the grammar). A text of exactly 64 lower case hex digits is
// an identifier, not a name: invalid_format. The first component is a registry host when it is `localhost`,
// or holds
// '.', ':' or an upper case letter (or a placeholder), and another component follows; index.docker.io is
// docker.io. Differs from distribution/reference in two points: hosts are compared without case
// (`Docker.IO/nginx` is Docker Hub), and a host that breaks the grammar (`foo_bar.com/x`) is an error instead
// of the first component of a path.
struct NormalizeResult {
  NormalForm value;  // registry, path and their spans follow from '/', ':' and '@' alone, so they hold with
                     // an error too
  ParseError error = ParseError::none;
  [[nodiscard]] bool ok() const { return error == ParseError::none; }
};
[[nodiscard]] NormalizeResult normalize(std::string_view text);
[[nodiscard]] NormalizeResult normalize(const MaskedText& masked);

}  // namespace ecrify::reference
