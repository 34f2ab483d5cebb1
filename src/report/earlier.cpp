// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "ecrify/base/ascii.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/report/formats.hpp"

namespace ecrify::report {
namespace {

constexpr std::size_t most_head = 4096;
constexpr std::string_view blanks = " \t\r\n";

// The text behind these tokens of JSON, with any blanks between them; nothing where it begins otherwise.
std::string_view behind(std::string_view text, std::string_view tokens) {
  for (const char c : tokens) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    if (text.empty() || text.front() != c) return {};
    text.remove_prefix(1);
  }
  return text;
}

bool begins_as(std::string_view text, std::string_view tokens) { return !behind(text, tokens).empty(); }

// Behind the end of a string of JSON, of which `text` is what follows the opening quote.
std::string_view behind_string(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') return text.substr(at + 1);
    if (text[at] == '\\') ++at;
  }
  return {};
}

bool is_id(std::string_view word) { return findings::find_row(word) != nullptr; }

bool has_id_before(std::string_view text, char end) { return is_id(text.substr(0, text.find(end))); }

// An entry of one of the formats in which each is an object.
bool is_entry(std::string_view text) {
  if (const std::string_view id = behind(text, "{\"id\":\""); has_id_before(id, '"')) return true;
  if (const std::string_view of_list = behind(text, "{\"source\":\""); !of_list.empty())
    return begins_as(behind_string(of_list), ",\"target\":");
  const std::string_view of_gitlab = behind(text, "{\"description\":\"");
  return has_id_before(behind(behind_string(of_gitlab), ",\"check_name\":\""), '"');
}

bool is_json(std::string_view text) {
  constexpr std::array<std::string_view, 3> heads = {
      "{\"version\":1,\"ecrify\":\"", "{\"source\":{\"name\":\"ecrify\"}", "{\"ecrify-baseline\":"};
  if (std::any_of(heads.begin(), heads.end(), [&](std::string_view head) { return begins_as(text, head); }))
    return true;
  const std::string_view sarif = behind_string(behind(text, "{\"$schema\":\""));
  if (begins_as(sarif, ",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"ecrify\""))
    return true;
  return is_entry(text) || is_entry(behind(text, "["));
}

bool is_markup(std::string_view head) {
  if (head.starts_with("<!doctype html>"))
    return head.find("<title>Image references</title>") != std::string_view::npos;
  return head.starts_with("<?xml ") && (head.find("<testsuites name=\"ecrify\"") != std::string_view::npos ||
                                        head.find(" source=\"ecrify.") != std::string_view::npos);
}

// `FILE:LINE:COLUMN: error: … [unmapped-image]`
// In YAML it can only stand in a comment, or further in than the margin.
bool is_finding(std::string_view line) {
  if (!line.ends_with(']') || line.front() == '#' || is_blank(line.front())) return false;
  const std::size_t open = line.rfind(" [");
  if (open == std::string_view::npos || !is_id(line.substr(open + 2, line.size() - open - 3))) return false;
  constexpr std::array<std::string_view, 3> severities = {": error: ", ": warning: ", ": note: "};
  return std::any_of(severities.begin(), severities.end(), [&](std::string_view severity) {
    return line.substr(0, open).find(severity) != std::string_view::npos;
  });
}

bool is_summary(std::string_view line) {
  return line.starts_with("REGISTRY ") && line.find(" REWRITABLE ") != std::string_view::npos;
}

bool is_annotation(std::string_view line) {
  constexpr std::string_view title = "title=";
  if (!line.starts_with("::error ") && !line.starts_with("::warning ") && !line.starts_with("::notice "))
    return false;
  const std::size_t at = line.find(title);
  if (at == std::string_view::npos) return false;
  const std::string_view name = line.substr(at + title.size(), line.find(':', at) - at - title.size());
  return name == "ecrify" || is_id(name);
}

// A line of --log-file: `2026-01-31T23:59:59.999Z info FILE …`.
bool is_of_log(std::string_view line) {
  constexpr std::string_view form = "0000-00-00T00:00:00.000Z ";
  if (line.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !is_digit(line[i]) : line[i] != form[i]) return false;
  }
  const std::string_view level = line.substr(form.size(), line.find(' ', form.size()) - form.size());
  constexpr std::array<std::string_view, 4> levels = {"error", "warning", "info", "debug"};
  return std::find(levels.begin(), levels.end(), level) != levels.end();
}

// Lines of the run itself may stand before the first finding, where a shell has put both into one file.
bool is_text(std::string_view head) {
  // Every file of a run is asked: what begins as manifests do is none.
  if (head.starts_with("apiVersion:") || head.starts_with("kind:") || head.starts_with("---\n")) return false;
  if (head.starts_with("## ecrify\n") || head.starts_with("| source | target |") ||
      head.starts_with("source,target,rule,decision,"))
    return true;
  const std::string_view first = head.substr(0, head.find('\n'));
  if (is_of_log(first)) return true;
  if (first.starts_with("SOURCE ") && first.find(" DECISION ") != std::string_view::npos) return true;
  if (first.starts_with("--- ") && head.substr(std::min(first.size() + 1, head.size())).starts_with("+++ "))
    return true;
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    const std::string_view line = head.substr(at, end - at);
    const char first_byte = line.empty() ? '\0' : line.front();
    if (first_byte == 'R' ? is_summary(line) : first_byte == ':' ? is_annotation(line) : false) return true;
    if (is_finding(line)) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

bool begins_as_report(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  if (text.empty()) return false;
  if (text.front() == '{' || text.front() == '[') return is_json(text);
  const std::string_view head = text.substr(0, most_head);
  return is_markup(head) || is_text(head);
}

}  // namespace ecrify::report
