// SPDX-License-Identifier: Apache-2.0
// Globs and ignore rules: the first line is a pattern, what follows is a path. The same answers as glibc's
// fnmatch gives where both know the form, and no pattern that takes for ever (libFuzzer's -timeout).
#include <fnmatch.h>

#include <algorithm>

#include "ecrify/base/glob.hpp"
#include "ecrify/base/wildcard.hpp"
#include "ecrify/input/ignore.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

// `*` as any bytes, by the table of all prefixes.
bool wildcard_by_table(std::string_view pattern, std::string_view text) {
  std::vector<bool> row(text.size() + 1, false);
  row[0] = true;
  for (const char p : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    bool any = false;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      any = any || row[i];
      next[i] = p == '*' ? any : i > 0 && row[i - 1] && text[i - 1] == p;
    }
    row = std::move(next);
  }
  return row.back();
}

// fnmatch has no `**`, takes an unclosed set to the letter, and follows each star back. glibc's finds no `\/`
// behind a star, which git does.
bool is_for_fnmatch(std::string_view pattern, std::string_view text) {
  const auto stars = std::count(pattern.begin(), pattern.end(), '*');
  return stars <= 4 && text.size() < 100 && pattern.find("**") == std::string_view::npos &&
         pattern.find("\\/") == std::string_view::npos &&
         pattern.find_first_of(std::string_view("[\0", 2)) == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

}  // namespace

void pattern(std::string_view bytes) {
  const std::size_t feed = std::min(bytes.find('\n'), bytes.size());
  const std::string_view pattern = bytes.substr(0, feed);
  const std::string_view text = bytes.substr(std::min(feed + 1, bytes.size()));
  const Wildmatch wildmatch(pattern);
  const bool matches = wildmatch.matches(text);
  require(!matches || wildmatch.well_formed(), "what is not well-formed matches nothing");
  if (wildmatch.well_formed() && is_for_fnmatch(pattern, text)) {
    const int by_libc = ::fnmatch(std::string(pattern).c_str(), std::string(text).c_str(), FNM_PATHNAME);
    require(matches == (by_libc == 0), "as fnmatch has it");
  }
  if (pattern.size() * text.size() < 100'000) {
    require(wildcard_match(pattern, text) == wildcard_by_table(pattern, text),
            "as the table of prefixes has it");
  }
  const auto glob = Glob::parse(pattern);
  if (glob.ok()) static_cast<void>(glob->matches(text));
  const auto rules = input::IgnoreRules::parse(bytes);
  for (const auto kind : {input::EntryKind::folder, input::EntryKind::other}) {
    const auto decision = rules.decide("a/b.yaml", kind);
    require(!rules.empty() || decision == input::IgnoreFilesUse::undecided, "no rule decides nothing");
  }
  static_cast<void>(input::IgnoreRules::parse(pattern).decide(text, input::EntryKind::other));
}

}  // namespace ecrify::fuzz
