// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/report/text.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/ruling_rows.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/write/printable.hpp"
#include "explain.hpp"
#include "reports.hpp"

namespace ecrify::command {
namespace {

using locate::LocationClass;
using rules::Verdict;

std::string_view decision_text(const Ruling& ruling, Outcome outcome) {
  if (ruling.suppressed) return "leave alone, it is suppressed";
  switch (outcome) {
    case Outcome::rewrite:
      return "rewrite";
    case Outcome::refuse:
      return ruling.outcome == Outcome::refuse ? "refuse" : "refuse, as nothing of its file is written";
    case Outcome::warn:
      return "leave alone, with a warning";
    case Outcome::note:
      return "leave alone, counted in one line";
    case Outcome::leave:
      break;
  }
  const bool by_class = ruling.cls == LocationClass::ignored || ruling.verdict == Verdict::rewrite;
  return by_class ? "leave alone" : verdict_name(ruling.verdict);
}

// The field's path as `fields` in the configuration takes it: any item for `[3]`.
std::string pattern_of(const std::string& path) {
  std::string pattern;
  for (std::size_t i = 0; i < path.size(); ++i) {
    pattern += path[i];
    if (path[i] != '[' || i + 1 >= path.size() || !is_digit(path[i + 1])) continue;
    const std::size_t close = path.find(']', i);
    if (close == std::string::npos) break;
    i = close - 1;
  }
  return pattern;
}

std::string field_advice(const RulingWords& words) {
  if (words.resource.kind.empty() || words.path.empty() || words.path.find(": ") != std::string::npos)
    return "";
  return "if it names an image that is pulled, add to the configuration:\n           fields: [{kind: " +
         words.resource.kind + ", apiVersion: \"" + words.resource.api_version + "\", path: '" +
         pattern_of(words.path) + "'}]";
}

// Without tag and digest, as a rule takes it: `redis` is docker.io/library/redis.
std::string name_of(const std::string& as_written) {
  std::string reference(reference::without_tag(as_written));
  if (const auto [normal, error] = reference::normalize(reference);
      error == reference::ParseError::none && normal.short_name) {
    const std::string path = normal.path_in_text.size() == 0
                                 ? ""
                                 : reference.substr(normal.path_in_text.begin, normal.path_in_text.size());
    return std::string("docker.io/") + (path.find('/') == std::string::npos ? "library/" : "") + path;
  }
  return reference;
}

// A value of its own, with nothing before and behind it: what a field of the configuration can name.
bool is_whole_value(const SourceText& source, Span span) {
  const std::string_view bytes = source.bytes();
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  std::size_t begin = std::min(span.begin, bytes.size());
  std::size_t end = std::min(span.end, bytes.size());
  if (begin > 0 && is_quote(bytes[begin - 1])) --begin;
  if (end < bytes.size() && is_quote(bytes[end])) ++end;
  while (begin > 0 && bytes[begin - 1] == ' ') --begin;
  while (end < bytes.size() && bytes[end] == ' ') ++end;
  const bool begins =
      begin == 0 || std::string_view(":-,[{\n").find(bytes[begin - 1]) != std::string_view::npos;
  const bool ends =
      end == bytes.size() || std::string_view("#,]}\r\n").find(bytes[end]) != std::string_view::npos;
  return begins && ends;
}

bool is_short_name(const std::string& reference) {
  const reference::NormalizeResult read = reference::normalize(reference);
  return read.ok() && read.value.short_name;
}

std::string advice_of(const SourceText& source, const Ruling& ruling, Outcome outcome,
                      const RulingWords& words, const rules::RuleSet& rules) {
  if (ruling.suppressed) return "take the suppression away to have it rewritten";
  if (ruling.ignored_by_user)
    return "take the object out of ignore in the configuration to have it rewritten";
  if (outcome == Outcome::rewrite) {
    const std::string name = ruling.is_part ? words.reference : name_of(words.reference);
    const bool may_be_kept = !reference::mask_placeholders(name).any();  // rules hold no placeholders
    return "to leave it: the comment # ecrify:ignore, " + (may_be_kept ? "--keep " + name + ", " : "") +
           "or classes: {" + std::string(locate::row_of(ruling.cls).name) + ": ignore} in the configuration";
  }
  if (outcome == Outcome::refuse)
    return ruling.outcome == Outcome::refuse ? words.help : "mend what the file is refused for";
  if (ruling.outcome == Outcome::warn || ruling.outcome == Outcome::note) {
    const bool names_field = ruling.finding == FindingId::unknown_field && !is_short_name(words.reference);
    if (names_field) return field_advice(words);
    return words.help.empty() ? "change it by hand if it names what is pulled" : words.help;
  }
  if (ruling.verdict == Verdict::unmapped && ruling.cls != LocationClass::ignored)
    return mapping_advice(words.reference, rules);
  if (ruling.cls == LocationClass::ignored)
    return ruling.foreign || !is_whole_value(source, ruling.span) ||
                   words.reference.find('/') == std::string::npos
               ? ""
               : field_advice(words);
  return ruling.verdict == Verdict::keep && ruling.rule != nullptr
             ? "take the keep rule away to have it rewritten"
             : "";
}

std::string where(const Resource& resource) {
  if (resource.kind.empty()) return "";
  return " of " + resource.kind + (resource.name.empty() ? "" : " " + resource.name);
}

// A file's name at the beginning of a line.
std::string name_line(const std::string& name) { return write::no_command(write::printable(name)); }

std::string describe(const SourceText& source, const Ruling& ruling, Outcome outcome,
                     const rules::RuleSet& rules) {
  static const RulingWords none;
  const RulingWords& words = ruling.words == nullptr ? none : *ruling.words;
  const Position position = source.position(ruling.span.begin);
  std::string text = name_line(source.name()) + ":" + std::to_string(position.line) + ":" +
                     std::to_string(position.column) + "\n";
  if (!words.reference.empty()) append_line(text, "reference", words.reference);
  append_line(text, "class", locate::row_of(ruling.cls).name);
  append_line(text, "because", ruling.why);
  if (!words.path.empty()) append_line(text, "field", words.path + where(words.resource));
  append_line(text, "decision", decision_text(ruling, outcome));
  if (!words.left_because.empty()) append_line(text, "reason", words.left_because);
  if (!words.reason.empty()) append_line(text, "rule", words.reason);
  const std::string& becomes = words.target.empty() ? ruling.text : words.target;
  if (outcome == Outcome::rewrite)
    append_line(text, "becomes", becomes.empty() ? unknown_registry : std::string_view(becomes));
  const std::string advice = advice_of(source, ruling, outcome, words, rules);
  const std::size_t line_end = std::min(advice.find('\n'), advice.size());
  if (!advice.empty()) append_line(text, "to do", advice.substr(0, line_end));
  if (line_end < advice.size())
    append_line(text, "", advice.substr(advice.find_first_not_of(" \n", line_end)));
  return text;
}

// The findings of rewrite and check about the line beside `it is rewritten`, and why the file is refused or
// passed over, when it is.
std::string findings_of(const SourceText& source, const Examination& examined, std::size_t line,
                        write::Color color) {
  std::string text;
  for (const Finding& finding : examined.findings) {
    const bool refuses = examined.refused && finding.severity == Severity::error;
    const bool is_here = source.position(finding.span.begin).line == line;
    const bool passes_over = finding.id == FindingId::template_text;
    if (finding.id == FindingId::unmapped_image || !(is_here || refuses || passes_over)) continue;
    text += "\n" + report::full_finding(source, finding, color);
  }
  return text;
}

bool is_on(const SourceText& source, Span span, std::size_t line) {
  const std::size_t last = span.empty() ? span.begin : span.end - 1;
  return source.position(span.begin).line <= line && line <= source.position(last).line;
}

// Calls the function with the source that the file is in the run that `check .` is, where that reads it, else
// alone. Returns whether it was in that run; nothing where the file can't be read, which is reported.
std::optional<bool> in_its_run(const Session& session, const std::string& file,
                               const std::function<void(const run::Source&)>& visit) {
  std::error_code error;
  const auto is_file = [&](const run::Source& source) {
    return std::filesystem::equivalent(source.path, file, error);
  };
  bool found = false;
  const auto look = [&](run::Source& source) {
    if (found || source.path.empty() || !is_file(source)) return;
    found = true;
    visit(source);
  };
  const std::filesystem::path below = std::filesystem::relative(file, ".", error);
  if (!error && !below.empty() && *below.begin() != "..") {
    run::Messages silent = run::Messages::silent();
    run::for_each_source(session.options, {"."}, session.io, silent, run::EmptyInput::allowed, look);
    if (found) return true;
  }
  const run::RunTotals walked = run::for_each_source(session.options, {file}, session.io, session.messages,
                                                     run::EmptyInput::allowed, look);
  if (!found && walked.failed > 0) return std::nullopt;
  return false;
}

}  // namespace

run::ExitStatus explain_line(const Session& session, const run::FileLine& at) {
  const run::Options& options = session.options;
  Result<input::Bytes> bytes = input::load_file(at.file);
  if (!bytes.ok()) return session.messages.failure(bytes.failure());
  const SourceText named(at.file, bytes->view());
  const std::size_t lines = named.position(bytes->view().empty() ? 0 : bytes->view().size() - 1).line;
  if (at.line == 0 || at.line > lines) {
    return session.messages.failure(
        problem(at.file + " has no line " +
                    (at.line == run::beyond_all_lines ? "of that number" : std::to_string(at.line)),
                at.line == 0 ? "lines begin at 1" : "its last line is " + std::to_string(lines)));
  }
  if (run::is_ignored(options, at.file)) {
    return session.out.print(name_line(at.file) + ": not read, as the configuration says under ignore\n");
  }
  std::string text;
  std::string findings;
  report::ListItems rows;
  const auto run = in_its_run(session, at.file, [&](const run::Source& source) {
    const Examination& examined = source.examined;
    for (const Ruling& ruling : examined.rulings) {
      const bool is_comment = ruling.scalar == manifest::no_node;
      const bool has_row = run::is_listed(ruling, run::ListScope::all);
      if (!(has_row || is_comment) || !is_on(source.text, ruling.span, at.line)) continue;
      text += (text.empty() ? "" : "\n") +
              describe(source.text, ruling, run::outcome_of(ruling, examined), options.mapping.rules());
      if (has_row) rows.push_back(run::row_of(source.text, examined, ruling));
    }
    findings = findings_of(source.text, examined, at.line, session.out.color());
  });
  if (!run) return run::exit_failure;
  report::sort_items(rows);
  const bool written = write_reports(session, [&](std::string_view format, write::Color) {
    if (format == "json") return report::explained_json(rows, *run ? "folder" : "file");
    if (text.empty() && findings.empty())
      text =
          name_line(at.file) + ":" + std::to_string(at.line) + ": names no registry that a rule is about\n";
    return std::string(*run ? "in the run of the working folder\n" : "in a run of this file alone\n") + text +
           findings;
  });
  return written ? run::exit_clean : run::exit_failure;
}

}  // namespace ecrify::command
