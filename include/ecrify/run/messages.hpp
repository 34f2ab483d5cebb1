// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/report/bound.hpp"
#include "ecrify/run/log.hpp"
#include "ecrify/run/options.hpp"
#include "ecrify/write/diff.hpp"

namespace ecrify::run {

// What goes to stderr, each message in one write. A stderr that can't be written is nobody's fault and no
// error.
class Messages {
 public:
  Messages(int descriptor, write::Color color);
  // Prints nothing.
  static Messages silent() { return {-1, write::Color::off}; }

  // From now on, what is said is logged, too.
  void set_log(Log log) { log_ = std::move(log); }
  [[nodiscard]] Log& log() { return log_; }
  void set_verbosity(Verbosity verbosity) { verbosity_ = verbosity; }
  // How many findings of one id are shown; 0: all.
  void set_bound(std::size_t most) { bound_ = report::Bound(most); }

  void failure(const Failure& failure, const SourceText* source = nullptr);
  // All failures so far, for reports that name them as well.
  [[nodiscard]] const std::vector<Failure>& failures() const { return failures_; }
  // Errors always, the rest unless --quiet.
  void finding(const SourceText& source, const Finding& finding);
  // Behind the last one: how many were not shown.
  void end_findings();
  // A line; silent with --quiet.
  void note(std::string_view line);
  // What became of a file, "1 reference" of one that was written; shown from that verbosity on.
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

// What goes to stdout. A reader that went away is no error, and spares the rest of the writing.
class Output {
 public:
  Output(int descriptor, write::Color color, Messages& messages)
      : descriptor_(descriptor), color_(color), messages_(messages) {}

  void write(const std::vector<std::string_view>& pieces);
  void write(std::string_view text) { write(std::vector<std::string_view>{text}); }
  [[nodiscard]] write::Color color() const { return color_; }
  // Whether somebody still reads.
  [[nodiscard]] bool is_open() const { return state_ == State::open; }
  // Whether a write went wrong; it has been reported.
  [[nodiscard]] bool failed() const { return state_ == State::failed; }

 private:
  enum class State { open, closed, failed };

  int descriptor_;
  write::Color color_;
  Messages& messages_;
  State state_ = State::open;
};

}  // namespace ecrify::run
