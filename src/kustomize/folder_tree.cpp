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

// The folder that holds both.
std::string common_folder(std::string a, const std::string& b) {
  while (!lies_in(b, a)) a.resize(std::max<std::size_t>(a.rfind('/'), 1));
  return a;
}

// The device of a folder that is open; nothing when it can't be asked for.
std::optional<dev_t> device_of(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 ? std::optional(info.st_dev) : std::nullopt;
}

std::optional<dev_t> device_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? std::optional(info.st_dev) : std::nullopt;
}

// A submodule's `.git` is a file that names a folder in that of the repository that it is part of; that of a work tree
// names one in `worktrees` (gitrepository-layout).
bool is_submodule(const fs::path& git) {
  std::error_code error;
  if (!fs::is_regular_file(git, error)) return false;
  const Result<std::string> text = input::read_file(git.string());
  return text.ok() && text->starts_with("gitdir:") && text->find("/modules/") != std::string::npos;
}

}  // namespace

Result<FolderTree> FolderTree::open(const std::vector<std::string>& folders) {
  std::vector<std::string> tops;
  for (const std::string& folder : folders) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (error) return Failure{system_reason(error.value()), "name a folder that exists", folder};
    if (!fs::is_directory(real, error)) return Failure{"not a folder", "name the folder of the repository", folder};
    tops.push_back(real.string());
  }
  if (tops.empty()) return Failure{"no folder", "name the folder of the repository", ""};
  // By components, so that a folder comes next to what is in it.
  std::sort(tops.begin(), tops.end(), [](const std::string& a, const std::string& b) { return fs::path(a) < fs::path(b); });
  const auto in_the_one_before = [](const std::string& a, const std::string& b) { return lies_in(b, a); };
  tops.erase(std::unique(tops.begin(), tops.end(), in_the_one_before), tops.end());
  return FolderTree(tops);
}

FolderTree::FolderTree(const std::vector<std::string>& tops) : root_(tops.front()), tops_(tops) {
  for (const std::string& top : tops) root_ = common_folder(std::move(root_), top);
}

std::vector<std::string> FolderTree::tops() const {
  std::vector<std::string> paths;
  for (const std::string& top : tops_) paths.push_back(inside_resolved(top).value_or(""));
  return paths;
}

std::string FolderTree::full(const std::string& path) const {
  if (path.empty()) return root_;
  return (root_ == "/" ? "" : root_) + "/" + path;
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
  const bool is_in = std::any_of(tops_.begin(), tops_.end(), [&](const std::string& top) { return lies_in(path, top); });
  if (path.empty() || !is_in) return std::nullopt;
  if (path.size() <= root_.size()) return "";
  return path.substr(root_ == "/" ? 1 : root_.size() + 1);
}

Looked FolderTree::look(const std::string& path) const {
  const std::string there = full(path);
  std::error_code error;
  const fs::file_status status = fs::status(there, error);
  if (status.type() == fs::file_type::not_found) return {};
  EntryKind kind = EntryKind::unreadable;
  if (fs::is_regular_file(status)) kind = EntryKind::file;
  if (fs::is_directory(status)) kind = EntryKind::folder;
  std::optional<std::string> real = inside(there);
  if (!real) {
    // What can't be followed is not known to lead out.
    const std::string followed = real_path(there);
    if (followed.empty()) return {EntryKind::unreadable, path};
    real = inside_resolved(followed);
  }
  if (!real) return {EntryKind::outside, ""};
  return {kind, std::move(*real)};
}

std::optional<std::string> FolderTree::read(const std::string& path) const {
  const Looked looked = look(path);
  if (looked.kind != EntryKind::file) return std::nullopt;
  const std::string there = full(looked.path);
  std::error_code error;
  const std::uintmax_t size = fs::file_size(there, error);
  if (error || size > max_file_bytes) return std::nullopt;
  Result<std::string> bytes = input::read_file(there);
  if (!bytes.ok()) return std::nullopt;
  return std::move(*bytes);
}

std::optional<std::vector<Listed>> FolderTree::list(const std::string& folder) const {
  // Not by std::filesystem, which takes each path apart: whole repositories are listed.
  std::vector<Listed> entries;
  const std::string path = full(folder);
  const auto top = std::find_if(tops_.begin(), tops_.end(), [&](const std::string& one) { return lies_in(path, one); });
  if (top == tops_.end()) return entries;
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(path.c_str()), ::closedir);
  if (opened == nullptr) return errno == ENOENT || errno == ENOTDIR ? std::optional(entries) : std::nullopt;
  if (path != *top) {
    const auto [device, is_new] = devices_.try_emplace(*top);
    if (is_new) device->second = device_of(*top);
    if (device_of(::dirfd(opened.get())) != device->second) return entries;
  }
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(opened.get());
    if (entry == nullptr) {
      if (errno != 0) return std::nullopt;
      break;
    }
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
  std::string found;
  for (fs::path at = folder;; at = at.parent_path()) {
    const fs::path git = at / ".git";
    if (fs::exists(git, error)) {
      found = at.string();
      if (!is_submodule(git)) return found;
    }
    if (at == at.parent_path()) return found;
  }
}

}  // namespace ecrify::kustomize
