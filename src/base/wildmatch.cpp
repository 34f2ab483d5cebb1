// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/wildmatch.hpp"

#include <algorithm>
#include <array>

namespace ecrify {
namespace {

constexpr std::size_t none = std::string_view::npos;

struct NamedClass {
  std::string_view name;
  bool (*has)(unsigned char);
};

constexpr bool is_between(unsigned char c, char first, char last) {
  return c >= static_cast<unsigned char>(first) && c <= static_cast<unsigned char>(last);
}
constexpr bool is_upper(unsigned char c) { return is_between(c, 'A', 'Z'); }
constexpr bool is_lower(unsigned char c) { return is_between(c, 'a', 'z'); }
constexpr bool is_digit(unsigned char c) { return is_between(c, '0', '9'); }
constexpr bool is_alpha(unsigned char c) { return is_upper(c) || is_lower(c); }
constexpr bool is_graph(unsigned char c) { return is_between(c, '!', '~'); }

// ASCII only, whatever the locale says: a pattern means the same on every machine.
constexpr std::array<NamedClass, 12> named_classes = {{
    {"alnum", [](unsigned char c) { return is_alpha(c) || is_digit(c); }},
    {"alpha", is_alpha},
    {"blank", [](unsigned char c) { return c == ' ' || c == '\t'; }},
    {"cntrl", [](unsigned char c) { return c < 0x20 || c == 0x7f; }},
    {"digit", is_digit},
    {"graph", is_graph},
    {"lower", is_lower},
    {"print", [](unsigned char c) { return is_graph(c) || c == ' '; }},
    {"punct", [](unsigned char c) { return is_graph(c) && !is_alpha(c) && !is_digit(c); }},
    {"space", [](unsigned char c) { return c == ' ' || is_between(c, '\t', '\r'); }},
    {"upper", is_upper},
    {"xdigit",
     [](unsigned char c) { return is_digit(c) || is_between(c, 'a', 'f') || is_between(c, 'A', 'F'); }},
}};

const NamedClass* find_class(std::string_view name) {
  for (const NamedClass& one : named_classes) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

}  // namespace

Wildmatch::Wildmatch(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size() && well_formed_;) {
    const char c = pattern[at];
    if (c == '*') {
      at = read_stars(pattern, at);
    } else if (c == '?') {
      tokens_.push_back({Kind::any});
      ++at;
    } else if (c == '[') {
      at = read_set(pattern, at + 1);
    } else {
      if (c == '\\') ++at;
      well_formed_ = at < pattern.size();
      if (well_formed_) tokens_.push_back({Kind::byte, static_cast<unsigned char>(pattern[at])});
      ++at;
    }
  }
}

// From a star on; returns where the pattern goes on.
std::size_t Wildmatch::read_stars(std::string_view pattern, std::size_t at) {
  const std::size_t end = std::min(pattern.find_first_not_of('*', at), pattern.size());
  const std::string_view next = pattern.substr(end);
  const bool begins = at == 0 || pattern[at - 1] == '/';
  const bool over_slashes =
      end - at > 1 && begins && (next.empty() || next.starts_with('/') || next.starts_with("\\/"));
  if (!over_slashes) {
    tokens_.push_back({Kind::star});
    return end;
  }
  if (next.empty()) {
    tokens_.push_back({Kind::rest});
    return end;
  }
  const bool is_plain = next.front() == '/';
  tokens_.push_back({is_plain ? Kind::folders : Kind::some_folders});
  return end + (is_plain ? 1 : 2);
}

// From behind the bracket; returns where the pattern goes on behind the closing one.
std::size_t Wildmatch::read_set(std::string_view pattern, std::size_t at) {
  Set set;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(pattern[i]); };
  int before = -1;  // what a range may begin with
  for (bool first = true;; first = false) {
    if (at >= pattern.size()) break;
    if (pattern[at] == ']' && !first) {
      if (negated) set.flip();
      set.reset('/');
      well_formed_ = set.any();
      tokens_.push_back({Kind::set, 0, sets_.size()});
      sets_.push_back(set);
      return at + 1;
    }
    const bool is_range =
        pattern[at] == '-' && before >= 0 && at + 1 < pattern.size() && pattern[at + 1] != ']';
    if (is_range) ++at;
    if (!is_range && pattern.substr(at).starts_with("[:")) {
      const std::size_t close = pattern.find(']', at + 2);
      if (close == none) break;
      if (close > at + 2 && pattern[close - 1] == ':') {
        const NamedClass* named = find_class(pattern.substr(at + 2, close - 1 - (at + 2)));
        if (named == nullptr) break;
        for (unsigned c = 0; c < set.size(); ++c) {
          if (named->has(static_cast<unsigned char>(c))) set.set(c);
        }
        before = -1;
        at = close + 1;
        continue;
      }
    } else if (pattern[at] == '\\' && ++at >= pattern.size()) {
      break;
    }
    const unsigned char c = byte_at(at++);
    for (int member = is_range ? before : c; member <= c; ++member) set.set(static_cast<std::size_t>(member));
    before = is_range ? -1 : c;
  }
  well_formed_ = false;
  return pattern.size();
}

std::vector<std::string> Wildmatch::literals() const {
  std::vector<std::string> runs;
  bool goes_on = false;
  for (const Token& token : tokens_) {
    const bool is_byte = token.kind == Kind::byte;
    if (is_byte && !goes_on) runs.emplace_back();
    if (is_byte) runs.back() += static_cast<char>(token.byte);
    goes_on = is_byte;
  }
  return runs;
}

bool Wildmatch::takes(const Token& token, char c) const {
  const auto byte = static_cast<unsigned char>(c);
  switch (token.kind) {
    case Kind::byte:
      return token.byte == byte;
    case Kind::any:
      return c != '/';
    case Kind::set:
      return sets_[token.set].test(byte);
    default:
      return false;
  }
}

// Only the last star, and the last `**/` before it, have to be tried again: what an earlier one could take
// more, the later one can take as well. `*` stays within one component, so behind a slash only the `**/` is
// left to try.
bool Wildmatch::matches(std::string_view text) const {
  if (!well_formed_) return false;
  std::size_t token = 0;
  std::size_t at = 0;
  std::size_t star = none;     // the token behind the last star
  std::size_t star_at = 0;     // the star takes all up to here
  std::size_t folders = none;  // the token behind the last `**/`
  std::size_t folders_at = 0;  // where the next slash for it is looked for
  for (;;) {
    bool goes_on = false;
    if (token == tokens_.size()) {
      if (at == text.size()) return true;
    } else {
      switch (const Kind kind = tokens_[token].kind) {
        case Kind::rest:
          return true;
        case Kind::star:
          star = ++token;
          star_at = at;
          goes_on = true;
          break;
        case Kind::folders:
        case Kind::some_folders:
          folders = ++token;
          folders_at = at;
          star = none;
          goes_on = kind == Kind::folders;
          break;
        default:
          goes_on = at < text.size() && takes(tokens_[token], text[at]);
          if (goes_on) {
            ++token;
            ++at;
          }
      }
    }
    if (goes_on) continue;
    if (star != none && star_at < text.size() && text[star_at] != '/') {
      token = star;
      at = ++star_at;
      continue;
    }
    const std::size_t slash = folders == none ? none : text.find('/', folders_at);
    if (slash == none) return false;
    token = folders;
    at = folders_at = slash + 1;
    star = none;
  }
}

}  // namespace ecrify
