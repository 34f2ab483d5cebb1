// SPDX-License-Identifier: Apache-2.0
#include "hidden_name.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ecrify {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The bytes of the line end at the offset; readers of YAML 1.1 know three more.
std::size_t break_size(std::string_view text, std::size_t at) {
  for (const std::string_view line_end : {"\r\n", "\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    if (text.substr(at).starts_with(line_end)) return line_end.size();
  }
  return 0;
}

// Takes the escape at the offset, a backslash, and returns the offset behind it.
std::size_t resolve(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t next = at + 1;
  if (const std::size_t size = break_size(text, next); size > 0) {
    return std::min(text.find_first_not_of(" \t", next + size), text.size());
  }
  const char c = next < text.size() ? text[next] : '\0';
  if (c == '\\' || c == '/' || c == '"') {
    out += c;
    return next + 1;
  }
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  unsigned value = 0;
  for (std::size_t i = 1; i <= digits; ++i) {
    const int digit = next + i < text.size() ? hex_digit(text[next + i]) : -1;
    if (digit < 0) {
      value = 0;
      break;
    }
    value = value << 4U | static_cast<unsigned>(digit);
  }
  if (value == 0 || value >= 0x80) {
    out += '\\';
    return next;
  }
  out += static_cast<char>(value);
  return next + 1 + digits;
}

std::string resolved(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t escape = std::min(text.find('\\', at), text.size());
    out.append(text.substr(at, escape - at));
    at = escape == text.size() ? escape : resolve(text, escape, out);
  }
  return out;
}

// True if the text is wanted once its escapes are resolved.
template <typename Wanted>
bool hides_text(std::string_view text, Wanted is_wanted) {
  std::string plain(text);
  for (std::size_t depth = 0; depth <= max_nesting; ++depth) {
    std::string next = resolved(plain);
    if (next == plain) return false;
    plain = std::move(next);
    if (is_wanted(plain)) return true;
  }
  return false;
}

template <typename Wanted>
bool hides(const SourceContext& common, std::string_view text, Wanted is_wanted) {
  return hides_text(text, [&](std::string_view plain) {
    std::vector<manifest::Hit> hits;
    common.prefilter.find(plain, hits);
    return std::any_of(hits.begin(), hits.end(), is_wanted);
  });
}

}  // namespace

bool hides_name(const SourceContext& common, std::string_view text) {
  return hides(common, text, [&](const manifest::Hit& hit) { return common.is_name(hit); });
}

bool hides_registry(const SourceContext& common, std::string_view text) {
  return hides(common, text, [](const manifest::Hit& hit) { return hit.kind == manifest::HitKind::host; });
}

bool spells(std::string_view text, std::string_view word) {
  const auto holds = [word](std::string_view plain) { return plain.find(word) != std::string_view::npos; };
  return holds(text) || hides_text(text, holds);
}

}  // namespace ecrify
