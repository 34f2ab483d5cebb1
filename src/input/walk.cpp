// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/walk.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "ecrify/base/suggest.hpp"
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

constexpr std::size_t most_neighbours = 10'000;  // of a folder that are looked through for what was meant

// The path that is there and was probably meant; the first part that is not there is the one with the slip.
std::string near_path(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path there;
  fs::path rest;
  for (const fs::path& part : fs::path(path)) {
    const bool is_way = rest.empty() && (part.empty() || fs::exists(there / part, error));
    (is_way ? there : rest) /= part;
  }
  if (rest.empty()) return {};
  const std::string missing = rest.begin()->string();
  std::vector<std::string> names;
  for (fs::directory_iterator at(there.empty() ? fs::path(".") : there, error), end;
       !error && at != end && names.size() < most_neighbours; at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const auto same_stem = [&](const std::string& name) {
    return fs::path(name).stem() == fs::path(missing).stem() && has_manifest_extension(name) &&
           has_manifest_extension(missing);
  };
  const auto other_extension = std::find_if(names.begin(), names.end(), same_stem);
  std::string near = other_extension != names.end() ? *other_extension : "";
  if (near.empty()) near = nearest(missing, std::vector<std::string_view>(names.begin(), names.end()));
  if (near.empty()) return {};
  fs::path meant = there / near;
  for (auto part = std::next(rest.begin()); part != rest.end(); ++part) meant /= *part;
  return fs::exists(meant, error) ? meant.string() : "";
}

// The files so far, each once.
class List {
 public:
  explicit List(std::vector<FoundFile>& files) : files_(files) {}

  void add(FoundFile file) {
    const auto [at, is_new] = index_.try_emplace(file.resolved, files_.size());
    if (is_new) {
      files_.push_back(std::move(file));
    } else if (file.named) {
      files_[at->second].named = true;
      files_[at->second].outside = false;
    }
  }

 private:
  std::vector<FoundFile>& files_;
  std::unordered_map<std::string, std::size_t> index_;
};

class Expander {
 public:
  explicit Expander(const WalkOptions& options) : options_(options) {}

  void take(const std::string& path) {
    std::optional<RootedPath> typed = resolver_.resolve(path);
    const int error = errno;
    if (typed) {
      if (typed->is_folder) {
        walk(*typed, [](const std::string&, bool has_manifest_name) { return has_manifest_name; });
      } else {
        list_.add({std::move(*typed), true, argument_, false});
      }
      return;
    }
    if (is_pattern(path)) {
      take_pattern(path);
    } else {
      Failure failure = read_failure(error, path);
      if (const std::string near = error == ENOENT ? near_path(path) : ""; !near.empty())
        failure.remedy = "did you mean " + near + "?";
      expansion_.failures.push_back(std::move(failure));
    }
  }
  void next() { ++argument_; }

  Expansion result() { return std::move(expansion_); }

 private:
  void walk(const RootedPath& folder, const Takes& takes) {
    std::vector<FoundFile> files;
    walk_folder(resolver_, folder, display_prefix(folder.path), options_, takes, files, expansion_);
    for (FoundFile& file : files) {
      file.argument = argument_;
      list_.add(std::move(file));
    }
  }

  void take_pattern(const std::string& typed) {
    const std::string folder = folder_before(typed, typed.find_first_of(pattern_marks));
    std::string text = typed.starts_with("./") && folder == "." ? typed.substr(2) : typed;
    while (text.ends_with('/')) text.pop_back();
    const Wildmatch pattern(text);
    const std::optional<RootedPath> top = resolver_.resolve(folder);
    if (!pattern.well_formed() || !top || !top->is_folder) {
      expansion_.failures.push_back(read_failure(ENOENT, typed));
      return;
    }
    const std::size_t before = expansion_.files.size() + expansion_.failures.size();
    bool any = false;
    walk(*top, [&](const std::string& path, bool has_manifest_name) {
      bool fits = pattern.matches(path);
      for (std::size_t end = path.rfind('/');
           !fits && has_manifest_name && end != std::string::npos && end > 0;
           end = path.rfind('/', end - 1)) {
        fits = pattern.matches(std::string_view(path).substr(0, end));
      }
      any = any || fits;
      return fits;
    });
    if (any || expansion_.files.size() + expansion_.failures.size() > before) return;
    expansion_.failures.push_back(
        {"no file fits the pattern",
         "hidden and ignored files, and links, are taken with --hidden, --no-ignore, --follow", typed});
  }

  const WalkOptions& options_;
  Resolver resolver_;
  std::size_t argument_ = 0;
  Expansion expansion_;
  List list_{expansion_.files};
};

}  // namespace

Expansion expand(const std::vector<std::string>& paths, const WalkOptions& options) {
  Expander expand(options);
  for (const std::string& path : paths) {
    expand.take(path);
    expand.next();
  }
  return expand.result();
}

bool has_manifest_extension(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

std::string folder_of_argument(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return folder_before(path, path.find_first_of(pattern_marks));
  return S_ISDIR(info.st_mode) ? path : folder_before(path, std::string::npos);
}

bool is_pattern(const std::string& path) {
  struct stat info {};
  return path.find_first_of(pattern_marks) != std::string::npos && ::stat(path.c_str(), &info) != 0 &&
         errno == ENOENT;
}

}  // namespace ecrify::input
