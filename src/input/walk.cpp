// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "ecrify/base/system.hpp"
#include "failure.hpp"

namespace ecrify::input {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

enum class Links { follow, refuse };

Folder open_folder(const std::string& path, Links links) {
  const int no_follow = links == Links::refuse ? O_NOFOLLOW : 0;
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_follow));
  if (!descriptor.ok()) return nullptr;
  Folder folder(::fdopendir(descriptor.number()));
  if (folder) descriptor.release();
  return folder;
}

Failure list_failure(int error, const std::string& path) {
  return {"the folder can't be listed: " + system_reason(error),
          "give this user the right to read and search it, or name the files instead", path};
}

std::string join(const std::string& folder, std::string_view name) {
  if (folder.empty() || folder.back() == '/') return folder + std::string(name);
  return folder + '/' + std::string(name);
}

bool is_manifest_name(std::string_view name) {
  // kustomize knows a third name for its file.
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json") || name == "Kustomization";
}

enum class EntryType { folder, file, other };

EntryType type_of(DIR* folder, const dirent& entry) {
  if (entry.d_type == DT_DIR) return EntryType::folder;
  if (entry.d_type == DT_REG) return EntryType::file;
  if (entry.d_type != DT_UNKNOWN) return EntryType::other;
  // Some file systems leave the type to be asked for.
  struct stat info {};
  if (::fstatat(::dirfd(folder), entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return EntryType::other;
  if (S_ISDIR(info.st_mode)) return EntryType::folder;
  return S_ISREG(info.st_mode) ? EntryType::file : EntryType::other;
}

// Appends to `files` the paths below the root, unsorted. `prefix` stands before them, `root` is what is
// opened.
std::optional<Failure> walk(const std::string& root, const std::string& prefix,
                            std::vector<std::string>& files) {
  std::vector<std::string> pending{prefix};
  bool at_root = true;
  while (!pending.empty()) {
    const std::string path = std::move(pending.back());
    pending.pop_back();
    // A folder that was swapped for a link since it was listed must not lead out of the tree.
    const Folder folder = at_root ? open_folder(root, Links::follow) : open_folder(path, Links::refuse);
    if (!folder) return list_failure(errno, at_root ? root : path);
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(folder.get());
      if (entry == nullptr) {
        if (errno != 0) return list_failure(errno, at_root ? root : path);
        break;
      }
      const std::string_view name = entry->d_name;
      if (name.starts_with('.')) continue;
      const EntryType type = type_of(folder.get(), *entry);
      if (type == EntryType::folder) {
        pending.push_back(join(path, name));
      } else if (type == EntryType::file && is_manifest_name(name)) {
        files.push_back(join(path, name));
      }
    }
    at_root = false;
  }
  return std::nullopt;
}

// What shows that two paths lead to one entry of one folder. Pipes of a shell (/dev/fd/63) have no such path.
std::string identity(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), std::free);
  return resolved ? std::string(resolved.get()) : path;
}

std::string display_prefix(std::string root) {
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  return root == "." ? std::string() : root;
}

class List {
 public:
  void add(std::string path, std::string key, bool named) {
    const auto [at, is_new] = index_.try_emplace(std::move(key), found_.size());
    if (is_new) {
      found_.push_back({std::move(path), named});
    } else if (named) {
      found_[at->second].named = true;
    }
  }
  std::vector<Found> take() { return std::move(found_); }

 private:
  std::vector<Found> found_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace

Result<std::vector<Found>> expand(const std::vector<std::string>& paths) {
  List list;
  for (const std::string& path : paths) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return read_failure(errno, path);
    if (!S_ISDIR(info.st_mode)) {
      list.add(path, identity(path), true);
      continue;
    }
    const std::string prefix = display_prefix(path);
    std::vector<std::string> files;
    if (auto failure = walk(path, prefix, files)) return *failure;
    std::sort(files.begin(), files.end());
    // No link is followed below the root, so its identity holds for everything in it.
    const std::string root = identity(path);
    for (std::string& file : files) {
      std::string key =
          join(root, std::string_view(file).substr(prefix.empty() ? 0 : join(prefix, "").size()));
      list.add(std::move(file), std::move(key), false);
    }
  }
  return list.take();
}

}  // namespace ecrify::input
