// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/mention.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"

namespace ecrify::locate {
namespace {

// True for bytes of a reference behind its host.
bool is_reference_byte(char c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '/' || c == ':' || c == '@' || c == '%';
}

// Behind a placeholder that begins at `at`, or `at` when none does. One line only.
std::size_t placeholder_end(std::string_view text, std::size_t at) {
  std::string_view close;
  std::size_t depth = 1;
  if (text.substr(at).starts_with("${{") || text.substr(at).starts_with("{{")) {
    close = "}}";
  } else if (text.substr(at).starts_with("<<")) {
    close = ">>";
  } else if (text.substr(at).starts_with("${")) {
    close = "}";
  } else if (text.substr(at).starts_with("$(")) {
    close = ")";
  } else if (text.substr(at).starts_with("#{") || text.substr(at).starts_with("((") ||
             text.substr(at).starts_with("[[")) {
    close = text[at] == '#' ? "}" : text[at] == '(' ? "))" : "]]";
  } else if (text[at] == '{' || text[at] == '<') {
    close = text[at] == '{' ? "}" : ">";
  } else if (text[at] == '$' && at + 1 < text.size() && (is_alnum(text[at + 1]) || text[at + 1] == '_')) {
    std::size_t end = at + 1;
    while (end < text.size() && (is_alnum(text[end]) || text[end] == '_')) ++end;
    return end;
  } else {
    return at;
  }
  constexpr std::size_t longest = 256;
  const std::string_view window = text.substr(at, longest);
  for (std::size_t i = 1; i < window.size() && window[i] != '\n'; ++i) {
    if (close == "}" && window[i] == '{' && i > 1) ++depth;
    if (window.substr(i).starts_with(close) && --depth == 0) return at + i + close.size();
  }
  return at;
}

bool is_host_byte(char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; }

// Where any colon may be that of a port: the host and its port, when a slash follows it, else what is none.
// `nginx:1.27` has a tag, `${IMAGE:-ghcr.io/o/a}` a default.
Span host_around_colon(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  if (end < text.size() && text[end] == '-') return {at, end};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (end < text.size() && is_digit(text[end])) ++end;
  std::size_t begin = at;
  if (end > at + 1 && end < text.size() && text[end] == '/') {
    while (begin > 0 && is_host_byte(text[begin - 1])) --begin;
    return {begin, end};
  }
  while (end < text.size() && is_host_byte(text[end])) ++end;
  return {at, end};
}

// Where the placeholder begins whose default begins at `at`: `${REGISTRY:-`; `at` where none does.
std::size_t default_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  if (begin == 0 || std::string_view("-=").find(text[begin - 1]) == std::string_view::npos) return at;
  --begin;
  if (begin > 0 && text[begin - 1] == ':') --begin;
  const std::size_t name_end = begin;
  while (begin > 0 && (is_alnum(text[begin - 1]) || text[begin - 1] == '_')) --begin;
  return begin < name_end && text.substr(0, begin).ends_with("${") ? begin - 2 : at;
}

// The host that contains the needle at `at`: the needle itself where it is a word of its own, else the whole
// word around it.
Span host_at(std::string_view text, std::size_t at, std::size_t size) {
  if (size == 1 && text[at] == ':') return host_around_colon(text, at);
  Span host{at, at + size};
  while (host.begin > 0 && is_host_byte(text[host.begin - 1])) --host.begin;
  while (host.end < text.size() && is_host_byte(text[host.end])) ++host.end;
  if (text.substr(0, host.begin).ends_with("${"))  // ${IMAGE-ghcr.io/o/a}: a variable has no `-` in its name
    host.begin = std::min(text.find('-', host.begin), at);
  // A port is a part of the host; a sentence's punctuation is none.
  std::size_t port = host.end;
  if (port < text.size() && text[port] == ':') {
    std::size_t digits = port + 1;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits > port + 1 && digits < text.size() && text[digits] == '/') host.end = digits;
  }
  while (host.end > at + size && !is_alnum(text[host.end - 1])) --host.end;
  // Nor is a shell's `-` for a default: ${IMAGE:-ghcr.io/o/a}.
  while (host.begin < at && !is_alnum(text[host.begin])) ++host.begin;
  return host;
}

std::size_t reference_end(std::string_view text, std::size_t slash) {
  std::size_t end = slash;
  while (end < text.size()) {
    if (is_reference_byte(text[end])) {
      ++end;
    } else if (const std::size_t next = placeholder_end(text, end); next != end) {
      end = next;
    } else {
      break;
    }
  }
  // A sentence's punctuation is no part of the reference at its end.
  while (text[end - 1] == '.' || text[end - 1] == ':' || text[end - 1] == '-' || text[end - 1] == '_') --end;
  return end;
}

std::string_view scheme_before(std::string_view text) {
  if (!text.ends_with("://")) return {};
  const std::size_t end = text.size() - 3;
  std::size_t begin = end;
  while (begin > 0 && (is_alnum(text[begin - 1]) || text[begin - 1] == '+' || text[begin - 1] == '-'))
    --begin;
  return text.substr(begin, end - begin);
}

}  // namespace

bool has_default_port(std::string_view reference, const rules::Mapping& mapping) {
  constexpr std::string_view port = ":443";
  const std::string_view host = reference.substr(0, reference.find('/'));
  return host.ends_with(port) && !mapping.names(host) &&
         mapping.names(host.substr(0, host.size() - port.size()));
}

std::vector<Mention> find_mentions(std::string_view text, const rules::Mapping& mapping) {
  std::vector<Mention> found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t needle = mapping.host_needles().first_at(text, at);
    if (needle == Needles::none) continue;
    const Span host = host_at(text, at, mapping.host_needles().size_of(needle));
    at = host.end - 1;
    const std::string_view name = text.substr(host.begin, host.size());
    if (!mapping.names(name) && !has_default_port(name, mapping)) continue;
    Mention mention;
    mention.span = host;
    mention.scheme = scheme_before(text.substr(0, host.begin));
    if (host.begin > 0) {
      const char before = text[host.begin - 1];
      // A component of another name: mirror.example.com/ghcr.io/o/a, or of an address: me@ghcr.io.
      if ((before == '/' && mention.scheme.empty()) || before == '@') continue;
    }
    if (host.end < text.size() && text[host.end] == '/') {
      mention.span.end = reference_end(text, host.end);
      mention.has_repository = mention.span.end > host.end + 1;
    } else if (text.substr(host.end).starts_with("}/")) {
      // `${REGISTRY:-ghcr.io}/org/app` is one reference.
      const std::size_t begin = default_begin(text, host.begin);
      const std::size_t end = begin == host.begin ? 0 : reference_end(text, host.end + 1);
      if (end > host.end + 2) {
        mention.span = {begin, end};
        mention.has_repository = true;
      }
    }
    at = std::max(at, mention.span.end - 1);
    found.push_back(mention);
  }
  return found;
}

}  // namespace ecrify::locate
