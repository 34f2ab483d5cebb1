// SPDX-License-Identifier: Apache-2.0
#include "ecrify/tree/glob.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace ecrify::tree {

struct Glob::Code {
  explicit Code(pcre2_code* compiled) : code(compiled) {}
  ~Code() { pcre2_code_free(code); }
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  pcre2_code* code;
};

namespace {

// The pattern as a regular expression: nothing of it keeps a meaning but what a glob gives it.
std::string as_expression(std::string_view pattern) {
  std::string out = pattern.starts_with('/') ? "^" : "(?:^|/)";
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (pattern.substr(i).starts_with("**/")) {
      out += "(?:[^/]++/)*+";
      i += 2;
    } else if (pattern.substr(i) == "**") {
      out += ".*";
      ++i;
    } else if (c == '*') {
      out += "[^/]*";
    } else if (c == '?') {
      out += "[^/]";
    } else if (c == '[' && pattern.find(']', i + 2) != std::string_view::npos) {
      const std::size_t close = pattern.find(']', i + 2);
      std::string set(pattern.substr(i + 1, close - i - 1));
      if (set.front() == '!') set.front() = '^';
      out += "(?!/)[";
      for (const char s : set) out += s == '\\' || s == '[' ? std::string("\\") + s : std::string(1, s);
      out += ']';
      i = close;
    } else {
      const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_';
      if (!word && static_cast<unsigned char>(c) < 0x80) out += '\\';
      out += c;
    }
  }
  return out + "$";
}

}  // namespace

Result<Glob> Glob::parse(std::string_view pattern) {
  if (pattern.empty()) return Failure{"an empty pattern", "write one such as \"apps/**/values*.yaml\"", "", 0};
  const std::string expression = as_expression(pattern);
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                                   PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY, &error, &at, nullptr);
  if (code == nullptr) {
    return Failure{"no path pattern: " + std::string(pattern), "brackets must hold a set such as [a-z]", "", 0};
  }
  return Glob(std::make_shared<const Code>(code));
}

bool Glob::matches(std::string_view path) const {
  if (path.starts_with("./")) path.remove_prefix(2);
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(path.data()), path.size(), 0, 0, data, nullptr);
  pcre2_match_data_free(data);
  return found >= 0;
}

}  // namespace ecrify::tree
