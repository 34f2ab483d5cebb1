// SPDX-License-Identifier: Apache-2.0
#include "baseline.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/options/hints.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::command {

namespace fs = std::filesystem;

namespace {

// "2 template-text, 1 proof-failed"
std::string counts_of(const std::map<std::string_view, std::size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text.append(text.empty() ? "" : ", ").append(std::to_string(count)).append(" ").append(name);
  return text;
}

}  // namespace

Status BaselineRun::read() {
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

std::string BaselineRun::command(std::string_view more) const {
  const bool in_pipe = std::all_of(options_.paths.begin(), options_.paths.end(),
                                   [](const std::string& path) { return path == "-"; });
  return "ecrify check --baseline " + options::shell_word(*options_.baseline) + std::string(more) +
         (in_pipe ? "" : options::path_words(options_.paths));
}

// `<stdin>` and other names that are no files stay as they are.
std::string BaselineRun::inside(const std::string& name) const {
  if (name.starts_with('<')) return name;
  const fs::path relative = fs::path(run::resolved_path(name)).lexically_relative(folder_);
  return relative.empty() ? run::resolved_path(name) : relative.generic_string();
}

void BaselineRun::accept(run::Source& source) {
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

void BaselineRun::tell_stale(const std::function<void(run::Source&)>& visit) {
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

Status BaselineRun::write() {
  if (!comparison_ || options_.write_baseline == run::WriteBaseline::no) return Success{};
  const std::vector<baseline::BaselineEntry> entries =
      options_.write_baseline == run::WriteBaseline::all ? comparison_->renewed() : comparison_->shrunk();
  for (const baseline::BaselineEntry& entry : entries) written_ += entry.count;
  const std::string text = baseline::text_of(entries);
  if (text_ && text == bytes_) return Success{};
  return write::write_output_file(*options_.baseline, text, write::Existing::replace);
}

std::string BaselineRun::summary() const {
  if (!comparison_ || options_.write_baseline == run::WriteBaseline::no) return {};
  return write::printable(*options_.baseline, write::Tabs::escape) + " accepts " +
         count_of(written_, "finding") +
         (refused_.empty() ? "" : "; no baseline accepts what is left: " + counts_of(refused_));
}

std::string BaselineRun::unwritten() const {
  if (!comparison_ || options_.write_baseline == run::WriteBaseline::no) return {};
  return write::printable(*options_.baseline, write::Tabs::escape) +
         " is not written: what can't be read has to be mended first";
}

}  // namespace ecrify::command
