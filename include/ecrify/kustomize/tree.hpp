// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/result.hpp"

// A read-only view of a source tree. Paths are relative to its root, with `/`, without `.` and `..`; the root
// is "". Nothing outside of the root is ever read, whatever links and `..` say. Where a run reads several repositories,
// the root is the folder above them all, and what is outside of each of them is outside of the tree.
namespace ecrify::kustomize {

enum class EntryKind : std::uint8_t {
  absent,  // nothing there
  file,    // a regular file
  folder,
  outside,     // it leads out of the tree
  unreadable,  // something that can't be looked at, or that is no file and no folder
};

struct Looked {
  EntryKind kind = EntryKind::absent;
  std::string path;  // of a file or folder: where it really is in the tree, all links followed
};

struct Listed {
  std::string name;
  EntryKind kind = EntryKind::file;  // file or folder
};

class Tree {
 public:
  Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  virtual ~Tree() = default;

  [[nodiscard]] virtual Looked look(const std::string& path) const = 0;
  // The bytes of a file; nothing when it can't be read or is larger than max_file_bytes.
  [[nodiscard]] virtual std::optional<std::string> read(const std::string& path) const = 0;
  // What is in a folder, sorted by name; links and special files are left out. Nothing when it can't be read.
  [[nodiscard]] virtual std::optional<std::vector<Listed>> list(const std::string& folder) const = 0;
  // The folders that everything in the tree lies in.
  [[nodiscard]] virtual std::vector<std::string> tops() const { return {""}; }

  static constexpr std::size_t max_file_bytes = 64U << 20U;
};

// `path` as it is written in a file of `folder`: lexically joined, as kustomize does before it follows links.
// Nothing when it is absolute, empty, or leads above the root.
[[nodiscard]] std::optional<std::string> join(std::string_view folder, std::string_view path);
// "a/b" of "a/b/c", "" of "c".
[[nodiscard]] std::string folder_of(std::string_view path);

// Folders of the file system.
class FolderTree : public Tree {
 public:
  // Fails when one of them is no folder, and where there is none.
  static Result<FolderTree> open(const std::vector<std::string>& folders);
  static Result<FolderTree> open(const std::string& root) { return open(std::vector<std::string>{root}); }

  [[nodiscard]] Looked look(const std::string& path) const override;
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const override;
  // A folder that another file system is mounted on is listed as an empty one: nobody wants to have /proc read.
  [[nodiscard]] std::optional<std::vector<Listed>> list(const std::string& folder) const override;
  [[nodiscard]] std::vector<std::string> tops() const override;

  // The folder above all that are in it; absolute, all links followed.
  [[nodiscard]] const std::string& root() const { return root_; }
  // A path in the tree as one of the file system.
  [[nodiscard]] std::string full(const std::string& path) const;
  // A path of the file system as a path in the tree, all links followed; nothing when it is not in it.
  [[nodiscard]] std::optional<std::string> inside(const std::string& path) const;
  // The same of one that is absolute and has no links in it any more.
  [[nodiscard]] std::optional<std::string> inside_resolved(const std::string& path) const;

  FolderTree(FolderTree&& other) noexcept : root_(std::move(other.root_)), tops_(std::move(other.tops_)) {}
  FolderTree& operator=(FolderTree&& other) noexcept {
    root_ = std::move(other.root_);
    tops_ = std::move(other.tops_);
    return *this;
  }

 private:
  // `tops`: sorted, none within another.
  explicit FolderTree(const std::vector<std::string>& tops);
  std::string root_;
  std::vector<std::string> tops_;  // absolute, all links followed
  // The same of each folder that inside() was asked about: to follow links is one question to the system for each part
  // of a path, and a tree has few folders for its files.
  mutable std::unordered_map<std::string, std::string> folders_;
  mutable std::unordered_map<std::string, std::optional<dev_t>> devices_;  // of the tops
};

// The root of the repository that holds the path: the nearest folder above it with a `.git`; of a submodule, that of the
// repository that it is part of, since kustomizations there may name its folders as their own. Absolute; "" where there
// is none.
[[nodiscard]] std::string repository_root(const std::string& path);

// A tree of texts, for tests and for text that is not in a file.
class MemoryTree : public Tree {
 public:
  void add(std::string path, std::string text);
  // `path` is a link to `target`: a path in the tree, or "" for one that leads out of it.
  void link(std::string path, std::string target);

  [[nodiscard]] Looked look(const std::string& path) const override;
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const override;
  [[nodiscard]] std::optional<std::vector<Listed>> list(const std::string& folder) const override;

  [[nodiscard]] const std::map<std::string, std::string>& files() const { return files_; }

 private:
  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> links_;
};

}  // namespace ecrify::kustomize
