// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/messages.hpp"

#include "ecrify/report/text.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::run {

void Messages::print(std::string_view text) {
  if (descriptor_ >= 0 && !text.empty()) static_cast<void>(write::write_pieces(descriptor_, {text}));
}

void Messages::failure(const Failure& failure, const SourceText* source) {
  failures_.push_back(failure);
  print(report::full_failure(source, failure, color_));
}

void Messages::finding(const SourceText& source, const Finding& finding) {
  if (verbosity_ == Verbosity::quiet && finding.severity != Severity::error) return;
  if (!bound_.takes(finding.id)) return;
  print(report::full_finding(source, finding, color_));
}

void Messages::end_findings() { print(bound_.left_out()); }

void Messages::note(std::string_view line) {
  if (verbosity_ != Verbosity::quiet) print(write::no_command(std::string(line)) + "\n");
}

void Messages::answer(std::string_view line) { print(std::string(line) + "\n"); }

void Messages::detail(std::string_view line) {
  if (verbosity_ == Verbosity::verbose) print(write::no_command(std::string(line)) + "\n");
}

void Output::write(const std::vector<std::string_view>& pieces) {
  if (state_ != State::open) return;
  const Result<write::PipeState> written = write::write_pieces(descriptor_, pieces);
  if (!written.ok()) {
    state_ = State::failed;
    messages_.failure(written.failure());
  } else if (*written == write::PipeState::closed) {
    state_ = State::closed;
  }
}

}  // namespace ecrify::run
