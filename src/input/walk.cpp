// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/walk.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ecrify/base/wildmatch.hpp"
#include "failure.hpp"
#include "walk_folder.hpp"

namespace ecrify::input {
namespace {

constexpr const char* pattern_marks = "*?[";

std::string display_prefix(std::string root) {
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  return root == "." ? std::string() : root;
}

// The folders before the last slash up to there.
std::string folder_before(const std::string& path, std::size_t at) {
  const std::size_t slash = path.rfind('/', at);
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

// The files so far, each once.
class List {
 public:
  explicit List(std::vector<Found>& files) : files_(files) {}

  void add(Found file, std::string identity) {
    const auto [at, is_new] = index_.try_emplace(std::move(identity), files_.size());
    if (is_new) {
      file.resolved = at->first;
      files_.push_back(std::move(file));
    } else if (file.named) {
      files_[at->second].named = true;
      files_[at->second].outside = false;
    }
  }

 private:
  std::vector<Found>& files_;
  std::unordered_map<std::string, std::size_t> index_;
};

class Expand {
 public:
  explicit Expand(const WalkOptions& options) : options_(options) {}

  void take(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
      if (S_ISDIR(info.st_mode)) {
        walk(path, [](const std::string&, bool has_manifest_name) { return has_manifest_name; });
      } else {
        list_.add({path, "", true, argument_, false}, resolved(path));
      }
      return;
    }
    const int error = errno;
    if (is_pattern(path)) {
      take_pattern(path);
    } else {
      expansion_.failures.push_back(read_failure(error, path));
    }
  }
  void next() { ++argument_; }

  Expansion result() { return std::move(expansion_); }

 private:
  void walk(const std::string& folder, const Takes& takes) {
    std::vector<Walked> files;
    walk_folder(folder, display_prefix(folder), options_, takes, files, expansion_);
    for (Walked& file : files) list_.add({std::move(file.path), "", false, argument_, file.outside}, std::move(file.identity));
  }

  void take_pattern(const std::string& typed) {
    const std::string folder = folder_before(typed, typed.find_first_of(pattern_marks));
    std::string text = typed.starts_with("./") && folder == "." ? typed.substr(2) : typed;
    while (text.ends_with('/')) text.pop_back();
    const Wildmatch pattern(text);
    struct stat info {};
    if (!pattern.well_formed() || ::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
      expansion_.failures.push_back(read_failure(ENOENT, typed));
      return;
    }
    const std::size_t before = expansion_.files.size() + expansion_.failures.size();
    bool any = false;
    walk(folder, [&](const std::string& path, bool has_manifest_name) {
      bool fits = pattern.matches(path);
      for (std::size_t end = path.rfind('/'); !fits && has_manifest_name && end != std::string::npos && end > 0;
           end = path.rfind('/', end - 1)) {
        fits = pattern.matches(std::string_view(path).substr(0, end));
      }
      any = any || fits;
      return fits;
    });
    if (any || expansion_.files.size() + expansion_.failures.size() > before) return;
    expansion_.failures.push_back(
        {"no file fits the pattern", "hidden and ignored files, and links, are taken with --hidden, --no-ignore, --follow",
         typed});
  }

  const WalkOptions& options_;
  std::size_t argument_ = 0;
  Expansion expansion_;
  List list_{expansion_.files};
};

}  // namespace

Expansion expand(const std::vector<std::string>& paths, const WalkOptions& options) {
  Expand expand(options);
  for (const std::string& path : paths) {
    expand.take(path);
    expand.next();
  }
  return expand.result();
}

std::string folder_of_argument(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return folder_before(path, path.find_first_of(pattern_marks));
  return S_ISDIR(info.st_mode) ? path : folder_before(path, std::string::npos);
}

bool is_pattern(const std::string& path) {
  struct stat info {};
  return path.find_first_of(pattern_marks) != std::string::npos && ::stat(path.c_str(), &info) != 0 && errno == ENOENT;
}

}  // namespace ecrify::input
