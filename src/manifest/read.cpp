// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/read.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "ecrify/base/ascii.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

namespace ecrify::manifest {
namespace {

Failure unreadable(const ScreenFailure& found) {
  return {std::string(row_of(found.reason).message) + ", which readers of YAML take differently",
          "remove the character, or write it as an escape in double quotes", "", found.offset};
}

// JSON has these characters within strings alone, and no reader of it takes them for more than characters
// there (RFC 8259, section 7).
bool is_one_json_value(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '{' &&
         nlohmann::json::accept(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end());
}

// Bytes that are no UTF-8 do no harm in a comment, and kubectl accepts them there.
Status invalid_utf8_only_in_comments(std::string_view text, const Tape& tape, ScreenFailure found) {
  for (;;) {
    if (found.reason != Refusal::invalid_utf8) return Success{};
    if (tape.leaf_at(found.offset) != no_node) return unreadable(found);
    const auto next = screen(text, TextStart::inside_stream, found.offset + found.size);
    if (!next) return Success{};
    found = *next;
  }
}

}  // namespace

Result<ReadDocument> read_document(std::string_view text, Tape& tape, const ReadOptions& options) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
    return Failure{"a document of more than 4 GiB", "split it", "", 0};
  }
  auto found = options.screened == ScreenState::no ? screen(text, TextStart::inside_stream) : std::nullopt;
  const bool may_hold_invalid = options.screened == ScreenState::yes || found;
  std::optional<bool> is_json;
  const auto is_harmless = [&](const ScreenFailure& one) {
    if (one.reason == Refusal::invalid_utf8) return true;
    if (!is_json) is_json = is_one_json_value(text);
    return *is_json;
  };
  while (found && is_harmless(*found))
    found = screen(text, TextStart::inside_stream, found->offset + found->size);
  if (found) return unreadable(*found);

  ReadDocument read;
  const ScanResult scanned = scan(text, tape, best_simd(), options.behind);
  if (scanned.status == ScanStatus::refused) return Failure{scanned.reason, "flatten it", "", scanned.offset};
  read.end = scanned.offset;
  read.collection_keys = scanned.status != ScanStatus::complete || scanned.collection_keys;
  if (scanned.status == ScanStatus::outside_subset) {
    if (options.only_collections && scanned.reason == one_scalar)
      return Failure{scanned.reason, "", "", scanned.offset};
    const Status status = read_with_yaml_cpp(text, tape, options.most_for_yaml_cpp);
    if (!status.ok()) return status.failure();
    read.reader = Reader::yaml_cpp;
    read.end = text.size();
  }
  // Only invalid UTF-8 can be left.
  if (const auto invalid =
          may_hold_invalid ? screen(text.substr(0, read.end), TextStart::inside_stream) : std::nullopt) {
    const Status status = invalid_utf8_only_in_comments(text.substr(0, read.end), tape, *invalid);
    if (!status.ok()) return status.failure();
  }
  return read;
}

bool names_helm(std::string_view text) {
  constexpr std::string_view words[] = {".Values",   ".Release", ".Chart",    ".Capabilities", ".Files",
                                        ".Template", "include ", "template ", "define "};
  std::size_t close = 0;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", close)) {
    close = std::min(text.find("}}", at), text.size());
    const std::string_view action = text.substr(at, close - at);
    const bool is_helm = std::any_of(std::begin(words), std::end(words), [action](std::string_view word) {
      return action.find(word) != std::string_view::npos;
    });
    if (is_helm) return true;
  }
  return false;
}

Template go_template(std::string_view text, const Tape& tape) {
  if (text.find("{{") == std::string_view::npos) return Template::none;
  bool found = false;
  for (NodeIndex i = 0; i < tape.size() && !found; ++i) {
    const Node& node = tape[i];
    found = node.kind == NodeKind::mapping && node.style == Style::flow && tape.is_key(i) && node.begin > 0 &&
            text[node.begin - 1] == '{';
  }
  if (!found) return Template::none;
  return names_helm(text) ? Template::helm : Template::placeholders;
}

namespace {

struct Action {
  std::string_view open;
  std::string_view close;
};
constexpr Action go_action{"{{", "}}"};
// Jinja and its comments, FreeMarker, ERB.
constexpr Action other_actions[] = {{"{%", "%}"}, {"{#", "#}"}, {"<#", ">"}, {"<%", "%>"}};

// True if YAML takes what is at the offset for a part of a comment. A beginning that is far away counts as
// none.
bool is_in_comment(std::string_view text, const Tape& tape, std::size_t at) {
  constexpr std::size_t longest = 4096;
  const std::size_t from = at > longest ? at - longest : 0;
  const std::size_t line = from + text.substr(from, at - from).rfind('\n') + 1;  // npos + 1 is 0
  for (std::size_t hash = text.find('#', line); hash < at; hash = text.find('#', hash + 1)) {
    const bool opens = hash == 0 || is_space(text[hash - 1]);
    if (opens && tape.leaf_at(hash) == no_node) return true;
  }
  return false;
}

// The end of what hides an action from YAML, a comment or a scalar that holds all of it; npos where nothing
// does, so that the action may be why YAML can't read the text.
std::size_t hidden_to(std::string_view text, const Tape& tape, const Action& action, std::size_t at) {
  const NodeIndex leaf = tape.leaf_at(at);
  if (leaf == no_node) {
    return is_in_comment(text, tape, at) ? std::min(text.find('\n', at), text.size())
                                         : std::string_view::npos;
  }
  const std::size_t close = text.substr(at, tape[leaf].end - at).find(action.close);
  return close == std::string_view::npos ? close : at + close;
}

}  // namespace

bool is_go_action(std::string_view text, const Tape& tape, std::size_t at) {
  return text.substr(at).starts_with(go_action.open) &&
         hidden_to(text, tape, go_action, at) == std::string_view::npos;
}

Template go_template_at(std::string_view text, const Tape& tape, std::size_t offset) {
  // An action on the culprit's line or the one before, or a line that is nothing but an action: `{{- if
  // .Values.x }}`. A character that is refused anywhere is its own culprit.
  offset = std::min(offset, text.size());
  const auto refused = screen(text, TextStart::inside_stream, offset);
  if (refused && refused->offset == offset) return Template::none;
  std::size_t begin = text.rfind('\n', offset == 0 ? 0 : offset - 1);
  begin = begin == std::string_view::npos || begin == 0 ? 0 : text.rfind('\n', begin - 1);
  if (begin == std::string_view::npos) begin = 0;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  const auto begins_line = [text](std::size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
    return at == 0 || text[at - 1] == '\n';
  };
  const auto is_near = [&](std::size_t at) { return begin <= at && at < end; };
  const auto any = [&](const Action& action, auto where) {
    std::size_t next = 0;
    for (std::size_t at = text.find(action.open); at != std::string_view::npos;
         at = text.find(action.open, next)) {
      next = at + action.open.size();
      if (!where(at)) continue;
      const std::size_t hidden = hidden_to(text, tape, action, at);
      if (hidden == std::string_view::npos) return true;
      next = std::max(next, hidden);
    }
    return false;
  };
  for (const Action& action : other_actions) {
    if (any(action, begins_line)) return Template::other;
  }
  const bool is_helm = any(go_action, [&](std::size_t at) { return is_near(at) || begins_line(at); });
  return is_helm ? Template::helm : Template::none;
}

}  // namespace ecrify::manifest
