// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/read.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

namespace ecrify::manifest {
namespace {

Failure unreadable(const ScreenFailure& found) {
  return {std::string(screen_reason_text(found.reason)) + ", which readers of YAML take differently",
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
    if (found.reason != ScreenReason::invalid_utf8) return Success{};
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
    if (one.reason == ScreenReason::invalid_utf8) return true;
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
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    const std::string_view action = text.substr(at, text.find("}}", at) - at);
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

Template go_template_at(std::string_view text, std::size_t offset) {
  // An action on the culprit's line or the one before, or a line that is nothing but an action: `{{- if
  // .Values.x }}`.
  offset = std::min(offset, text.size());
  std::size_t begin = text.rfind('\n', offset == 0 ? 0 : offset - 1);
  begin = begin == std::string_view::npos || begin == 0 ? 0 : text.rfind('\n', begin - 1);
  if (begin == std::string_view::npos) begin = 0;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  const auto begins_line = [text](std::string_view open) {
    for (std::size_t at = text.find(open); at != std::string_view::npos;
         at = text.find(open, at + open.size())) {
      std::size_t line = at;
      while (line > 0 && (text[line - 1] == ' ' || text[line - 1] == '\t')) --line;
      if (line == 0 || text[line - 1] == '\n') return true;
    }
    return false;
  };
  // Jinja, FreeMarker, ERB.
  for (const std::string_view open : {"{%", "{#", "<#", "<%"}) {
    if (begins_line(open)) return Template::other;
  }
  if (text.substr(begin, end - begin).find("{{") != std::string_view::npos || begins_line("{{"))
    return Template::helm;
  return Template::none;
}

}  // namespace ecrify::manifest
