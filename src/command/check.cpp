// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/base/version.hpp"
#include "ecrify/baseline/baseline.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/options/hints.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/run/vanity.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"
#include "reports.hpp"

namespace ecrify::command {
namespace {

namespace fs = std::filesystem;

// "2 template-text, 1 proof-failed"
std::string counts_of(const std::map<std::string_view, std::size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text.append(text.empty() ? "" : ", ").append(std::to_string(count)).append(" ").append(name);
  return text;
}

// The baseline of one run of `check`: reads the file that --baseline names, takes out of the sources what it
// accepts, and writes it again when that was asked for. Without --baseline nothing happens.
class BaselineRun {
 public:
  explicit BaselineRun(const run::Options& options) : options_(options) {}

  // Fails on a file that can't be read or is no baseline; text() is then what it is about.
  Status read() {
    if (!options_.baseline) return Success{};
    const std::string& path = *options_.baseline;
    folder_ = fs::path(run::resolved_path(path)).parent_path().string();
    std::vector<baseline::BaselineEntry> entries;
    std::error_code error;
    const bool exists = fs::exists(path, error) || error;
    if (!exists && options_.write_baseline != run::WriteBaseline::all) {
      return problem("there is no baseline " + in_quotes(path), "write it: " + command(" --write-baseline"));
    }
    if (!exists && !fs::is_directory(folder_, error)) {
      return problem("there is no folder for the baseline " + in_quotes(path),
                     "create it, or name another file");
    }
    if (exists && !fs::is_regular_file(path, error)) {
      // Neither a pipe nor a device could be waited for, or written again.
      return problem("the baseline " + in_quotes(path) + " is no regular file",
                     "name a file, for example .ecrify-baseline.jsonl");
    }
    if (exists) {
      Result<std::string> bytes = input::read_file(path);
      if (!bytes.ok()) return bytes.failure();
      bytes_ = std::move(bytes).value();
      text_.emplace(path, bytes_);
    }
    if (exists && !(bytes_.empty() && options_.write_baseline == run::WriteBaseline::all)) {
      Result<std::vector<baseline::BaselineEntry>> parsed = baseline::parse(*text_);
      if (!parsed.ok()) return parsed.failure();
      entries = std::move(parsed).value();
    }
    comparison_.emplace(std::move(entries), [this](const std::string& file) {
      std::error_code unknown;
      return file.starts_with('<') || fs::exists(fs::path(folder_) / file, unknown) || unknown;
    });
    return Success{};
  }

  [[nodiscard]] const SourceText* text() const { return text_ ? &*text_ : nullptr; }

  // Drops the findings that the baseline accepts; when it is written anew, all that it can accept.
  void accept(run::Source& source) {
    if (!comparison_) return;
    const std::string file = inside(source.text.name());
    comparison_->saw(file);
    std::erase_if(source.examined.findings, [&](const Finding& finding) {
      if (!baseline::can_be_accepted(finding)) {
        if (finding.severity != Severity::note) ++refused_[findings::name_of(finding.id)];
        return false;
      }
      const bool known = comparison_->accepts(baseline::identity_of(finding, file));
      const bool accepted = known || options_.write_baseline == run::WriteBaseline::all;
      accepted_ += accepted ? 1 : 0;
      if (accepted && run::is_to_rewrite(finding)) --source.examined.counts.references;
      return accepted;
    });
  }

  // Calls `visit` with the baseline as a source, whose findings are its stale entries; not when it is
  // written.
  void tell_stale(const std::function<void(run::Source&)>& visit) {
    if (!comparison_ || !text_ || options_.write_baseline != run::WriteBaseline::no) return;
    run::Source source{{*options_.baseline}, *text_, {}};
    for (const baseline::BaselineEntry& entry : comparison_->stale()) {
      Finding finding;
      finding.id = FindingId::stale_baseline;
      finding.severity = Severity::warning >= options_.lowest_error ? Severity::error : Severity::warning;
      finding.span = {entry.offset, std::min(bytes_.find('\n', entry.offset), bytes_.size())};
      finding.message = "an entry of the baseline that nothing needs any more";
      if (entry.count > 1)
        finding.message = count_of(entry.count, "finding") + " of this entry of the baseline are gone";
      finding.help = command(" --write-baseline=shrink") + " takes it out";
      finding.resource = {"", entry.identity.kind, entry.identity.name, entry.identity.name_space};
      finding.path = entry.identity.path;
      finding.reference = entry.identity.reference;
      source.examined.findings.push_back(std::move(finding));
    }
    if (!source.examined.findings.empty()) visit(source);
  }

  // Writes the baseline, unless it would stay as it is. Call it when all sources were read.
  Status write() {
    if (!comparison_ || options_.write_baseline == run::WriteBaseline::no) return Success{};
    const std::vector<baseline::BaselineEntry> entries =
        options_.write_baseline == run::WriteBaseline::all ? comparison_->renewed() : comparison_->shrunk();
    for (const baseline::BaselineEntry& entry : entries) written_ += entry.count;
    const std::string text = baseline::text_of(entries);
    if (text_ && text == bytes_) return Success{};
    return write::write_output_file(*options_.baseline, text, write::Existing::replace);
  }

  // The number of findings that the baseline accepted.
  [[nodiscard]] std::size_t accepted() const { return accepted_; }
  // The line about a written baseline and the findings that it can't accept; else empty.
  [[nodiscard]] std::string summary() const {
    if (!comparison_ || options_.write_baseline == run::WriteBaseline::no) return {};
    return write::printable(*options_.baseline) + " accepts " + count_of(written_, "finding") +
           (refused_.empty() ? "" : "; no baseline accepts what is left: " + counts_of(refused_));
  }

  // The line about a baseline that was not written because something could not be read.
  [[nodiscard]] std::string unwritten() const {
    if (!comparison_ || options_.write_baseline == run::WriteBaseline::no) return {};
    return write::printable(*options_.baseline) +
           " is not written: what can't be read has to be mended first";
  }

 private:
  // `<stdin>` and other names that are no files stay as they are.
  [[nodiscard]] std::string inside(const std::string& name) const {
    if (name.starts_with('<')) return name;
    const fs::path relative = fs::path(run::resolved_path(name)).lexically_relative(folder_);
    return relative.empty() ? run::resolved_path(name) : relative.generic_string();
  }

  // A command that works on this baseline.
  [[nodiscard]] std::string command(std::string_view more) const {
    const bool in_pipe = std::all_of(options_.paths.begin(), options_.paths.end(),
                                     [](const std::string& path) { return path == "-"; });
    return "ecrify check --baseline " + options::shell_word(*options_.baseline) + std::string(more) +
           (in_pipe ? "" : options::path_words(options_.paths));
  }

  const run::Options& options_;
  std::string bytes_;
  std::string folder_;  // of the baseline, links resolved; file names in it are relative to it
  std::optional<SourceText> text_;
  std::optional<baseline::Comparison> comparison_;
  std::size_t accepted_ = 0;
  std::size_t written_ = 0;                          // entries
  std::map<std::string_view, std::size_t> refused_;  // by the name of the finding: what no baseline accepts
};

report::Totals totals_of(const run::Tally& tally, const run::RunTotals& walked) {
  report::Totals totals;
  totals.files = walked.sources;
  totals.documents = walked.counts.documents;
  totals.references = tally.references;
  totals.other_errors = tally.other_errors;
  totals.warnings = tally.warnings;
  totals.unreadable = walked.failed;
  return totals;
}

}  // namespace

run::ExitStatus run_check(const Session& session) {
  const run::Options& options = session.options;
  BaselineRun baseline(options);
  if (const Status status = baseline.read(); !status.ok()) {
    // A file that is to be written over and is no baseline is somebody's: not even the log is written then.
    if (options.write_baseline != run::WriteBaseline::no) session.messages.log().discard();
    return session.messages.failure(status.failure(), baseline.text());
  }
  RepositoryPaths paths(options.folder);
  const auto path_of = [&](const std::string& name) {
    return name == run::default_stdin_name ? name : paths.of(name);
  };
  const bool lists_files =
      std::any_of(options.reports.begin(), options.reports.end(), [](const run::ReportTarget& target) {
        return report::find_format(target.format)->paths == report::FilePaths::of_all;
      });
  report::Collector collector(
      path_of, [&](const Finding& finding) { return run::is_shown(finding, options.verbosity); },
      lists_files ? report::FilePaths::of_all : report::FilePaths::of_those_with_entries);
  run::Tally tally;
  run::VanityCounts vanity;
  const auto visit = [&](run::Source& source) {
    tally.add(source);
    const Examination& examined = source.examined;
    if (!examined.findings.empty()) paths.know(source);
    collector.add(source.text, examined.findings);
    if (examined.refused) collector.refuse(source.text.name());
  };
  const run::RunTotals walked = run::for_each_source(options, session.io, session.messages,
                                                     run::EmptyInput::failure, [&](run::Source& source) {
                                                       baseline.accept(source);
                                                       run::count_notes(source.examined.findings, vanity);
                                                       visit(source);
                                                     });
  if (walked.output_refused) return run::exit_failure;
  baseline.tell_stale(visit);
  tally.accepted = baseline.accepted();
  for (const Failure& failure : session.messages.failures()) {
    if (!failure.file.empty()) collector.add(failure);
  }

  report::Report& report = collector.report();
  report.version = version();
  report.totals = totals_of(tally, walked);
  report.most_same = options.most_same;
  report.input = walked.times.bytes;
  if (options.hyperlinks) report.links_to = options.folder;
  report.summary = run::check_summary(tally, walked, options.rewrite_command);
  const bool written = write_reports(session, [&](std::string_view format, write::Color color) {
    return report::render(*report::find_format(format), report, color);
  });
  if (const std::string line = run::vanity_line(vanity); !line.empty()) session.messages.note(line);
  run::end_run(walked, report.summary, options, session.messages);

  if (const std::string line = walked.failed > 0 ? baseline.unwritten() : ""; !line.empty())
    session.messages.note(line);
  if (walked.failed > 0 || !written) return run::exit_failure;
  if (const Status status = baseline.write(); !status.ok()) return session.messages.failure(status.failure());
  if (const std::string line = baseline.summary(); !line.empty()) session.messages.note(line);
  const bool has_findings = tally.references > 0 || tally.other_errors > 0;
  return has_findings && !options.exit_zero ? run::exit_findings : run::exit_clean;
}

}  // namespace ecrify::command
