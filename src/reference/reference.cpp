// SPDX-License-Identifier: Apache-2.0
#include "ecrify/reference/reference.hpp"

#include <algorithm>

#include "ecrify/reference/grammar.hpp"

namespace ecrify::reference {
namespace {

// The parts by their delimiters alone. A '/' can stand only in a name, so what is before the first one is the
// domain or the first component of the path; behind the domain the first ':' or '@' ends the path.
struct Parts {
  Reference reference;
  bool tag_written = false;
  bool digest_written = false;
};

Parts split(std::string_view text) {
  Parts parts;
  Reference& r = parts.reference;
  r.text = text;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && is_domain(text.substr(0, slash))) {
    r.domain = {0, slash};
    r.path.begin = slash + 1;
  }
  r.path.end = path_end(text, r.path.begin);
  std::size_t end = r.path.end;
  if (end < text.size() && text[end] == ':') {
    parts.tag_written = true;
    r.tag.begin = end + 1;
    r.tag.end = end = std::min(text.find('@', r.tag.begin), text.size());
  }
  if (end < text.size()) {
    parts.digest_written = true;
    r.digest = {end + 1, text.size()};
  }
  return parts;
}

bool is_digest_character(char c) {
  return is_alnum(c) || std::string_view("-_+.:").find(c) != std::string_view::npos;
}

// `shape` is the text, or the text with its placeholders masked.
ParseResult parse_shape(std::string_view shape, const MaskedText* masked) {
  ParseResult parsed;
  if (shape.empty()) {
    parsed.error = ParseError::name_empty;
    return parsed;
  }
  const Parts parts = split(shape);
  const Reference& r = parts.reference;
  const auto templated = [masked](Span span) { return masked != nullptr && masked->touches(span); };

  const std::string_view tag = r.part(r.tag);
  const std::string_view digest = r.part(r.digest);
  const bool tag_fits =
      !parts.tag_written || (is_tag(tag) && (tag.size() <= max_tag_size || templated(r.tag)));
  const bool digest_fits =
      !parts.digest_written ||
      (templated(r.digest) ? std::all_of(digest.begin(), digest.end(), is_digest_character)
                           : is_digest(digest));
  const std::string_view path = r.part(r.path);
  const bool is_exact = is_path(path);
  if (!tag_fits || !digest_fits || !(is_exact || is_path(path, LetterCase::any))) {
    parsed.error = ParseError::invalid_format;
  } else if (!is_exact) {
    parsed.error = ParseError::name_contains_uppercase;
  } else if (path.size() > max_path_size && !templated(r.path)) {
    parsed.error = ParseError::name_too_long;
  } else if (parts.digest_written && !templated(r.digest)) {
    parsed.error = check_digest(digest);
  }
  parsed.reference = r;
  if (masked != nullptr) parsed.reference.text = masked->original;
  return parsed;
}

}  // namespace

ParseResult parse(std::string_view text) { return parse_shape(text, nullptr); }

ParseResult parse(const MaskedText& masked) { return parse_shape(masked.text, &masked); }

std::string_view error_name(ParseError error) {
  switch (error) {
    case ParseError::none:
      return "";
    case ParseError::name_empty:
      return "ErrNameEmpty";
    case ParseError::invalid_format:
      return "ErrReferenceInvalidFormat";
    case ParseError::name_contains_uppercase:
      return "ErrNameContainsUppercase";
    case ParseError::name_too_long:
      return "ErrNameTooLong";
    case ParseError::digest_length:
      return "digest.ErrDigestInvalidLength";
    case ParseError::digest_unsupported:
      return "digest.ErrDigestUnsupported";
    case ParseError::digest_format:
      return "digest.ErrDigestInvalidFormat";
  }
  return "";
}

std::string_view error_message(ParseError error) {
  switch (error) {
    case ParseError::none:
      return "";
    case ParseError::name_empty:
      return "the reference is empty";
    case ParseError::invalid_format:
      return "this is no legal image reference";
    case ParseError::name_contains_uppercase:
      return "the repository name must be lower case";
    case ParseError::name_too_long:
      return "the repository name is longer than 255 characters";
    case ParseError::digest_length:
      return "the digest has the wrong number of digits for its algorithm";
    case ParseError::digest_unsupported:
      return "the digest algorithm must be sha256, sha384 or sha512";
    case ParseError::digest_format:
      return "the digest must be lower case";
  }
  return "";
}

std::string_view describe_error(std::string_view text) {
  const MaskedText masked = mask_placeholders(text);
  const ParseError error = parse(masked).error;
  if (error != ParseError::invalid_format) return error_message(error);
  const Parts parts = split(masked.text);
  const Reference& r = parts.reference;
  const std::string_view path = r.part(r.path);
  const std::string_view tag = r.part(r.tag);
  if (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos)
    return "a blank stands behind it";
  if (path.empty()) return "the repository name is empty";
  if (path.front() == '/' || path.back() == '/' || path.find("//") != std::string_view::npos) {
    return "a component of the repository name is empty";
  }
  if (!is_path(path, LetterCase::any)) {
    return "the repository name must be made of a-z, 0-9 and single separators ('.', '_', '__', '-'…) "
           "between them";
  }
  if (parts.tag_written && tag.empty()) return "the tag is empty";
  if (parts.tag_written && !is_tag(tag)) return "the tag may only hold letters, digits, '_', '.' and '-'";
  if (parts.tag_written && tag.size() > max_tag_size && !masked.touches(r.tag)) {
    return "the tag is longer than 128 characters";
  }
  return "the digest must be an algorithm, ':' and hexadecimal digits (64 for sha256)";
}

}  // namespace ecrify::reference
