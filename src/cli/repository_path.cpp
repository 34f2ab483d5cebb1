// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/repository_path.hpp"

#include <sys/stat.h>

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
  const std::size_t slash = name.rfind('/');
  std::string file = name.substr(slash == std::string::npos ? 0 : slash + 1);
  if (slash == 0 || file.empty() || file == "." || file == "..") return resolved(name);
  struct stat info {};
  const std::string full = name.front() == '/' ? name : folder_ + "/" + name;
  if (::lstat(full.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) return resolved(name);
  const auto [folder, is_new] = folders_.try_emplace(slash == std::string::npos ? "." : name.substr(0, slash));
  if (is_new) folder->second = resolved(folder->first);
  if (folder->second == ".") return file;
  return folder->second + (folder->second.ends_with('/') ? "" : "/") + file;
}

std::string RepositoryPaths::resolved(const std::string& name) const {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::path(folder_) / name, error);
  if (error) path = (fs::path(folder_) / name).lexically_normal();
  const fs::path below = path.lexically_relative(root_);
  return below.empty() || *below.begin() == ".." ? path.generic_string() : below.generic_string();
}

}  // namespace ecrify::cli
