// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

namespace ecrify::command {

// Names of files as machines that know the repository want them: from its root, links resolved, with `/`. Its
// root is the next folder from the working folder upwards that holds a `.git`, else the working folder. What
// lies outside of it is absolute.
class RepositoryPaths {
 public:
  explicit RepositoryPaths(const std::string& working_folder);
  // `name` is relative to the working folder, or absolute; it need not exist.
  [[nodiscard]] std::string of(const std::string& name) const;

 private:
  [[nodiscard]] static std::string joined(const std::string& folder, const std::string& name);
  [[nodiscard]] const std::string& folder(const std::string& name) const;
  [[nodiscard]] std::string resolved(const std::string& name) const;

  std::string folder_;
  std::string root_;
  // The answer for each folder that held a file: to resolve a path is one question to the system for each
  // part of it.
  mutable std::unordered_map<std::string, std::string> folders_;
};

}  // namespace ecrify::command
