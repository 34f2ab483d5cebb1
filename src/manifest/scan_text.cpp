// SPDX-License-Identifier: Apache-2.0
#include "scan_text.hpp"

#if defined(__SSE2__)
#  include <emmintrin.h>
#endif

#include <cstdint>

namespace ecrify::manifest::text {
namespace {

// The first byte at or behind p that is one of the three; `end` when there is none.
inline const char* find_first_of(const char* p, const char* end, char a, char b, char c) {
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8(a);
  const __m128i vb = _mm_set1_epi8(b);
  const __m128i vc = _mm_set1_epi8(c);
  while (end - p >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, va), _mm_cmpeq_epi8(block, vb)),
                                     _mm_cmpeq_epi8(block, vc));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (mask != 0) return p + __builtin_ctz(mask);
    p += 16;
  }
#endif
  while (p < end && *p != a && *p != b && *p != c) ++p;
  return p;
}

const char* trim_blanks(const char* begin, const char* end) {
  while (end > begin && (is_blank(end[-1]) || end[-1] == '\r')) --end;
  return end;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `p` is behind the 'x', 'u' or 'U'. Returns the code point, or -1 when a digit is missing.
std::int64_t hex_escape(const char* p, const char* end, int digits) {
  if (end - p < digits) return -1;
  std::int64_t value = 0;
  for (int i = 0; i < digits; ++i) {
    const int digit = hex_value(p[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

constexpr std::int64_t last_code_point = 0x10FFFF;

}  // namespace

const char* skip_spaces(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i space = _mm_set1_epi8(' ');
  while (end - p >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto others = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, space))) ^ 0xFFFFU;
    if (others != 0) return p + __builtin_ctz(others);
    p += 16;
  }
#endif
  while (p < end && *p == ' ') ++p;
  return p;
}

PlainExtent plain_in_block(const char* p, const char* end) {
  const char* begin = p;
  for (;;) {
    p = find_first_of(p, end, ':', '#', '\n');
    if (p == end || *p == '\n') return {trim_blanks(begin, p), p, PlainStop::line};
    if (*p == ':') {
      if (at_gap(p + 1, end)) return {trim_blanks(begin, p), p, PlainStop::key};
    } else if (p > begin && is_blank(p[-1])) {
      return {trim_blanks(begin, p), p, PlainStop::line};
    }
    ++p;
  }
}

PlainExtent plain_in_flow(const char* p, const char* end) {
  const char* begin = p;
  for (; p < end && *p != '\n'; ++p) {
    if (is_flow_indicator(*p)) return {trim_blanks(begin, p), p, PlainStop::flow};
    if (*p == ':') {
      if (at_gap(p + 1, end) || is_flow_indicator(p[1])) return {trim_blanks(begin, p), p, PlainStop::key};
    } else if (*p == '#' && p > begin && is_blank(p[-1])) {
      break;
    }
  }
  return {trim_blanks(begin, p), p, PlainStop::line};
}

QuotedExtent single_quoted(const char* p, const char* end) {
  QuotedExtent extent{nullptr, false, true, false};
  for (++p;; ++p) {
    p = find_first_of(p, end, '\'', '\n', '\n');
    if (p == end) return extent;
    if (*p == '\n') {
      extent.several_lines = true;
    } else if (p + 1 < end && p[1] == '\'') {
      ++p;  // '' is a quote
    } else {
      extent.end = p + 1;
      return extent;
    }
  }
}

QuotedExtent double_quoted(const char* p, const char* end) {
  QuotedExtent extent{nullptr, false, true, false};
  for (++p;; ++p) {
    p = find_first_of(p, end, '"', '\\', '\n');
    if (p == end) return extent;
    if (*p == '"') {
      extent.end = p + 1;
      return extent;
    }
    if (*p == '\n') {
      extent.several_lines = true;
      continue;
    }
    if (++p == end) return extent;
    switch (*p) {
      case '0':
      case 'a':
      case 'b':
      case 't':
      case '\t':
      case 'n':
      case 'v':
      case 'f':
      case 'r':
      case 'e':
      case ' ':
      case '"':
      case '/':
      case '\\':
      case 'N':
      case '_':
      case 'L':
      case 'P':
        break;
      case '\r':  // the screen has made sure of the LF behind it
        ++p;
        [[fallthrough]];
      case '\n':
        extent.several_lines = true;
        break;
      case 'x':
      case 'u':
      case 'U': {
        const int digits = *p == 'x' ? 2 : *p == 'u' ? 4 : 8;
        const std::int64_t value = hex_escape(p + 1, end, digits);
        if (value < 0 || value > last_code_point) {
          extent.legal = false;
        } else {
          if (value >= 0xD800 && value <= 0xDFFF) extent.surrogates = true;
          p += digits;
        }
        break;
      }
      default:
        extent.legal = false;
    }
  }
}

}  // namespace ecrify::manifest::text
