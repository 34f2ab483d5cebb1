// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ecrify/command/commands.hpp"
#include "ecrify/input/root.hpp"

// Reports of a command: where they go, and how they name files.
namespace ecrify::command {

// A report in the format of that name.
using Render = std::function<std::string(std::string_view format, write::Color color)>;

// Writes the reports that the options ask for: first the files, each as a whole, then stdout. A file that
// cannot be written is reported; returns whether all were written.
[[nodiscard]] bool write_reports(const Session& session, const Render& render);

// Names of files as machines that know the repository want them: from its root, links resolved, with `/`. Its
// root is the next folder from the working folder upwards that holds a `.git`, else the working folder. What
// lies outside of it is absolute.
class RepositoryPaths {
 public:
  explicit RepositoryPaths(const std::string& working_folder);
  // Resolving a path is one question to the system for each part of it; a file of the run has been.
  void know(const input::RootedPath& file);
  // `name` is relative to the working folder, or absolute; it need not exist.
  [[nodiscard]] std::string of(const std::string& name) const;

 private:
  [[nodiscard]] std::string resolved(const std::string& name) const;

  std::string folder_;
  std::string root_;
  std::unordered_map<std::string, std::string> resolved_;  // by name
};

}  // namespace ecrify::command
