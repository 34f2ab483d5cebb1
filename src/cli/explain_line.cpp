// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "ecrify/cli/problem.hpp"
#include "ecrify/cli/entries.hpp"
#include "ecrify/cli/tied.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/report/text.hpp"
#include "ecrify/write/printable.hpp"
#include "explain.hpp"

namespace ecrify::cli {
namespace {

using locate::Action;
using locate::LocationClass;
using rules::Verdict;

constexpr std::size_t beyond_all_lines = std::numeric_limits<std::size_t>::max();

// Takes `:digits` from the end.
std::optional<std::size_t> take_number(std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, number);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error != std::errc{}) number = beyond_all_lines;
  text.resize(colon);
  return number;
}

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

bool is_named_like_a_manifest(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

std::string_view decision_of(const Occurrence& occurrence, bool refused) {
  switch (occurrence.action) {
    case Action::rewrite:
      if (refused && occurrence.verdict == Verdict::rewrite) return "rewrite, but nothing is written of a file that is refused";
      return verdict_name(occurrence.verdict);
    case Action::warn:
      return "leave alone, with a warning";
    case Action::tell:
      return "leave alone, counted in one line";
    case Action::enter:
      return "read as a document of its own";
    case Action::leave:
      break;
  }
  return occurrence.suppressed ? "leave alone, it is suppressed" : "leave alone";
}

// The field's path as `fields` in the configuration takes it: any item for `[3]`.
std::string pattern_of(const std::string& path) {
  std::string pattern;
  for (std::size_t i = 0; i < path.size(); ++i) {
    pattern += path[i];
    if (path[i] != '[' || i + 1 >= path.size() || std::isdigit(static_cast<unsigned char>(path[i + 1])) == 0) continue;
    const std::size_t close = path.find(']', i);
    if (close == std::string::npos) break;
    i = close - 1;
  }
  return pattern;
}

std::string field_advice(const Occurrence& occurrence) {
  if (occurrence.resource.kind.empty() || occurrence.path.find(": ") != std::string::npos) return "";
  return "if it names an image that is pulled, add to the configuration:\n           fields: [{kind: " +
         occurrence.resource.kind + ", apiVersion: \"" + occurrence.resource.api_version + "\", path: '" +
         pattern_of(occurrence.path) + "'}]";
}

// Without tag and digest.
std::string name_of(const std::string& reference) {
  const std::string name = reference.substr(0, reference.find('@'));
  const std::size_t colon = name.rfind(':');
  return colon != std::string::npos && name.find('/', colon) == std::string::npos ? name.substr(0, colon) : name;
}

std::string advice_of(const Occurrence& occurrence) {
  const std::string name(locate::row_of(occurrence.cls).name);
  switch (occurrence.action) {
    case Action::rewrite:
      if (occurrence.verdict == Verdict::keep) return "take the keep rule away to have it rewritten";
      if (occurrence.verdict != Verdict::rewrite) return "";
      return "to leave it: the comment # ecrify:ignore, --keep " + name_of(occurrence.reference) +
             ", or classes: {" + name + ": ignore} in the configuration";
    case Action::warn:
    case Action::tell:
      if (occurrence.why == in_base64) return "rewrite the document before it goes into the Secret";
      if (occurrence.cls == LocationClass::artifact) return "--artifacts rewrites it, once its controller can log in";
      if (occurrence.cls == LocationClass::embedded) return "--embedded rewrites it";
      if (occurrence.cls == LocationClass::policy) return "add a pattern for the new names to the policy by hand";
      if (occurrence.cls == LocationClass::unresolved) return "fill in the placeholder before ecrify runs";
      if (occurrence.cls == LocationClass::other) return field_advice(occurrence);
      return "change it by hand if it names what is pulled";
    case Action::leave:
      if (occurrence.why == ignored_by_configuration) return "take the object out of ignore in the configuration to have it rewritten";
      if (occurrence.suppressed) return "take the suppression away to have it rewritten";
      return occurrence.path.empty() ? "" : field_advice(occurrence);
    case Action::enter:
      break;
  }
  return "";
}

std::string where(const Resource& resource) {
  if (resource.kind.empty()) return "";
  return " of " + resource.kind + (resource.name.empty() ? "" : " " + resource.name);
}

// A file's name at the beginning of a line.
std::string name_line(const std::string& name) { return write::no_command(write::printable(name, write::Tabs::escape)); }

std::string describe(const SourceText& source, const Occurrence& occurrence, bool refused) {
  const Position position = source.position(occurrence.span.begin);
  std::string text = name_line(source.name()) + ":" + std::to_string(position.line) + ":" +
                     std::to_string(position.column) + "\n";
  if (!occurrence.reference.empty()) append_line(text, "reference", occurrence.reference);
  append_line(text, "class", locate::row_of(occurrence.cls).name);
  append_line(text, "because", occurrence.why);
  if (!occurrence.path.empty()) append_line(text, "field", occurrence.path + where(occurrence.resource));
  append_line(text, "decision", decision_of(occurrence, refused));
  if (occurrence.suppressed && !occurrence.suppressed->empty()) append_line(text, "reason", *occurrence.suppressed);
  if (!occurrence.reason.empty()) append_line(text, "rule", occurrence.reason);
  if (occurrence.action == Action::rewrite && !occurrence.text.empty()) append_line(text, "becomes", occurrence.text);
  const std::string advice = advice_of(occurrence);
  const std::size_t line_end = std::min(advice.find('\n'), advice.size());
  if (!advice.empty()) append_line(text, "to do", advice.substr(0, line_end));
  if (line_end < advice.size()) append_line(text, "", advice.substr(advice.find_first_not_of(" \n", line_end)));
  return text;
}

// What rewrite and check say about the line beside `it is rewritten`, and why the file is refused, when it is.
std::string findings_of(const SourceText& source, const Examined& examined, std::size_t line, write::Color color) {
  std::string text;
  for (const Finding& finding : examined.findings) {
    const bool refuses = examined.refused && finding.severity == Severity::error;
    const bool is_here = source.position(finding.span.begin).line == line;
    if (finding.id == FindingId::unmapped_image || !(is_here || refuses)) continue;
    text += "\n" + report::full_finding(source, finding, color);
  }
  return text;
}

bool is_on(const SourceText& source, Span span, std::size_t line) {
  const std::size_t last = span.empty() ? span.begin : span.end - 1;
  return source.position(span.begin).line <= line && line <= source.position(last).line;
}

Result<Loaded> load(const Options& options, const std::string& path) {
  Result<input::Bytes> bytes = input::load_file(path);
  if (!bytes.ok()) return bytes.failure();
  Loaded loaded;
  loaded.path = path;
  loaded.bytes = std::make_unique<const input::Bytes>(std::move(bytes).value());
  loaded.text = std::make_unique<const SourceText>(path, loaded.bytes->view());
  loaded.role = role_for(options, path);
  return loaded;
}

// What is said of the file when the whole tree is given: kustomizations tie other files to it, and these to more.
Loaded examine_with_its_tree(const Options& options, Loaded file) {
  constexpr std::size_t most_rounds = 8;  // kustomizations above one another; then the answer is that of fewer files
  std::vector<std::string> others;
  const std::string path = file.path;
  for (std::size_t round = 0;; ++round) {
    std::vector<Loaded> sources;
    sources.push_back(std::move(file));
    for (const std::string& other : others) {
      if (Result<Loaded> loaded = load(options, other); loaded.ok()) sources.push_back(std::move(loaded).value());
    }
    for (Loaded& source : sources) source.examined = examine(*source.text, settings_for(options, source.path), source.role);
    const std::vector<std::string> missing = tie_together(options, sources);
    file = std::move(sources.front());
    if (missing.empty() || round == most_rounds) return file;
    others.insert(others.end(), missing.begin(), missing.end());
    file.role = role_for(options, path);
  }
}

}  // namespace

std::optional<FileLine> parse_file_line(const std::string& text) {
  std::string rest = text;
  const auto last = take_number(rest);
  if (!last) return std::nullopt;
  if (is_file(rest)) return FileLine{rest, *last};
  std::string file = rest;
  if (const auto line = take_number(file); line && (is_file(file) || is_named_like_a_manifest(file))) return FileLine{file, *line};
  return is_named_like_a_manifest(rest) ? std::optional(FileLine{rest, *last}) : std::nullopt;
}

ExitStatus explain_line(const Session& session, const FileLine& at) {
  const Options& options = session.options;
  Result<Loaded> loaded = load(options, at.file);
  if (!loaded.ok()) {
    session.messages.failure(loaded.failure());
    return exit_failure;
  }
  const Loaded& named = *loaded;
  const std::size_t size = named.bytes->view().size();
  const std::size_t lines = named.text->position(size == 0 ? 0 : size - 1).line;
  if (at.line == 0 || at.line > lines) {
    session.messages.failure(problem(at.file + " has no line " + (at.line == beyond_all_lines ? "of that number" : std::to_string(at.line)),
                                     at.line == 0 ? "lines begin at 1" : "its last line is " + std::to_string(lines)));
    return exit_failure;
  }
  if (is_ignored(options, at.file)) {
    session.out.write(name_line(at.file) + ": not read, as the configuration says under ignore\n");
    return session.out.failed() ? exit_failure : exit_clean;
  }
  const Loaded seen = examine_with_its_tree(options, std::move(loaded).value());
  const SourceText& source = *seen.text;
  const Examined& examined = seen.examined;
  std::string text;
  for (const Occurrence& occurrence : examined.occurrences) {
    if (is_on(source, occurrence.span, at.line)) text += (text.empty() ? "" : "\n") + describe(source, occurrence, examined.refused);
  }
  const bool names_registry = !text.empty();
  const std::string findings = findings_of(source, examined, at.line, session.out.color());
  text += findings.empty() || names_registry ? findings : findings.substr(1);
  if (text.empty()) {
    text = name_line(at.file) + ":" + std::to_string(at.line) +
           ": names no registry that a rule is about\n";
  }
  session.out.write(text);
  return session.out.failed() ? exit_failure : exit_clean;
}

}  // namespace ecrify::cli
