// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

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
  std::string real;
  const std::size_t slash = path.rfind('/');
  const std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  struct stat info {};
  const bool is_usual = slash != 0 && !name.empty() && name != "." && name != ".." && ::lstat(path.c_str(), &info) == 0 && !S_ISLNK(info.st_mode);
  if (is_usual) {
    const auto [folder, is_new] = folders_.try_emplace(slash == std::string::npos ? "." : path.substr(0, slash));
    if (is_new) folder->second = real_path(folder->first);
    if (!folder->second.empty()) real = (folder->second == "/" ? "" : folder->second) + "/" + name;
  } else {
    real = real_path(path);
  }
  return inside_resolved(real);
}

std::optional<std::string> FolderTree::inside_resolved(const std::string& path) const {
  if (path.empty() || !lies_in(path, root_)) return std::nullopt;
  if (path.size() <= root_.size()) return "";
  return path.substr(root_ == "/" ? 1 : root_.size() + 1);
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
  // Not by std::filesystem, which takes each path apart: whole repositories are listed.
  std::vector<Listed> entries;
  const std::string path = (fs::path(root_) / folder).string();
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(path.c_str()), ::closedir);
  if (opened == nullptr) return entries;
  while (const dirent* entry = ::readdir(opened.get())) {
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat info {};
    info.st_mode = entry->d_type == DT_REG ? S_IFREG : entry->d_type == DT_DIR ? S_IFDIR : 0;
    if (entry->d_type == DT_UNKNOWN) static_cast<void>(::lstat((path + "/" + name).c_str(), &info));
    if (S_ISREG(info.st_mode)) {
      entries.push_back({std::move(name), EntryKind::file});
    } else if (S_ISDIR(info.st_mode)) {
      entries.push_back({std::move(name), EntryKind::folder});
    }
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
