// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/baseline/baseline.hpp"
#include "ecrify/run/options.hpp"
#include "ecrify/run/sources.hpp"

namespace ecrify::command {

// The baseline of one run of `check`: reads the file that --baseline names, takes out of the sources what it
// accepts, and writes it again when that was asked for. Without --baseline nothing happens.
class BaselineRun {
 public:
  explicit BaselineRun(const run::Options& options) : options_(options) {}

  // Fails on a file that can't be read or is no baseline; text() is then what it is about.
  Status read();
  [[nodiscard]] const SourceText* text() const { return text_ ? &*text_ : nullptr; }

  // Drops the findings that the baseline accepts; when it is written anew, all that it can accept.
  void accept(run::Source& source);
  // Calls `visit` with the baseline as a source, whose findings are its stale entries; not when it is
  // written.
  void tell_stale(const std::function<void(run::Source&)>& visit);
  // Writes the baseline, unless it would stay as it is. Call it when all sources were read.
  Status write();
  // The number of findings that the baseline accepted.
  [[nodiscard]] std::size_t accepted() const { return accepted_; }
  // The line about a written baseline and the findings that it can't accept; else empty.
  [[nodiscard]] std::string summary() const;
  // The line about a baseline that was not written because something could not be read.
  [[nodiscard]] std::string unwritten() const;

 private:
  [[nodiscard]] std::string inside(const std::string& name) const;
  // A command that works on this baseline.
  [[nodiscard]] std::string command(std::string_view more) const;

  const run::Options& options_;
  std::string bytes_;
  std::string folder_;  // of the baseline, links resolved; file names in it are relative to it
  std::optional<SourceText> text_;
  std::optional<baseline::Comparison> comparison_;
  std::size_t accepted_ = 0;
  std::size_t written_ = 0;                          // entries
  std::map<std::string_view, std::size_t> refused_;  // by the name of the finding: what no baseline accepts
};

}  // namespace ecrify::command
