// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/named_files.hpp"

// The role of each file of a run, settled before it is examined: by its name, by flags and configuration, and
// by other files of the run. Files outside of the run do not count: of one file alone less is known than of
// the folder that it lies in.
//
// The role of a file matters only to documents without apiVersion and kind, so a file without any is not
// waited for.
namespace ecrify::run {

class Facts {
 public:
  using IsValues = std::function<bool(const InputEntry& file)>;

  // All files of the run. `is_values_by_user`: flags or the configuration say that the file holds values.
  Facts(const std::vector<InputEntry>& files, IsValues is_values_by_user);

  // The role of a file that its name gives, or the user.
  [[nodiscard]] std::optional<locate::Role> by_name(const InputEntry& file) const;
  // The role of a file, unless another file of the run may decide it. Can be called by several threads.
  [[nodiscard]] std::optional<locate::Role> settled(const InputEntry& file, std::string_view bytes) const;

  // The run has one source, so that no other can say more of it.
  [[nodiscard]] bool is_alone() const { return is_alone_; }
  // The run has the Chart.yaml of a folder, which is absolute and without `..`.
  [[nodiscard]] bool has_chart(const std::string& folder) const { return charts_.contains(folder); }
  // Adds the names in a file of the run. Call it for each file before role().
  void add(const NamedFiles& named);
  // Adds the text of the one source of the run, which must outlive this.
  void add_alone(std::string_view bytes);
  // Entries of objects that other objects name, of all that was added.
  [[nodiscard]] const locate::NamedEntries& named_entries() const { return named_entries_; }
  // True for a file that depends on what is named, in other files or in it: examine it after role().
  [[nodiscard]] bool waits(const NamedFiles& named, std::string_view bytes) const;
  // The role of a file, once all names are added.
  [[nodiscard]] locate::Role role(const InputEntry& file, std::string_view bytes) const;
  // The target of a file that is a patch, once all names are added; nullptr where none or several are named.
  [[nodiscard]] const locate::PatchTarget* patch_target(const std::string& path) const;

 private:
  [[nodiscard]] bool is_named_from_top(const InputEntry& file) const;
  [[nodiscard]] bool is_in_chart(const std::string& path) const;

  IsValues is_values_by_user_;
  bool is_alone_ = false;
  std::unordered_set<std::string> charts_;  // folders with a Chart.yaml
  std::unordered_set<std::string> values_;
  std::unordered_map<std::string, locate::PatchTarget> patches_;
  std::unordered_set<std::string> likely_values_;
  std::unordered_set<std::string> values_from_top_;
  locate::NamedEntries named_entries_;
  std::vector<Glob> patterns_;  // the same, of ApplicationSets
};

// A file that may be the values of a chart, as its name has it, and is no suite of tests for one.
[[nodiscard]] bool looks_like_values(const std::string& path, std::string_view bytes);

}  // namespace ecrify::run
