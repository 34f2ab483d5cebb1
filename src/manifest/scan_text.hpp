// SPDX-License-Identifier: Apache-2.0
#pragma once

// The scanner's inner loops: how far one scalar reaches. Pointers into the document's text; `end` is its end.

#include <cstddef>
#include <cstring>

#include "ecrify/base/ascii.hpp"

namespace ecrify::manifest::text {

inline bool is_break(char c) { return c == '\n' || c == '\r'; }
inline bool is_flow_indicator(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

// The end of the name of an anchor or alias. kubectl's reader knows letters, digits, `-` and `_` of ASCII in
// it.
inline const char* anchor_name_end(const char* p, const char* end) {
  while (p < end && is_word_byte(*p)) ++p;
  return p;
}

// True at the end of a token: the end of the text, a blank or a line end.
inline bool at_gap(const char* p, const char* end) { return p == end || is_blank(*p) || is_break(*p); }

inline const char* skip_blanks(const char* p, const char* end) {
  while (p < end && is_blank(*p)) ++p;
  return p;
}

// The same without tabs, for indentation.
const char* skip_spaces(const char* p, const char* end);

// The LF that ends the line, or the end of the text.
inline const char* line_end(const char* p, const char* end) {
  const void* found = std::memchr(p, '\n', static_cast<std::size_t>(end - p));
  return found != nullptr ? static_cast<const char*>(found) : end;
}

// The first byte of the next line, or the end of the text.
inline const char* next_line(const char* p, const char* end) {
  p = line_end(p, end);
  return p == end ? end : p + 1;
}

// True if the rest of the line is blank or a comment. A '#' opens a comment only behind a blank or at a
// line's start; the caller knows which byte is before `p`.
enum class Behind { token, blank };
inline bool rest_is_comment(const char* p, const char* end, Behind behind) {
  const char* q = skip_blanks(p, end);
  return q == end || is_break(*q) || (*q == '#' && (q > p || behind == Behind::blank));
}

enum class PlainStop {
  line,  // at the line's end or before a comment
  key,   // before a ':' that makes what was scanned a key
  flow,  // before one of , [ ] { } in flow context
};
struct PlainExtent {
  const char* end;   // behind the last byte of the scalar (trailing blanks are not part of it)
  const char* stop;  // where scanning stopped: ':' or indicator or '#' or the line's end
  PlainStop why;
};

// The extent of a plain scalar on this line, in block context.
PlainExtent plain_in_block(const char* p, const char* end);
// The extent in flow context, where , [ ] { } end it too.
PlainExtent plain_in_flow(const char* p, const char* end);

struct QuotedExtent {
  const char* end;  // behind the closing quote, nullptr when there is none
  bool several_lines;
  bool legal;       // every escape is one of YAML's (double) …
  bool surrogates;  // … and whether \uD800–\uDFFF occur, which only JSON knows
};
// `p` is at the opening quote.
QuotedExtent single_quoted(const char* p, const char* end);
QuotedExtent double_quoted(const char* p, const char* end);

}  // namespace ecrify::manifest::text
