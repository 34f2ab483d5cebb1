// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "ecrify/base/system.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/kustomize/tree.hpp"

namespace ecrify::kustomize {

namespace fs = std::filesystem;

namespace {

// All links followed; "" when the path doesn't exist.
std::string real_path(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? "" : real.string();
}

bool lies_in(std::string_view path, std::string_view root) {
  return root == "/" || (path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/'));
}

}  // namespace

Result<FolderTree> FolderTree::open(const std::string& root) {
  std::error_code error;
  const fs::path real = fs::canonical(root, error);
  if (error) return Failure{system_reason(error.value()), "name a folder that exists", root};
  if (!fs::is_directory(real, error))
    return Failure{"not a folder", "name the folder of the repository", root};
  return FolderTree(real.string());
}

std::optional<std::string> FolderTree::inside(const std::string& path) const {
  const std::string real = real_path(path);
  if (real.empty() || !lies_in(real, root_)) return std::nullopt;
  if (real.size() <= root_.size()) return "";
  return real.substr(root_ == "/" ? 1 : root_.size() + 1);
}

Looked FolderTree::look(const std::string& path) const {
  const fs::path full = fs::path(root_) / path;
  std::error_code error;
  const fs::file_status status = fs::status(full, error);
  EntryKind kind = EntryKind::absent;
  if (fs::is_regular_file(status)) kind = EntryKind::file;
  if (fs::is_directory(status)) kind = EntryKind::folder;
  if (error || kind == EntryKind::absent) return {};
  std::optional<std::string> real = inside(full.string());
  if (!real) return {EntryKind::outside, ""};
  return {kind, std::move(*real)};
}

std::optional<std::string> FolderTree::read(const std::string& path) const {
  const Looked looked = look(path);
  if (looked.kind != EntryKind::file) return std::nullopt;
  const std::string full = (fs::path(root_) / looked.path).string();
  std::error_code error;
  const std::uintmax_t size = fs::file_size(full, error);
  if (error || size > max_file_bytes) return std::nullopt;
  Result<std::string> bytes = input::read_file(full);
  if (!bytes.ok()) return std::nullopt;
  return std::move(*bytes);
}

std::vector<Listed> FolderTree::list(const std::string& folder) const {
  std::vector<Listed> entries;
  std::error_code error;
  for (fs::directory_iterator it(fs::path(root_) / folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code unknown;
    const fs::file_status status = it->symlink_status(unknown);
    if (fs::is_regular_file(status)) entries.push_back({it->path().filename().string(), EntryKind::file});
    if (fs::is_directory(status)) entries.push_back({it->path().filename().string(), EntryKind::folder});
  }
  std::sort(entries.begin(), entries.end(), [](const Listed& a, const Listed& b) { return a.name < b.name; });
  return entries;
}

std::string repository_root(const std::string& path) {
  const std::string real = real_path(path.empty() ? "." : path);
  if (real.empty()) return "";
  std::error_code error;
  const fs::path folder = fs::is_directory(real, error) ? fs::path(real) : fs::path(real).parent_path();
  for (fs::path at = folder;; at = at.parent_path()) {
    if (fs::exists(at / ".git", error)) return at.string();
    if (at == at.parent_path()) break;
  }
  const std::string working = real_path(".");
  return !working.empty() && lies_in(real, working) ? working : folder.string();
}

}  // namespace ecrify::kustomize
