// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"

namespace ecrify::reference {
namespace {

constexpr std::size_t none = std::string_view::npos;

constexpr std::string_view openers = "${<%@#[(";

constexpr bool is_name_character(char c) { return is_alnum(c) || c == '_'; }
// The words in {X}, %X% and @@X@@: what tools that use these forms take for a variable.
constexpr bool is_word_character(char c) { return is_name_character(c) || c == '.' || c == '-'; }

// Finds the ends of placeholders from left to right. Every search stops at the next opening character of its
// own kind or is not repeated after it has failed, so that hostile text costs linear time.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {
    const std::size_t slash = text.rfind('/');
    if (slash != none) tag_ = text.find_first_of(":@", slash);
  }

  // Behind the placeholder that begins at i, or none.
  std::size_t end_of(std::size_t i) {
    switch (text_[i]) {
      case '$':
        return variable(i);
      case '{':
        if (i > 0 && text_[i - 1] == '$') return none;  // belongs to a ${ that is not closed
        if (starts_with(i, "{}")) return is_in_tag(i) ? i + 2 : none;
        if (starts_with(i, "{%")) return is_in_tag(i) ? between(i + 2, "{}", "%}") : none;
        return starts_with(i, "{{") ? template_action(i) : word(i + 1, "}");
      case '<':
        // << inputs.version >> of the Flux operator's ResourceSets, <OWNER> of documentation.
        return starts_with(i, "<<") ? between(i + 2, "<>", ">>") : between(i + 1, "<>", ">");
      case '%':
        if (starts_with(i, "%%") && may_be_name(i)) {
          if (const std::size_t end = word(i + 2, "%%"); end != none) return end;
        }
        return format(i);
      case '_':  // __REGISTRY__, where no name may begin
        return i == 0 && starts_with(i, "__") ? underlined(i + 2) : none;
      case '@':
        if (starts_with(i, "@@")) return word(i + 2, "@@");
        return may_be_name(i) ? word(i + 1, "@") : none;
      // #{TAG}# and #TAG# of Octopus and Azure Pipelines, [TAG] of installers, [[TAG]] of levant, ((tag)) of
      // Concourse: within a path they are no names.
      case '#':
        if (!may_be_name(i)) return none;
        return starts_with(i, "#{") ? octopus(i) : word(i + 1, "#");
      case '[':
        if (!may_be_name(i)) return none;
        return starts_with(i, "[[") ? between(i + 2, "[]", "]]") : word(i + 1, "]");
      case '(':
        return may_be_name(i) && starts_with(i, "((") ? between(i + 2, "()", "))") : none;
      default:
        return none;
    }
  }

 private:
  [[nodiscard]] bool starts_with(std::size_t i, std::string_view prefix) const {
    return text_.substr(i, prefix.size()) == prefix;
  }

  [[nodiscard]] bool is_in_tag(std::size_t i) const { return tag_ < i; }

  // … or for the registry.
  [[nodiscard]] bool may_be_name(std::size_t i) const { return i == 0 || is_in_tag(i); }

  // #{TAG}#, or Octopus Deploy's #{Octopus.Release.Number}.
  [[nodiscard]] std::size_t octopus(std::size_t i) const {
    const std::size_t end = word(i + 2, "}");
    return end != none && starts_with(end, "#") ? end + 1 : end;
  }

  // %NAME%; in a tag also the formats of printf, Python and Ruby: %s, %(tag)s, %{tag}.
  [[nodiscard]] std::size_t format(std::size_t i) const {
    const std::size_t end = word(i + 1, "%");
    if (end != none || !is_in_tag(i)) return end;
    std::size_t at = i + 1;
    if (starts_with(at, "{")) return word(at + 1, "}");
    if (starts_with(at, "("))
      at = word(at + 1, ")");
    else if (starts_with(at, "["))
      at = word(at + 1, "]");  // %[1]s
    if (at == none || at >= text_.size()) return none;
    return std::string_view("sdvq").find(text_[at]) == none ? none : at + 1;
  }

  // ${…}, $(…), $NAME; in a tag also $[…] of Azure Pipelines.
  std::size_t variable(std::size_t i) {
    const std::size_t next = i + 1;
    if (next == text_.size()) return none;
    if (is_in_tag(i) && starts_with(next, "${")) return braced(next + 1);  // $${TAG}, escaped once
    if (text_[next] == '{') return braced(next);
    if (text_[next] == '(') return between(next + 1, "()", ")");
    if (text_[next] == '[') return is_in_tag(i) ? between(next + 1, "[]", "]") : none;
    if (is_digit(text_[next])) return none;
    std::size_t end = next;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    return end == next ? none : end;
  }

  // From the '{' to the '}' that closes it: defaults may hold placeholders, ${A:-${B}}.
  std::size_t braced(std::size_t i) {
    if (unclosed_brace_) return none;
    std::size_t depth = 0;
    for (std::size_t end = i; end < text_.size(); ++end) {
      if (text_[end] == '{') ++depth;
      if (text_[end] == '}' && --depth == 0) return end + 1;
    }
    unclosed_brace_ = true;
    return none;
  }

  std::size_t template_action(std::size_t i) {
    if (unclosed_action_) return none;
    std::size_t end = text_.find("}}", i + 2);
    if (end == none) {
      unclosed_action_ = true;
      return none;
    }
    end += 2;
    while (end < text_.size() && text_[end] == '}') ++end;  // {{{x}}}
    return end;
  }

  // At least one character that is none of `stops`, then `close`, which begins with one of them or with what
  // may stand before it.
  [[nodiscard]] std::size_t between(std::size_t i, std::string_view stops, std::string_view close) const {
    std::size_t end = text_.find_first_of(stops, i);
    if (end == none) return none;
    if (close.front() != text_[end]) --end;  // %}
    return end > i && starts_with(end, close) ? end + close.size() : none;
  }

  [[nodiscard]] std::size_t word(std::size_t i, std::string_view close) const {
    std::size_t end = i;
    while (end < text_.size() && is_word_character(text_[end])) ++end;
    return end > i && starts_with(end, close) ? end + close.size() : none;
  }

  // REGISTRY__, which ends before two of its own characters.
  [[nodiscard]] std::size_t underlined(std::size_t i) const {
    const std::size_t end = text_.find("__", i);
    const std::string_view name = end == none ? std::string_view() : text_.substr(i, end - i);
    return !name.empty() && std::all_of(name.begin(), name.end(), is_word_character) ? end + 2 : none;
  }

  std::string_view text_;
  std::size_t tag_ = none;  // where the colon before the tag is; none: there is no tag
  bool unclosed_brace_ = false;
  bool unclosed_action_ = false;
};

}  // namespace

bool MaskedText::touches(Span s) const {
  return !s.empty() && std::any_of(spans.begin(), spans.end(),
                                   [s](Span masked) { return masked.begin < s.end && s.begin < masked.end; });
}

bool may_hold_placeholder(std::string_view text) {
  // Bytes, no `||` and no way out: so compilers make vector instructions of it.
  std::uint8_t any = 0;
  for (const char c : text) {
    any = static_cast<std::uint8_t>(
        any | static_cast<std::uint8_t>((c == '$') | (c == '{') | (c == '<') | (c == '%') | (c == '[')));
  }
  if (any != 0 || text.starts_with("__")) return true;
  constexpr char twice[] = {'@', '#', '('};  // @TAG@, #TAG#, ((TAG))
  return std::any_of(std::begin(twice), std::end(twice), [text](char c) {
    const std::size_t at = text.find(c);
    return at != none && text.find(c, at + 1) != none;
  });
}

MaskedText mask_placeholders(std::string_view text) {
  MaskedText masked{std::string(text), text, {}};
  if (std::any_of(text.begin(), text.end(), is_control)) return masked;
  Finder finder(text);
  const std::size_t first = text.starts_with("__") ? 0 : text.find_first_of(openers);
  for (std::size_t i = first; i != none; i = text.find_first_of(openers, i)) {
    const std::size_t end = finder.end_of(i);
    if (end == none) {
      ++i;
      continue;
    }
    masked.spans.push_back({i, end});
    std::fill(masked.text.begin() + static_cast<std::ptrdiff_t>(i),
              masked.text.begin() + static_cast<std::ptrdiff_t>(end), 'x');
    i = end;
  }
  return masked;
}

std::string with_default(std::string_view text) {
  constexpr int most_levels = 8;  // each costs a look at all of the text
  std::string filled;
  for (int level = 0; level < most_levels && text.starts_with("${"); ++level) {
    std::size_t at = 2;
    while (at < text.size() && is_name_character(text[at])) ++at;
    if (at == 2) break;
    if (at < text.size() && text[at] == ':') ++at;
    if (at == text.size() || std::string_view("-=+").find(text[at]) == none) break;
    const std::size_t begin = at + 1;
    std::size_t end = begin;
    for (std::size_t depth = 0; end < text.size() && !(text[end] == '}' && depth == 0); ++end) {
      if (text[end] == '{') ++depth;
      if (text[end] == '}') --depth;
    }
    if (end == begin || end == text.size()) break;
    std::string next(text.substr(begin, end - begin));
    next.append(text.substr(end + 1));
    filled = std::move(next);
    text = filled;
  }
  return filled;
}

std::string_view without_tag(std::string_view text) {
  const MaskedText masked = mask_placeholders(text);
  const std::size_t slash = masked.text.find('/');
  const std::size_t end = masked.text.find_first_of(":@", slash == std::string::npos ? 0 : slash);
  return text.substr(0, std::min(end, text.size()));
}

}  // namespace ecrify::reference
