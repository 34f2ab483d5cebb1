// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/suppress/suppressions.hpp"

namespace ecrify::suppress {
namespace {

bool is_gap(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// Where the comment of a line begins that may stand before all content; its size when there is none, npos
// when the line is content.
std::size_t comment_of(std::string_view line) {
  std::size_t at = 0;
  if (line.starts_with("---") || line.starts_with("...")) {
    at = 3;
    if (at < line.size() && !is_gap(line[at])) return std::string_view::npos;
  } else if (line.starts_with('%')) {
    return line.size();
  }
  while (at < line.size() && is_gap(line[at])) ++at;
  if (at == line.size() || line[at] == '#') return at;
  return std::string_view::npos;
}

void add(Head& head, std::vector<Suppression>& list, Suppression one) {
  std::vector<const Directive*> said;
  said.reserve(list.size());
  for (const Suppression& other : list) said.push_back(&other.directive);
  (says_more(one.directive, said) ? list : head.settled).push_back(std::move(one));
}

}  // namespace

Head read_head(std::string_view text) {
  Head head;
  // Since the last marker: they belong to the document that has the content, unless another marker follows.
  std::vector<Suppression> about_document;
  std::vector<Problem> problems;
  std::size_t at = behind_mark(text);
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    const std::size_t comment = comment_of(line);
    if (comment == std::string_view::npos) break;
    if (line.starts_with("---") || line.starts_with("...")) {
      for (Suppression& one : about_document) add(head, head.first_document, std::move(one));
      std::move(problems.begin(), problems.end(), std::back_inserter(head.problems));
      about_document.clear();
      problems.clear();
    }
    DirectiveParse parsed = parse_comment(line.substr(comment));
    const Span span{at + comment + parsed.span.begin, at + comment + parsed.span.end};
    // Nobody reads the document that has the content when it names no image, and a file that somebody wants
    // left alone is not only that document.
    if (parsed.malformed)
      (parsed.malformed->meant == Scope::file ? head.problems : problems)
          .push_back({std::move(*parsed.malformed), span});
    if (parsed.directive && parsed.directive->scope == Scope::file) {
      add(head, head.file, {std::move(*parsed.directive), span});
    } else if (parsed.directive && parsed.directive->scope == Scope::document) {
      about_document.push_back({std::move(*parsed.directive), span});
    }
    at = std::min(end + 1, text.size());
  }
  head.content = at;
  return head;
}

}  // namespace ecrify::suppress
