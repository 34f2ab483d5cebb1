// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/repository_path.hpp"

#include <filesystem>
#include <system_error>

namespace ecrify::cli {
namespace {

namespace fs = std::filesystem;

fs::path root_above(const fs::path& folder) {
  std::error_code error;
  for (fs::path at = folder;; at = at.parent_path()) {
    if (fs::exists(fs::symlink_status(at / ".git", error))) return at;
    if (!at.has_relative_path()) return folder;
  }
}

}  // namespace

RepositoryPaths::RepositoryPaths(const std::string& working_folder) {
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(working_folder, error);
  folder_ = error ? working_folder : folder.string();
  root_ = folder_.empty() ? "" : root_above(folder_).string();
}

std::string RepositoryPaths::of(const std::string& name) const {
  if (root_.empty()) return name;
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::path(folder_) / name, error);
  if (error) path = (fs::path(folder_) / name).lexically_normal();
  const fs::path below = path.lexically_relative(root_);
  return below.empty() || *below.begin() == ".." ? path.generic_string() : below.generic_string();
}

}  // namespace ecrify::cli
