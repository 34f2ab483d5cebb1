// SPDX-License-Identifier: Apache-2.0
#include "ecrify/suppress/directive.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/findings/catalogue.hpp"

namespace ecrify::suppress {
namespace {

constexpr std::string_view tool = "ecrify";

struct Name {
  std::string_view text;
  Scope scope;
};
constexpr std::array names{Name{"ignore", Scope::line}, Name{"ignore-document", Scope::document},
                           Name{"ignore-file", Scope::file}};

bool is_name_character(char c) { return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '_'; }

bool begins_with_any_case(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() && std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                                                        [](char a, char b) { return a == to_lower(b); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (is_blank(text.front()) || text.front() == '\r' || text.front() == '\n'))
    text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  return text;
}

DirectiveParse malformed(Span span, std::string message, std::string help) {
  DirectiveParse parsed;
  parsed.malformed = MalformedDirective{std::move(message), std::move(help)};
  parsed.span = span;
  return parsed;
}

DirectiveParse unknown_id(std::string_view id, Span span) {
  std::vector<std::string_view> known;
  for (const findings::CatalogueRow& row : findings::catalogue()) {
    if (row.is_suppressible()) known.push_back(row.name);
  }
  if (findings::find_row(id) != nullptr) {
    return malformed(span, "the finding " + std::string(id) + " can't be suppressed",
                     "mend what it is about");
  }
  const std::string_view near = nearest(id, known);
  return malformed(span, "a suppression of an unknown finding " + in_quotes(id),
                   near.empty() ? "a finding's name stands in brackets at the end of its message"
                                : "did you mean " + std::string(near) + "?");
}

// `[id, id]` at the beginning of text[at…]. Leaves `at` behind it.
DirectiveParse parse_ids(std::string_view text, std::size_t& at, Directive& directive) {
  const std::size_t open = at;
  const std::size_t close = text.find(']', open);
  if (close == std::string_view::npos) {
    return malformed({open, open + 1}, "the list of findings is not closed",
                     "write it like ecrify:ignore[unmapped-image]");
  }
  for (std::size_t begin = open + 1; begin <= close;) {
    const std::size_t end = std::min(text.find(',', begin), close);
    const std::string_view id = trimmed(text.substr(begin, end - begin));
    const Span span = id.empty() ? Span{begin, begin + 1}
                                 : Span{static_cast<std::size_t>(id.data() - text.data()),
                                        static_cast<std::size_t>(id.data() - text.data()) + id.size()};
    if (id.empty()) {
      return malformed(span, "a finding's name is missing",
                       "name it, or leave the brackets out to suppress all findings");
    }
    const findings::CatalogueRow* row = findings::find_row(id);
    if (row == nullptr || !row->is_suppressible()) return unknown_id(id, span);
    if (!directive.is_about(row->id) || directive.ids.empty()) directive.ids.push_back(row->id);
    begin = end + 1;
  }
  at = close + 1;
  return {};
}

std::string reason_of(std::string_view text) {
  text = trimmed(text);
  return text == "true" ? "" : std::string(text);
}

// Reads a text that begins with the tool's name: a directive, something that was meant as one, or prose.
DirectiveParse parse_at(std::string_view comment, std::size_t begin) {
  std::size_t at = begin + tool.size();
  if (at == comment.size()) return {};
  const char separator = comment[at];
  if (separator != ':' && separator != '/' && separator != '-' && separator != '_') return {};
  ++at;
  const std::size_t blanks = at;
  while (at < comment.size() && is_blank(comment[at])) ++at;
  const std::size_t name_begin = at;
  while (at < comment.size() && is_name_character(comment[at])) ++at;
  const std::string_view word = comment.substr(name_begin, at - name_begin);
  if (word.empty() || (separator != ':' && name_begin > blanks)) return {};

  std::string spelt(word);
  spelt = lower_case(spelt);
  std::vector<std::string_view> known;
  known.reserve(names.size());
  for (const Name& name : names) known.push_back(name.text);
  const auto exact =
      std::find_if(names.begin(), names.end(), [&](const Name& name) { return name.text == spelt; });
  const std::string_view near = exact != names.end() ? exact->text : nearest(spelt, known);
  const bool is_meant =
      exact != names.end() || (separator == ':' && (!near.empty() || spelt.starts_with("ignore")));
  if (!is_meant) return {};
  const auto meant =
      std::find_if(names.begin(), names.end(), [&](const Name& name) { return name.text == near; });
  const Scope scope = meant == names.end() ? names[0].scope : meant->scope;
  const auto bad = [scope](DirectiveParse parsed) {
    parsed.malformed->meant = scope;
    return parsed;
  };
  const std::string canonical = std::string(tool) + ":" + std::string(near.empty() ? names[0].text : near);
  if (comment.substr(begin, at - begin) != canonical) {
    return bad(malformed({begin, at}, "no suppression: " + in_quotes(comment.substr(begin, at - begin)),
                         "write " + canonical));
  }

  Directive directive;
  directive.scope = exact->scope;
  if (at < comment.size() && comment[at] == '[') {
    if (DirectiveParse ids = parse_ids(comment, at, directive); ids.malformed) return bad(std::move(ids));
  }
  if (at < comment.size() && !is_blank(comment[at]) && comment[at] != '\r') {
    return bad(malformed({at, at + 1}, "a suppression goes on without a blank",
                         "write the reason behind a blank: " + canonical + " reason"));
  }
  const std::string_view reason = trimmed(comment.substr(at));
  if (directive.ids.empty() && reason.starts_with('[')) {
    const auto place = static_cast<std::size_t>(reason.data() - comment.data());
    return bad(malformed(
        {place, place + 1}, "the findings of a suppression stand apart from it",
        "write them right behind it: " + canonical + std::string(reason.substr(0, reason.find(']'))) + "]"));
  }
  directive.reason = reason_of(reason);
  return {std::move(directive), {}, {begin, at}};
}

}  // namespace

bool Directive::is_about(FindingId id) const {
  return ids.empty() ? findings::row_of(id).is_suppressible()
                     : std::find(ids.begin(), ids.end(), id) != ids.end();
}

DirectiveParse parse_comment(std::string_view comment) {
  for (std::size_t at = comment.find('#'); at != std::string_view::npos; at = comment.find('#', at)) {
    const bool opens = at == 0 || is_blank(comment[at - 1]);
    while (at < comment.size() && comment[at] == '#') ++at;
    if (!opens) continue;
    while (at < comment.size() && is_blank(comment[at])) ++at;
    if (!begins_with_any_case(comment.substr(at), tool)) continue;
    if (DirectiveParse parsed = parse_at(comment, at); parsed.directive || parsed.malformed) return parsed;
  }
  return {};
}

DirectiveParse parse_annotation(std::string_view value) {
  if (trimmed(value) == "false") return {};
  Directive directive;
  directive.scope = Scope::object;
  std::size_t at = value.find_first_not_of(" \t\r\n");
  if (at == std::string_view::npos) at = value.size();
  if (at < value.size() && value[at] == '[') {
    if (DirectiveParse bad = parse_ids(value, at, directive); bad.malformed) return bad;
  }
  directive.reason = reason_of(value.substr(at));
  return {std::move(directive), {}, {0, value.size()}};
}

std::optional<MalformedDirective> misspelt_key(std::string_view key) {
  if (key == annotation_key) return std::nullopt;
  if (!begins_with_any_case(key, tool)) return std::nullopt;
  std::string name(key.substr(std::min(key.size(), key.find_last_of("/:._") + 1)));
  name = lower_case(name);
  if (nearest(name, {names[0].text}).empty() && !name.starts_with(names[0].text)) return std::nullopt;
  return MalformedDirective{"no suppression: " + in_quotes(key), "the key is " + std::string(annotation_key),
                            Scope::object};
}

}  // namespace ecrify::suppress
