// SPDX-License-Identifier: Apache-2.0
#include "policy_pattern.hpp"

#include <algorithm>

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

// The pattern that begins there, up to what no pattern of a policy holds. Empty for a regular expression, for
// several patterns, and for one that is longer than any name is.
std::string_view pattern_at(std::string_view value, std::size_t begin) {
  constexpr std::size_t longest = 512;
  constexpr std::string_view ends = " \t\n\"'`";
  const std::string_view rest = value.substr(begin, longest + 1);
  const std::size_t end = std::min(rest.find_first_of(" \t\n\"'`|^$\\(),!"), rest.size());
  const bool is_whole = end == rest.size() ? end <= longest : ends.find(rest[end]) != std::string_view::npos;
  return is_whole ? rest.substr(0, end) : std::string_view();
}

// `<target>/org/*` of `ghcr.io/org/*`: what stands before the first wildcard is mapped in whole components.
// Nothing where no registry is known.
std::string pattern_in_cache(const rules::Mapping& mapping, std::string_view pattern) {
  if (pattern.empty()) return "";
  const std::size_t wildcard = pattern.find_first_of("*?[{");
  std::size_t slash = pattern.rfind('/', wildcard);
  if (wildcard == std::string_view::npos && slash != std::string_view::npos && slash + 1 < pattern.size()) {
    const rules::Decision decision = mapping.decide(pattern, rules::ShortNames::ignore);
    return decision.verdict == rules::Verdict::rewrite && !decision.text.empty() ? decision.text : "";
  }
  if (slash == std::string_view::npos) {
    if (wildcard != std::string_view::npos) return "";
    slash = pattern.size();  // a registry, with which names begin
  }
  // `docker.io/*` is about all names there, `docker.io/nginx*` about official images.
  const std::string_view rest = pattern.substr(std::min(slash + 1, pattern.size()));
  const bool is_any = rest.empty() || rest.front() == '*' || rest.find('/') != std::string_view::npos;
  const std::string_view stand_in = is_any ? "/x/x" : "/x";
  const rules::Decision decision = mapping.decide(
      std::string(pattern.substr(0, slash)) + std::string(stand_in), rules::ShortNames::ignore);
  if (decision.verdict != rules::Verdict::rewrite || !decision.text.ends_with(stand_in)) return "";
  return decision.text.substr(0, decision.text.size() - stand_in.size()) + std::string(pattern.substr(slash));
}

// Of a list, which are looked through for each pattern in it.
constexpr std::size_t most_items = 256;

}  // namespace

std::string pattern_in_cache(const DocumentContext& context, const Ruling& ruling,
                             const ReferenceView& reference) {
  // As it is written: a value may hold as many patterns as it has bytes, and an escape ends one.
  const Span span = reference.span;
  const std::size_t end = context.tape()[ruling.scalar].end;
  if (span.begin >= end) return "";
  return pattern_in_cache(context.common.mapping, pattern_at(context.text().substr(0, end), span.begin));
}

bool has_cache_pattern(const DocumentContext& context, const Ruling& ruling, const ReferenceView& reference) {
  if (ruling.scalar == no_node) return false;
  const std::string pattern = pattern_in_cache(context, ruling, reference);
  if (pattern.empty()) return false;
  const manifest::Tape& tape = context.tape();
  NodeIndex item = ruling.scalar;
  NodeIndex list = tape[item].parent;
  std::string_view key;  // of the pattern in its item
  if (list != no_node && tape[list].kind == NodeKind::mapping && !tape.is_key(item)) {
    key = context.document.view(tape[item].slot);
    item = list;
    list = tape[item].parent;
  }
  if (list == no_node || tape[list].kind != NodeKind::sequence) return false;
  NodeIndex other = list + 1;
  for (std::size_t seen = 0; other < tape[list].next && seen < most_items; ++seen, other = tape[other].next) {
    const NodeIndex node =
        key.empty() ? context.document.resolved(other) : context.document.value(other, key);
    if (node != no_node && tape[node].kind == NodeKind::scalar && context.document.view(node) == pattern)
      return true;
  }
  return false;
}

}  // namespace ecrify
