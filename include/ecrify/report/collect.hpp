// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/report/model.hpp"

namespace ecrify::report {

// The entry of one finding, for immediate output: without columns in UTF-16 units, fingerprint and fix.
[[nodiscard]] ReportEntry entry_of(const SourceText& source, const Finding& finding);

// True for findings that are shown.
using IsShown = std::function<bool(const Finding&)>;
// Maps a name as the user gave it to the path from the repository's root.
using PathOf = std::function<std::string(const std::string&)>;

// Takes sources one after the other and makes the report of them. Linear in the findings, whatever the lines'
// lengths.
class Collector {
 public:
  Collector(PathOf path_of, IsShown is_shown, FilePaths paths = FilePaths::of_all)
      : path_of_(std::move(path_of)), is_shown_(std::move(is_shown)), paths_(paths) {}

  // Fixes are the edits of the findings. All fixes of a file are its rewrite, but for what a baseline has
  // taken out of the findings.
  void add(const SourceText& source, const std::vector<Finding>& findings);
  // Drops the fixes of a file that was added, since nothing of it is written.
  void refuse(const std::string& name);
  // A file that could not be read.
  void add(const Failure& failure);
  // About a file of which nothing may be shown: without a line, a column, and an excerpt.
  void add(const std::string& file, const Finding& finding);

  // The report of all that was added, sorted: findings about the head of a stream arrive last.
  [[nodiscard]] Report& report();

 private:
  std::size_t add_file(const std::string& name);
  void add_entry(ReportEntry entry);

  PathOf path_of_;
  IsShown is_shown_;
  FilePaths paths_;
  Report report_;
  std::set<std::size_t> refused_;  // files
};

}  // namespace ecrify::report
