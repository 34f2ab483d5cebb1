// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/report/text.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/log.hpp"
#include "ecrify/run/options.hpp"
#include "ecrify/write/diff.hpp"

namespace ecrify::run {

// The messages of a run on stderr, each in one write. A stderr that can't be written is no error.
class Messages {
 public:
  Messages(int descriptor, write::Color color);
  // Prints nothing.
  static Messages silent() { return {-1, write::Color::off}; }

  // Copies all later messages to the log.
  void set_log(Log log) { log_ = std::move(log); }
  [[nodiscard]] Log& log() { return log_; }
  void set_verbosity(Verbosity verbosity) { verbosity_ = verbosity; }
  // Limits how many findings of one id are shown; 0: all.
  void set_bound(std::size_t most) { bound_ = report::Bound(most); }

  // Gives exit_failure, for a command that ends with it.
  ExitStatus failure(const Failure& failure, const SourceText* source = nullptr);
  // All failures so far, for reports that name them as well.
  [[nodiscard]] const std::vector<Failure>& failures() const { return failures_; }
  // Errors always, the rest unless --quiet.
  void finding(const SourceText& source, const Finding& finding);
  // Prints how many findings were not shown. Call it behind the last one.
  void end_findings();
  // A line; silent with --quiet.
  void note(std::string_view line) { note(line, line); }
  // The same, of which the log has another text.
  void note(std::string_view line, std::string_view logged);
  // A line about one file, "1 reference" for a written one; shown from that verbosity on.
  void of_file(const std::string& path, std::string_view line, Verbosity shown_from);
  // A line that was asked for.
  void answer(std::string_view line);
  // A line for --verbose.
  void detail(std::string_view line);

 private:
  void print(std::string_view text);

  std::shared_ptr<spdlog::logger> errors_;  // nullptr: silent
  Log log_;
  write::Color color_;
  std::vector<Failure> failures_;
  Verbosity verbosity_ = Verbosity::normal;
  report::Bound bound_;
};

// The stdout of a command. A closed reader is no error, and further writes are skipped.
class Output {
 public:
  Output(int descriptor, write::Color color, Messages& messages)
      : descriptor_(descriptor), color_(color), messages_(messages) {}

  void write(const std::vector<std::string_view>& pieces);
  void write(std::string_view text) { write(std::vector<std::string_view>{text}); }
  [[nodiscard]] write::Color color() const { return color_; }
  // Writes the text, and gives the status of a command that ends with it.
  ExitStatus print(std::string_view text) {
    write(text);
    return status();
  }
  // False once the reader has closed the pipe, or a write has failed.
  [[nodiscard]] bool is_open() const { return state_ == State::open; }
  // True if a write failed; the failure has been reported.
  [[nodiscard]] bool failed() const { return state_ == State::failed; }
  [[nodiscard]] ExitStatus status() const { return failed() ? exit_failure : exit_clean; }

 private:
  enum class State { open, closed, failed };

  int descriptor_;
  write::Color color_;
  Messages& messages_;
  State state_ = State::open;
};

}  // namespace ecrify::run
