// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/run/named_files.hpp"

// What each file of a run is, settled before it is examined: by its name, by what the user says, and by what
// the other files of the run say of it. Nothing beyond the run counts: of one file alone less is known than
// of the folder that it lies in.
//
// What a file is matters to documents without apiVersion and kind alone; so a file without any is not waited
// for.
namespace ecrify::run {

struct RunFile {
  std::string path;  // absolute, all links followed
  std::string
      from_top;  // from the folder that was walked; of a file that is named itself from the working folder
};

class Facts {
 public:
  using IsValues = std::function<bool(const RunFile& file)>;

  // All files of the run. `is_values_by_user`: flags or the configuration say that the file holds values.
  Facts(const std::vector<RunFile>& files, IsValues is_values_by_user);

  // What a file is, where no other file of the run can say otherwise. Can be asked in several threads.
  [[nodiscard]] std::optional<locate::Role> settled(const RunFile& file, std::string_view bytes) const;

  // The run has one file, so that no other can say more of it.
  [[nodiscard]] bool is_alone() const { return is_alone_; }
  // What a file of the run names. Each is added before role() is asked.
  void add(const NamedFiles& named);
  // Entries of objects that are values, of all that was added.
  [[nodiscard]] const locate::ValuesEntries& values_entries() const { return values_entries_; }
  // What the file holds may be read in another way by what the run names: it is to be examined behind role().
  [[nodiscard]] bool waits(std::string_view bytes) const;
  // What a file is.
  [[nodiscard]] locate::Role role(const RunFile& file, std::string_view bytes) const;

 private:
  [[nodiscard]] std::optional<locate::Role> by_name(const RunFile& file) const;
  [[nodiscard]] bool is_named_from_top(const RunFile& file) const;
  [[nodiscard]] bool is_in_chart(const std::string& path) const;

  IsValues is_values_by_user_;
  bool is_alone_;
  std::unordered_set<std::string> charts_;  // folders with a Chart.yaml
  std::unordered_set<std::string> values_;
  std::unordered_set<std::string> patches_;
  std::unordered_set<std::string> likely_values_;
  std::unordered_set<std::string> values_from_top_;
  locate::ValuesEntries values_entries_;
  std::vector<Glob> patterns_;  // the same, of ApplicationSets
};

// A file that may be the values of a chart, as its name has it, and is no suite of tests for one.
[[nodiscard]] bool looks_like_values(const std::string& path, std::string_view bytes);

}  // namespace ecrify::run
